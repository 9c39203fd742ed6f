// The random effects that a one-sided formula such as "~ (1 | subj)" names, in terms of a fitted design.
import { OptionError } from "../errors.js";
import { deparse } from "../formula/deparse.js";
import { expandFormula } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import type { VariableSchema } from "../frame/variables.js";
import type { DesignState } from "./apply-design.js";
import { plainRandomTerms } from "./random.js";
import { codeTerms } from "./term-coding.js";

/**
 * Names of columns by grouping factor; what the formula has besides random terms counts for nothing. Throws FormulaError,
 * and OptionError where the formula names a variable that the design's terms do not have.
 */
export function randomColumns(text: string, { variables }: DesignState): { group: string; names: string[] }[] {
  const schemas = new Map<string, VariableSchema>(Object.entries(variables));
  const { random } = expandFormula(parseFormula(text), []);
  for (const label of random.flatMap(({ predictors }) =>
    predictors.terms.flatMap((term) => term.variables.map(deparse)),
  )) {
    if (schemas.has(label)) continue;
    throw new OptionError(`randomEffects "${text}" names "${label}", which no term of the model has`, "randomEffects");
  }
  return plainRandomTerms(random, schemas).terms.map(({ groupLabel, predictors }) => {
    const names = codeTerms(predictors, schemas, {}).flatMap((term) => term.names);
    return { group: groupLabel, names: predictors.intercept ? ["(Intercept)", ...names] : names };
  });
}
