// The random effects that a one-sided formula such as "~ (1 | subj)" names, in terms of a fitted design.
import { OptionError } from "../errors.js";
import { deparse } from "../formula/deparse.js";
import { expandFormula } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import { effectsOf } from "../formula/variables.js";
import type { ResolvedFormula } from "../frame/resolved-formula.js";
import { plainRandomTerms } from "./random.js";
import { codeTerms } from "./term-coding.js";

/**
 * Names of columns by grouping factor; what the formula has besides random terms counts for nothing. Throws FormulaError,
 * and OptionError where the formula names a variable that the design's terms do not have.
 */
export function randomColumns(
  text: string,
  { formula, variables }: ResolvedFormula,
): { group: string; names: string[] }[] {
  const { random } = expandFormula(parseFormula(text), []);
  const known = new Set(effectsOf(formula).map(deparse));
  for (const label of effectsOf({ fixed: { intercept: false, terms: [] }, random }).map(deparse)) {
    if (known.has(label)) continue;
    throw new OptionError(`randomEffects "${text}" names "${label}", which no term of the model has`, "randomEffects");
  }
  return plainRandomTerms(random, variables).terms.map(({ groupLabel, predictors }) => {
    const names = codeTerms(predictors, variables, {}).flatMap((term) => term.names);
    return { group: groupLabel, names: predictors.intercept ? ["(Intercept)", ...names] : names };
  });
}
