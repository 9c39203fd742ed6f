// A formula resolved against data: what its variables are, without their values. New data are put into it.
import type { ExpandedFormula } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { expandFormula } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import { effectsOf, nodesOf } from "../formula/variables.js";
import type { ContrastSpec } from "./contrasts.js";
import type { TransformState } from "./transform-state.js";
import { schemaOf, type VariableSchema } from "./variables.js";

export interface ResolvedFormula {
  readonly formula: ExpandedFormula;
  /** Columns of the data, which a "." of the formula stands for. */
  readonly columnNames: readonly string[];
  /** Every variable of fixed and random terms, by R's label. */
  readonly variables: ReadonlyMap<string, VariableSchema>;
  readonly contrasts: Readonly<Record<string, ContrastSpec>>;
  readonly transforms: TransformState;
  /** The offset option as text, where it is an expression that new data can be put into. */
  readonly offsetText: string | null;
}

/** A resolved formula as plain JSON. */
export interface DesignState {
  readonly formula: string;
  /** Where the formula has a ".". */
  readonly columnNames?: readonly string[];
  readonly offset?: string;
  readonly contrasts: Readonly<Record<string, ContrastSpec>>;
  readonly variables: Readonly<Record<string, VariableSchema>>;
  readonly transforms: TransformState;
}

export function designState(resolved: ResolvedFormula): DesignState {
  const { formula, columnNames, variables, contrasts, transforms, offsetText } = resolved;
  const labels = new Set(effectsOf(formula).map(deparse));
  const known = [...variables].filter(([label]) => labels.has(label));
  const hasDot = [...nodesOf(formula.predictors)].some(({ kind }) => kind === "dot");
  return {
    formula: formula.source,
    ...(hasDot && { columnNames }),
    ...(offsetText !== null && { offset: offsetText }),
    contrasts,
    variables: Object.fromEntries(known.map(([label, variable]) => [label, schemaOf(variable)])),
    transforms,
  };
}

export function resolvedFormula(state: DesignState): ResolvedFormula {
  const { formula, columnNames = [], variables, contrasts, transforms, offset = null } = state;
  return {
    formula: expandFormula(parseFormula(formula), columnNames),
    columnNames,
    variables: new Map(Object.entries(variables)),
    contrasts,
    transforms,
    offsetText: offset,
  };
}
