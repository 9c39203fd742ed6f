// A fitted model's design applied to new data: the same formula, codings and transforms, new values.
import type { Table } from "../data/table.js";
import { DataError } from "../errors.js";
import type { ExpandedFormula } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { effectsOf, groupsOf } from "../formula/variables.js";
import type { Coded } from "../frame/factor-levels.js";
import { givenNumbers } from "../frame/given-column.js";
import { evaluateOffset, evaluateVariables, sumOfColumns } from "../frame/model-frame.js";
import type { ResolvedFormula } from "../frame/resolved-formula.js";
import { TransformMemory } from "../frame/transform-state.js";
import type { Scope } from "../frame/value.js";
import { alignVariable, type FrameVariable, type VariableSchema } from "../frame/variables.js";
import type { FixedDesign, GroupingFactor, RandomDesign } from "./design.js";
import { fixedDesign } from "./fixed.js";
import { knownGroupCodes } from "./grouping.js";
import { arrangeRandom, plainRandomTerms } from "./random.js";
import { valuesOf } from "./term-columns.js";

type GroupLevels = Pick<GroupingFactor, "name" | "levels">;

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

/** Which random terms are wanted, by the names of their groups. */
export interface AppliedParts {
  /** All of them, none, or those by some groups. */
  readonly random: boolean | ((group: string) => boolean);
  /** Groups whose levels are wanted, of those in `random`; all unless given. The others' codes are -1. */
  readonly coded?: (group: string) => boolean;
}

/**
 * Model matrix, random-effects columns and group codes of new data, whose groups have the given levels. For what is left
 * out of the random part the new data need no columns. Throws DataError for a missing column or for a new level of a
 * factor in X.
 */
export function applyDesign(
  resolved: ResolvedFormula,
  groups: readonly GroupLevels[],
  table: Table,
  { random: wanted, coded = () => true }: AppliedParts,
): AppliedDesign {
  const random = resolved.formula.random.filter(({ groupLabel }) =>
    typeof wanted === "boolean" ? wanted : wanted(groupLabel),
  );
  const formula: ExpandedFormula = { ...resolved.formula, random };
  const transforms = new TransformMemory(resolved.transforms);
  const scope: Scope = { table, source: formula.source, transforms, isNewData: true };
  const variables = new Map<string, FrameVariable>();
  for (const [label, variable] of evaluateVariables(effectsOf(formula), scope)) {
    variables.set(label, alignVariable(variable, schemaFor(resolved, label)));
  }
  const offsets = formula.offsets.map((offset) => evaluateOffset(offset, scope));
  if (resolved.offsetText !== null) offsets.push(givenNumbers("offset", resolved.offsetText, scope));
  return {
    rowCount: table.rowCount,
    fixed: fixedDesign(resolved, valuesOf(variables), table.rowCount),
    ...appliedRandom({ ...resolved, formula }, groups, variables, scope, coded),
    offset: sumOfColumns(offsets.map(({ columns }) => columns[0])),
  };
}

function appliedRandom(
  { formula, variables: schemas }: ResolvedFormula,
  groups: readonly GroupLevels[],
  variables: ReadonlyMap<string, FrameVariable>,
  scope: Scope,
  coded: (group: string) => boolean,
): Pick<AppliedDesign, "factors" | "random"> {
  const { terms } = plainRandomTerms(formula.random, schemas);
  const codedTerms = formula.random.filter(({ groupLabel }) => coded(groupLabel));
  const components = evaluateVariables(groupsOf({ random: codedTerms }), scope);
  const levelsOf = (label: string) => groups.find(({ name }) => name === label)?.levels ?? [];
  const { random, factorNames } = arrangeRandom(terms, (label) => levelsOf(label).length, schemas, valuesOf(variables));
  const factors = factorNames.map((name) => {
    const levels = levelsOf(name);
    if (!coded(name)) return { name, levels, ...uncoded(scope.table.rowCount) };
    const group = formula.random.find(({ groupLabel }) => groupLabel === name)?.group ?? [];
    const values = group.map((component) => components.get(deparse(component)) as FrameVariable);
    return { name, levels, ...knownGroupCodes(values, levels) };
  });
  return { factors, random };
}

function uncoded(rowCount: number): Omit<AppliedFactor, "name" | "levels"> {
  const codes = new Int32Array(rowCount).fill(-1);
  return { codes, unknown: [], own: { codes, levels: [] } };
}

function schemaFor({ variables }: ResolvedFormula, label: string): VariableSchema {
  const schema = variables.get(label);
  if (schema === undefined)
    throw new DataError(`the saved model knows nothing of variable "${label}"`, { column: label });
  return schema;
}
