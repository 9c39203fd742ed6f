// What scale() and center() learn of all rows of a source, in two passes: about the mean, nothing cancels.
import { DataError, UnsupportedError } from "../errors.js";
import type { Expression } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { nodesOf } from "../formula/variables.js";
import { compileNumber, type SqlScope } from "./compile-expression.js";

/** (x − center) / scale. */
export interface Linear {
  readonly kind: "linear";
  readonly center: number;
  readonly scale: number;
}

/** The answer of each source to a statement of one row. */
type Ask = (statement: (scope: SqlScope, from: string) => string, count: number) => Promise<number[][]>;

type Call = Extract<Expression, { kind: "call" }>;

/** By call, inner ones first; those that are known already are taken as they are. */
export async function linearTransforms(
  expressions: readonly Expression[],
  scope: SqlScope,
  known: ReadonlyMap<string, Linear>,
  ask: Ask,
): Promise<ReadonlyMap<string, Linear>> {
  const linear = new Map<string, Linear>();
  const calls = expressions.flatMap((expression) => [...nodesOf(expression)]).filter(isLinear);
  for (const call of calls.reverse()) {
    const label = deparse(call);
    if (linear.has(label)) continue;
    const found = known.get(label) ?? (await learned(call, { ...scope, linear }, linear, ask));
    linear.set(label, found);
  }
  return linear;
}

function isLinear(expression: Expression): expression is Call {
  return expression.kind === "call" && (expression.callee === "scale" || expression.callee === "center");
}

async function learned(call: Call, scope: SqlScope, linear: ReadonlyMap<string, Linear>, ask: Ask): Promise<Linear> {
  const { x, center, scale } = argumentsOf(call);
  const label = deparse(call);
  // Said once here, so that a wrong argument is an error before a query.
  compileNumber(x, scope);
  const valueIn = (own: SqlScope) => {
    const sql = compileNumber(x, { ...own, linear });
    return `case when not ${own.dialect.isNaN(sql)} then ${sql} end`;
  };
  const counted = await ask((own, from) => {
    const value = valueIn(own);
    const { double, answer } = own.dialect;
    return `select ${answer(double(`count(${value})`))}, ${answer(`avg(${value})`)} from ${from}`;
  }, 2);
  const rows = counted.reduce((sum, [count]) => sum + count, 0);
  const rough = counted.reduce((sum, [count, mean]) => sum + (count > 0 ? mean * (count / rows) : 0), 0);
  if (!Number.isFinite(rough) || rows === 0) throw new DataError(`"${label}" has no finite mean`, { column: label });
  const moments = await ask((own, from) => {
    const { number, answer } = own.dialect;
    const away = `(${valueIn(own)} - ${number(rough)})`;
    return `select ${answer(`sum${away}`)}, ${answer(`sum(${away} * ${away})`)} from ${from}`;
  }, 2);
  const sum = (place: number) => moments.reduce((total, row) => total + (Number.isNaN(row[place]) ? 0 : row[place]), 0);
  const rest = sum(0) / rows;
  const mean = rough + rest;
  const shift = center === true ? mean : center === false ? 0 : center;
  const apart = rough - shift;
  const squares = sum(1) + 2 * apart * sum(0) + rows * apart * apart;
  const unit = scale === true ? Math.sqrt(Math.max(squares, 0) / (rows - 1)) : scale === false ? 1 : scale;
  if (!(Math.abs(unit) > 0)) {
    throw new DataError(`"${deparse(x)}" has the same value in every row and cannot be scaled`, { column: deparse(x) });
  }
  return { kind: "linear", center: shift, scale: unit };
}

/** The constants among the arguments, which are TRUE, FALSE or numbers. */
function argumentsOf({ callee, args }: Call): { x: Expression; center: number | boolean; scale: number | boolean } {
  const names = callee === "scale" ? ["x", "center", "scale"] : ["x"];
  const found = new Map<string, Expression>();
  for (const { name, value } of args) {
    const parameter = name ?? names.find((one) => !found.has(one));
    if (parameter === undefined || !names.includes(parameter) || found.has(parameter)) {
      throw new UnsupportedError(`${callee}() takes ${names.join(", ")} where a database is the source`);
    }
    found.set(parameter, value);
  }
  const x = found.get("x");
  if (x === undefined) throw new UnsupportedError(`${callee}() needs its argument "x"`);
  const constant = (parameter: string): number | boolean => {
    const value = found.get(parameter);
    if (value === undefined) return parameter === "center" || callee === "scale";
    if (value.kind === "logical" || value.kind === "number") return value.value;
    throw new UnsupportedError(
      `${parameter} of ${callee}() must be TRUE, FALSE or a number where a database is the source`,
    );
  };
  return { x, center: constant("center"), scale: constant("scale") };
}
