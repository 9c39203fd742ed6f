// A formula meets the data: which variables a model uses, in which rows, and what was left out (R's model.frame).
import type { Table } from "../data/table.js";
import { DataError } from "../errors.js";
import type { ExpandedFormula, Expression } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { requireResponse } from "../formula/expand.js";
import { parseExpression } from "../formula/parser.js";
import { effectsOf, groupsOf, variablesOf } from "../formula/variables.js";
import type { ContrastSpec } from "./contrasts.js";
import { checkFinite, checkUndoubted, checkWeights, dataNotices, type Notice, producedNaN } from "./frame-checks.js";
import { givenNumbers, givenSubset, numberColumnOf } from "./given-column.js";
import { ownColumn } from "./own-column.js";
import type { ResolvedFormula } from "./resolved-formula.js";
import { chooseRows, type NaAction, type RowChoice } from "./rows.js";
import { TransformMemory } from "./transform-state.js";
import type { Scope } from "./value.js";
import { evaluateVariable, type FrameVariable, gather, type NumberVariable, variableInRows } from "./variables.js";

export interface FrameOptions {
  /** Rows to use: a condition on columns, or a boolean for each row of the data. */
  readonly subset?: string | Expression | ArrayLike<boolean> | undefined;
  /** Precision weights: a column or an expression, or a number for each row of the data. */
  readonly weights?: string | Expression | ArrayLike<number> | undefined;
  /** Whether a weight may be zero: that of a row which says nothing. */
  readonly zeroWeights?: boolean | undefined;
  /** Added to the offsets of the formula. */
  readonly offset?: string | Expression | ArrayLike<number> | undefined;
  /** By variable of the fixed part; random terms have R's default contrasts, as in lme4. */
  readonly contrasts?: Readonly<Record<string, ContrastSpec>> | undefined;
  readonly naAction?: NaAction | undefined;
}

export interface ModelFrame extends ResolvedFormula {
  readonly nobs: number;
  /** 0-based rows of the data that are used; null where all are. */
  readonly rows: Int32Array | null;
  readonly dropped: RowChoice["dropped"];
  readonly told: RowChoice["told"];
  /** What stands before the tilde, in the rows used: numbers, a factor, or the columns of cbind(). */
  readonly response: FrameVariable;
  /** Every variable of fixed and random terms and of grouping factors, by R's label, in the rows used. */
  readonly variables: ReadonlyMap<string, FrameVariable>;
  readonly weights: Float64Array | null;
  /** Sum of all offsets. */
  readonly offset: Float64Array | null;
  /** The columns of the data that fixed terms and offsets are made of, all rows. */
  readonly predictors: Table;
  readonly notices: readonly Notice[];
}

/**
 * The model frame of a formula and a table, in R's order: variables over all rows, then the subset, then rows with
 * missing values, then levels without rows. The columns that are used are copied once, so that a fit does not change with
 * the arrays of its data.
 * Throws FormulaError, DataError or OptionError.
 */
export function modelFrame(formula: ExpandedFormula, data: Table, options: FrameOptions): ModelFrame {
  const table = withOwnColumns(data, formula, options);
  if (table.rowCount === 0) throw new DataError("the data have no rows: 0 (non-NA) cases to fit a model to");
  const memory = new TransformMemory();
  const scope: Scope = { table, source: formula.source, transforms: memory, isNewData: false };
  const response = evaluateVariable(requireResponse(formula), scope);
  const effects = evaluateVariables(effectsOf(formula), scope);
  checkUndoubted("response", [response]);
  checkUndoubted("predictor", effects.values());
  const groups = evaluateVariables(groupsOf(formula), scope, effects);
  const weights = options.weights === undefined ? null : givenNumbers("weights", options.weights, scope);
  const offsets = formula.offsets.map((offset) => evaluateOffset(offset, scope));
  if (options.offset !== undefined) offsets.push(givenNumbers("offset", options.offset, scope));
  const subset = options.subset === undefined ? null : givenSubset(options.subset, scope);

  const all = [response, ...effects.values(), ...groups.values(), ...offsets, ...(weights === null ? [] : [weights])];
  const { rows, dropped, told } = chooseRows(table.rowCount, all, subset, options.naAction ?? "omit");
  for (const variable of [response, ...effects.values(), ...offsets]) checkFinite(variable, rows);
  if (weights !== null) checkWeights(weights, rows, options.zeroWeights === true);

  const inRows = (values: Float64Array) => (rows === null ? values : gather(values, rows));
  const entries = [...effects, ...groups].map(([label, variable]) => [label, variableInRows(variable, rows)] as const);
  return {
    formula,
    columnNames: [...table.columns.keys()],
    nobs: rows === null ? table.rowCount : rows.length,
    rows,
    dropped,
    told,
    response: variableInRows(response, rows),
    variables: new Map(entries),
    weights: weights === null ? null : inRows(weights.columns[0]),
    offset: sumOfColumns(offsets.map(({ columns }) => inRows(columns[0]))),
    offsetText: textOf(options.offset),
    contrasts: options.contrasts ?? {},
    transforms: memory.toState(),
    predictors: predictorTable(formula, options.offset, table),
    notices: [
      ...dataNotices(
        table,
        [...effectsAndResponse(formula), ...groupsOf(formula), ...formula.offsets],
        groups.values(),
      ),
      ...(dropped.total === 0
        ? []
        : producedNaN(expressionsOf(formula), [response, ...effects.values()], subset, scope)),
    ],
  };
}

/** The table with copies of the columns that a frame may keep. */
function withOwnColumns(table: Table, formula: ExpandedFormula, { weights, offset }: FrameOptions): Table {
  const expressions = [...effectsAndResponse(formula), ...groupsOf(formula), ...formula.offsets];
  const names = new Set(expressions.flatMap(variablesOf));
  const texts = [weights, offset].map((given) => textOf(given)).filter((text) => text !== null);
  const isKept = (name: string) => names.has(name) || texts.some((text) => text.includes(name));
  const columns = Array.from(
    table.columns,
    ([name, column]) => [name, isKept(name) ? ownColumn(column) : column] as const,
  );
  return { ...table, columns: new Map(columns) };
}

/** Each variable once, by label; those of `known` are left out. */
export function evaluateVariables(
  expressions: readonly Expression[],
  scope: Scope,
  known: ReadonlyMap<string, FrameVariable> = new Map(),
): Map<string, FrameVariable> {
  const variables = new Map<string, FrameVariable>();
  for (const expression of expressions) {
    const label = deparse(expression);
    if (!known.has(label) && !variables.has(label)) variables.set(label, evaluateVariable(expression, scope));
  }
  return variables;
}

/** The argument of offset(…) as a column labelled by the whole call. */
export function evaluateOffset(offset: Expression, scope: Scope): NumberVariable {
  const argument = offset.kind === "call" && offset.callee === "offset" ? offset.args[0].value : offset;
  return { ...numberColumnOf("offset ", argument, scope), label: deparse(offset) };
}

/** Their sum, null where there are none; a single one is not copied. */
export function sumOfColumns(columns: readonly Float64Array[]): Float64Array | null {
  if (columns.length < 2) return columns[0] ?? null;
  return columns.reduce((sum, column) => sum.map((value, i) => value + column[i]));
}

function effectsAndResponse(formula: ExpandedFormula): Expression[] {
  return [requireResponse(formula), ...effectsOf(formula)];
}

function expressionsOf(formula: ExpandedFormula): ReadonlyMap<string, readonly string[]> {
  const all = effectsAndResponse(formula).filter(({ kind }) => kind !== "name");
  return new Map(all.map((expression) => [deparse(expression), variablesOf(expression)]));
}

function textOf(offset: FrameOptions["offset"]): string | null {
  if (typeof offset === "string") return offset;
  return typeof offset === "object" && "kind" in offset ? deparse(offset) : null;
}

/** The columns that fixed terms and offsets of the formula name, and those of the offset option; none is copied. */
function predictorTable(
  { fixed, offsets }: Pick<ExpandedFormula, "fixed" | "offsets">,
  offset: string | Expression | ArrayLike<number> | undefined,
  { rowCount, columns }: Table,
): Table {
  const expressions = [...fixed.terms.flatMap(({ variables }) => variables), ...offsets];
  const names = new Set([...expressions.flatMap(variablesOf), ...offsetNames(offset, columns)]);
  return { rowCount, columns: new Map([...columns].filter(([name]) => names.has(name))) };
}

function offsetNames(offset: string | Expression | ArrayLike<number> | undefined, columns: Table["columns"]): string[] {
  if (typeof offset === "string") return columns.has(offset) ? [offset] : variablesOf(parseExpression(offset));
  return typeof offset === "object" && "kind" in offset ? variablesOf(offset) : [];
}
