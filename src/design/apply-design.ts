// A fitted model's design applied to new data: the same formula, codings and transforms, new values.
import type { Table } from "../data/table.js";
import { DataError } from "../errors.js";
import type { ExpandedFormula } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { expandFormula } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import { nodesOf } from "../formula/variables.js";
import type { ContrastSpec } from "../frame/contrasts.js";
import type { Coded } from "../frame/factor-levels.js";
import { givenNumbers } from "../frame/given-column.js";
import {
  effectExpressions,
  evaluateOffset,
  evaluateVariables,
  groupExpressions,
  type ModelFrame,
  sumOfColumns,
} from "../frame/model-frame.js";
import { TransformMemory, type TransformState } from "../frame/transform-state.js";
import type { Scope } from "../frame/value.js";
import { alignVariable, type FrameVariable, schemaOf, type VariableSchema } from "../frame/variables.js";
import type { Design, FixedDesign, RandomDesign } from "./design.js";
import { fixedDesign } from "./fixed.js";
import { knownGroupCodes } from "./grouping.js";
import { arrangeRandom, plainRandomTerms } from "./random.js";

/** What must be kept of a design for predictions; plain JSON. */
export interface DesignState {
  readonly formula: string;
  /** Columns of the data of the fit, where the formula has a "." that stands for them. */
  readonly columnNames?: readonly string[];
  /** The offset option, where it was an expression. */
  readonly offset?: string;
  readonly contrasts: Readonly<Record<string, ContrastSpec>>;
  readonly variables: Readonly<Record<string, VariableSchema>>;
  readonly transforms: TransformState;
  /** Levels of the grouping factors. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** A grouping factor of new data in terms of the fit's levels. */
export interface AppliedFactor {
  readonly name: string;
  readonly levels: readonly string[];
  /** Each row's level; -1 where it is missing or not a level of the fit. */
  readonly codes: Int32Array;
  /** Levels that only the new data have. */
  readonly unknown: readonly string[];
  /** The factor in the new data's own levels. */
  readonly own: Coded;
}

export interface AppliedDesign {
  readonly rowCount: number;
  /** All columns of X, also those dropped from the fit for rank; a missing value gives NaN. */
  readonly fixed: FixedDesign;
  readonly factors: readonly AppliedFactor[];
  readonly random: readonly RandomDesign[];
  readonly offset: Float64Array | null;
}

/** The state of a design, for `applyDesign`. */
export function designState(frame: ModelFrame, design: Design): DesignState {
  const { formula, variables, transforms, contrasts, offsetText, columnNames } = frame;
  const effects = new Set(effectExpressions(formula).map(deparse));
  const schemas = [...variables]
    .filter(([label]) => effects.has(label))
    .map(([label, v]) => [label, schemaOf(v)] as const);
  return {
    formula: formula.source,
    ...(hasDot(formula.source) ? { columnNames } : {}),
    ...(offsetText === null ? {} : { offset: offsetText }),
    contrasts,
    variables: Object.fromEntries(schemas),
    transforms,
    groups: Object.fromEntries(design.factors.map(({ name, levels }) => [name, levels])),
  };
}

/** Which random terms are wanted, by the names of their groups. */
export interface AppliedParts {
  /** All of them, none, or those by some groups. */
  readonly random: boolean | ((group: string) => boolean);
  /** Groups whose levels are wanted, of those in `random`; all unless given. The others' codes are -1. */
  readonly coded?: (group: string) => boolean;
}

/**
 * Model matrix, random-effects columns and group codes of new data. For what is left out of the random part the new data
 * need no columns. Throws DataError for a missing column or for a new level of a factor in X.
 */
export function applyDesign(
  state: DesignState,
  table: Table,
  { random: wanted, coded = () => true }: AppliedParts,
): AppliedDesign {
  const whole = expandFormula(parseFormula(state.formula), state.columnNames ?? []);
  const random = whole.random.filter(({ groupLabel }) =>
    wanted === true || wanted === false ? wanted : wanted(groupLabel),
  );
  const formula: ExpandedFormula = { ...whole, random };
  const transforms = new TransformMemory(state.transforms);
  const scope: Scope = { table, source: state.formula, transforms, isNewData: true };
  const schemas = new Map(Object.entries(state.variables));
  const variables = new Map<string, FrameVariable>();
  for (const [label, variable] of evaluateVariables(effectExpressions(formula), scope)) {
    variables.set(label, alignVariable(variable, schemaFor(schemas, label)));
  }
  const offsets = formula.offsets.map((offset) => evaluateOffset(offset, scope));
  if (state.offset !== undefined) offsets.push(givenNumbers("offset", state.offset, scope));
  return {
    rowCount: table.rowCount,
    fixed: fixedDesign(formula.fixed, schemas, variables, state.contrasts, table.rowCount),
    ...appliedRandom(formula, state, schemas, variables, scope, coded),
    offset: sumOfColumns(offsets.map(({ columns }) => columns[0])),
  };
}

function appliedRandom(
  formula: ExpandedFormula,
  { groups }: DesignState,
  schemas: ReadonlyMap<string, VariableSchema>,
  variables: ReadonlyMap<string, FrameVariable>,
  scope: Scope,
  coded: (group: string) => boolean,
): Pick<AppliedDesign, "factors" | "random"> {
  const { terms } = plainRandomTerms(formula.random, schemas);
  const codedTerms = formula.random.filter(({ groupLabel }) => coded(groupLabel));
  const components = evaluateVariables(groupExpressions({ random: codedTerms }), scope);
  const levelCount = (groupLabel: string) => groups[groupLabel].length;
  const { random, factorNames } = arrangeRandom(terms, levelCount, schemas, variables);
  const factors = factorNames.map((name) => {
    if (!coded(name)) return { name, levels: groups[name], ...uncoded(scope.table.rowCount) };
    const group = formula.random.find(({ groupLabel }) => groupLabel === name)?.group ?? [];
    const values = group.map((component) => components.get(deparse(component)) as FrameVariable);
    return { name, levels: groups[name], ...knownGroupCodes(values, groups[name]) };
  });
  return { factors, random };
}

function uncoded(rowCount: number): Omit<AppliedFactor, "name" | "levels"> {
  const codes = new Int32Array(rowCount).fill(-1);
  return { codes, unknown: [], own: { codes, levels: [] } };
}

function schemaFor(schemas: ReadonlyMap<string, VariableSchema>, label: string): VariableSchema {
  const schema = schemas.get(label);
  if (schema === undefined)
    throw new DataError(`the saved model knows nothing of variable "${label}"`, { column: label });
  return schema;
}

function hasDot(source: string): boolean {
  if (!source.includes(".")) return false;
  for (const node of nodesOf(parseFormula(source).predictors)) if (node.kind === "dot") return true;
  return false;
}
