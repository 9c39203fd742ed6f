// The fixed part: terms → model matrix.
import { OptionError } from "../errors.js";
import { deparse } from "../formula/deparse.js";
import type { ResolvedFormula } from "../frame/resolved-formula.js";
import { didYouMean } from "../names.js";
import type { FixedDesign } from "./design.js";
import { codeTerms } from "./term-coding.js";
import type { TermValues } from "./term-columns.js";

/** The fixed part of a formula, as far as its variables are known. */
type FixedPart = Pick<ResolvedFormula, "formula" | "variables" | "contrasts">;

/**
 * R's model.matrix of the fixed terms. `part` decides coding and names: in a prediction it comes from the fit, where the
 * values are those of new data.
 */
export function fixedDesign(part: FixedPart, values: TermValues, rowCount: number): FixedDesign {
  checkContrasts(part);
  const coded = codeTerms(part.formula.fixed, part.variables, part.contrasts);
  const names: string[] = [];
  const columns: Float64Array[] = [];
  const assign: number[] = [];
  if (part.formula.fixed.intercept) {
    names.push("(Intercept)");
    columns.push(values.one ?? onesOf(rowCount));
    assign.push(-1);
  }
  for (const [t, term] of coded.entries()) {
    const filled = values.columns(term);
    names.push(...term.names);
    columns.push(...filled);
    assign.push(...filled.map(() => t));
  }
  // An array that has grown has room to spare; many fits are kept.
  return { names: [...names], columns: [...columns], assign: [...assign], terms: coded.map(({ label }) => label) };
}

/** So many rows may have the column of ones of the fit before them. */
const MOST_SHARED = 100_000;
let ones = new Float64Array(0);

/** Nobody writes to it: all small fits of one length share it. */
function onesOf(rowCount: number): Float64Array {
  if (rowCount > MOST_SHARED) return new Float64Array(rowCount).fill(1);
  if (ones.length !== rowCount) ones = new Float64Array(rowCount).fill(1);
  return ones;
}

/** Throws OptionError for contrasts of a variable that is no factor of the fixed part. */
function checkContrasts({ formula, variables, contrasts }: FixedPart): void {
  const labels = [...new Set(formula.fixed.terms.flatMap((term) => term.variables.map(deparse)))];
  const factors = labels.filter((label) => variables.get(label)?.kind === "factor");
  for (const label of Object.keys(contrasts)) {
    if (factors.includes(label)) continue;
    const listed =
      factors.length === 0 ? "it has none" : `its factors are ${factors.map((name) => `"${name}"`).join(", ")}`;
    const why = labels.includes(label) ? "is a variable of numbers" : "is not in the fixed part of the formula";
    const hint = didYouMean(label, factors, `contrasts are for factors of the fixed part: ${listed}`);
    throw new OptionError(`contrasts are given for "${label}", which ${why}; ${hint}`, "contrasts");
  }
}
