// The distinct rows of a table, each with how often it occurs: all that a generalized model without a scale needs of its rows.
import { DataError, OptionError, UnsupportedError } from "../errors.js";
import type { ExpandedFormula } from "../formula/ast.js";
import { formulaText } from "../formula/deparse.js";
import { expandFormula, requireResponse } from "../formula/expand.js";
import { parseExpression, parseFormula } from "../formula/parser.js";
import { effectsOf, groupsOf, nodesOf, variablesOf } from "../formula/variables.js";
import { modelFrame } from "../frame/model-frame.js";
import { checkFormula, type Model, modelOfFrame } from "../model/build.js";
import type { ModelSpec } from "../model/spec.js";
import { tableOfCells } from "./cell-table.js";
import { collectCells } from "./cells.js";
import { type Compiled, compileExpression, missing, type SqlScope } from "./compile-expression.js";
import { firstRow } from "./first-row.js";
import type { SqlSource } from "./sql-source.js";

/** What looks at all rows together, or at missing values, would see other rows here. */
const OF_ALL_ROWS = "scale center poly ns bs mean sd median min max range quantile rank cut is.na".split(" ");

/** A column that a model is of. */
interface Key extends Compiled {
  readonly name: string;
}

/** The model of these rows, of which each counts as often as it occurs; throws what glmm() throws. */
export async function distinctRowsModel<Spec extends ModelSpec>(
  source: SqlSource,
  formula: string,
  spec: Spec,
  signal?: AbortSignal,
): Promise<Model<Spec>> {
  checkSpec(spec);
  const { offset, subset, naAction } = spec.frame;
  const ast = parseFormula(formula);
  const columns = new Map((await source.columns()).map((column) => [column.name, column]));
  const expanded = expandFormula(ast, [...columns.keys()]);
  checkFormula(expanded);
  const scope: SqlScope = { dialect: source.dialect, columns, source: formula, linear: new Map() };
  const keys = namesIn(expanded, offset as string | undefined).flatMap((name): Key[] => {
    // A name that is no column is told of by the frame, with the columns that there are.
    if (!columns.has(name)) return [];
    return [{ name, ...compileExpression({ kind: "name", name, start: 0, end: name.length }, scope) }];
  });
  const condition =
    subset === undefined
      ? null
      : compileExpression(parseExpression(subset as string), { ...scope, option: "subset", source: subset as string });
  const { cells, rows, lacking } = await source.snapshot(() =>
    distinctRows(source, keys, condition?.sql ?? null, signal),
  );
  const table = tableOfCells(cells, spec);
  const frame = modelFrame(expanded, table, { ...spec.frame, subset: undefined, weights: cells.rows });
  const nobs = (frame.weights as Float64Array).reduce((sum, count) => sum + count, 0);
  const dropped = { total: rows - nobs, byVariable: lacking };
  if (naAction === "fail" && dropped.total > 0) {
    const [column = requireColumn(keys)] = Object.keys(lacking);
    throw new DataError(`${dropped.total} rows lack a value, as of "${column}"; naAction "fail" allows none`, {
      column,
    });
  }
  const model = modelOfFrame(formulaText(ast), frame, spec);
  const ones = new Float64Array(model.design.nobs).fill(1);
  return {
    ...model,
    frame: { ...frame, nobs, dropped, weights: null },
    design: { ...model.design, sums: { observations: nobs, logWeights: 0, ones } },
  };
}

const requireColumn = ([{ name }]: readonly Key[]) => name;

function checkSpec({ family, frame: { weights, offset, subset, naAction } }: ModelSpec): void {
  if (family.hasScale) {
    const text = `family "${family.name}" needs rows; of a database glmm() fits binomial, poisson and negbinomial`;
    throw new UnsupportedError(text);
  }
  if (weights !== undefined) {
    throw new OptionError(
      'option "weights" of glmm() is for rows in memory; of a database each row weighs one',
      "weights",
    );
  }
  for (const [name, value] of Object.entries({ offset, subset })) {
    if (value === undefined || typeof value === "string") continue;
    throw new OptionError(`option "${name}" must be a column or an expression where a database is the source`, name);
  }
  if (naAction === "exclude") {
    const text = 'naAction "exclude" tells of rows, which stay in the database; take "omit" or "fail"';
    throw new OptionError(text, "naAction");
  }
}

function namesIn(formula: ExpandedFormula, offset: string | undefined): string[] {
  const given = offset === undefined ? [] : [parseExpression(offset)];
  const all = [requireResponse(formula), ...effectsOf(formula), ...groupsOf(formula), ...formula.offsets, ...given];
  for (const node of all.flatMap((expression) => [...nodesOf(expression)])) {
    if (node.kind !== "call" || !OF_ALL_ROWS.includes(node.callee)) continue;
    const text = `${node.callee}() looks at all rows, which stay in the database; compute its column in the select of the source`;
    throw new UnsupportedError(text);
  }
  return [...new Set(all.flatMap(variablesOf))];
}

async function distinctRows(source: SqlSource, keys: readonly Key[], condition: string | null, signal?: AbortSignal) {
  const { dialect, adapter, from } = source;
  const { double, answer, present, flag } = dialect;
  const lacks = keys.map(({ kind, sql }) => (kind === "number" ? missing(sql, dialect) : `(${sql} is null)`));
  const where = condition === null ? "" : ` where ${condition}`;
  const counts = [double("count(*)"), ...lacks.map((sql) => double(`sum(${flag(sql)})`))].map(answer);
  const [rows, ...missings] = await firstRow(
    source,
    `select ${counts.join(", ")} from ${from}${where}`,
    counts.length,
    signal,
  );
  const lacking = keys.flatMap(({ name }, i) => (missings[i] > 0 ? [[name, missings[i]] as const] : []));
  const shown = keys.map(({ kind, sql }) => (kind === "logical" ? double(flag(sql)) : present(sql)));
  const complete = [...(condition === null ? [] : [condition]), ...lacks.map((sql) => `not ${sql}`)].join(" and ");
  const places = keys.map((_, i) => i + 1).join(", ");
  const sql = `select ${[...shown, answer(double("count(*)"))].join(", ")} from ${from} where ${complete} group by ${places}`;
  const kinds = [
    ...keys.map(({ kind }) => (kind === "text" ? ("text" as const) : ("number" as const))),
    "number" as const,
  ];
  const cells = await collectCells(adapter.query(sql, { kinds, signal }), { keys, isWeighted: false, atoms: 0 }, []);
  if (cells.count > 0) return { cells, rows, lacking: Object.fromEntries(lacking) };
  throw new DataError(`"${source.table}" has no rows to use: 0 (non-NA) cases to fit a model to`);
}
