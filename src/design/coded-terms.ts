// The terms of the fixed part as a design coded them, from its stored state.
import { expandFormula } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import type { ContrastSpec } from "../frame/contrasts.js";
import type { DesignState } from "./apply-design.js";
import { type CodedTerm, codeTerms } from "./term-coding.js";

/** In the order of the model matrix; `recode` replaces the contrasts of every factor. */
export function codedTerms(state: DesignState, recode?: ContrastSpec): { intercept: boolean; terms: CodedTerm[] } {
  const { fixed } = expandFormula(parseFormula(state.formula), state.columnNames ?? []);
  const schemas = new Map(Object.entries(state.variables));
  const factors = Object.entries(state.variables).filter(([, schema]) => schema.kind === "factor");
  const contrasts =
    recode === undefined ? state.contrasts : Object.fromEntries(factors.map(([label]) => [label, recode]));
  return { intercept: fixed.intercept, terms: codeTerms(fixed, schemas, contrasts) };
}
