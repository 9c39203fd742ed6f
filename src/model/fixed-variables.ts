// The columns of the data that a formula's fixed part is made of.
import { expandFormula } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import { variablesOf } from "../formula/variables.js";

/** In order of appearance; offsets are no effects and not among them. `columnNames` are what a "." stands for. */
export function fixedVariables(formula: string, columnNames: readonly string[]): string[] {
  const { fixed } = expandFormula(parseFormula(formula), columnNames);
  return [...new Set(fixed.terms.flatMap(({ variables }) => variables.flatMap((variable) => variablesOf(variable))))];
}
