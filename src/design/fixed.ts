// The fixed part: terms → model matrix.
import { OptionError } from "../errors.js";
import type { TermList } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import type { ContrastSpec } from "../frame/contrasts.js";
import type { FrameVariable, VariableSchema } from "../frame/variables.js";
import { didYouMean } from "../names.js";
import type { FixedDesign } from "./design.js";
import { codeTerms } from "./term-coding.js";
import { termColumns } from "./term-columns.js";

/**
 * R's model.matrix of the fixed terms.
 * `schemas` decides coding and names, `variables` has the values: in a fit they are the same, in a prediction the
 * first come from the fit.
 */
export function fixedDesign(
  terms: TermList,
  schemas: ReadonlyMap<string, VariableSchema>,
  variables: ReadonlyMap<string, FrameVariable>,
  contrasts: Readonly<Record<string, ContrastSpec>>,
  rowCount: number,
): FixedDesign {
  checkContrasts(contrasts, terms, schemas);
  const coded = codeTerms(terms, schemas, contrasts);
  const names: string[] = [];
  const columns: Float64Array[] = [];
  const assign: number[] = [];
  if (terms.intercept) {
    names.push("(Intercept)");
    columns.push(new Float64Array(rowCount).fill(1));
    assign.push(-1);
  }
  for (const [t, term] of coded.entries()) {
    const filled = termColumns(term, variables);
    names.push(...term.names);
    columns.push(...filled);
    assign.push(...filled.map(() => t));
  }
  return { names, columns, assign, terms: coded.map(({ label }) => label) };
}

/** Throws OptionError for contrasts of a variable that is no factor of the fixed part. */
function checkContrasts(
  contrasts: Readonly<Record<string, ContrastSpec>>,
  { terms }: TermList,
  schemas: ReadonlyMap<string, VariableSchema>,
): void {
  const labels = [...new Set(terms.flatMap(({ variables }) => variables.map(deparse)))];
  const factors = labels.filter((label) => schemas.get(label)?.kind === "factor");
  for (const label of Object.keys(contrasts)) {
    if (factors.includes(label)) continue;
    const listed =
      factors.length === 0 ? "it has none" : `its factors are ${factors.map((name) => `"${name}"`).join(", ")}`;
    const why = labels.includes(label) ? "is a variable of numbers" : "is not in the fixed part of the formula";
    const hint = didYouMean(label, factors, `contrasts are for factors of the fixed part: ${listed}`);
    throw new OptionError(`contrasts are given for "${label}", which ${why}; ${hint}`, "contrasts");
  }
}
