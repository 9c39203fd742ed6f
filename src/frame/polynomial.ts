// poly(x, degree): orthogonal polynomials, or powers.
import type { Expression } from "../formula/ast.js";
import type { Call } from "./call.js";
import type { FunctionKit } from "./function-kit.js";
import { polynomialColumns, polynomialRecurrence } from "./orthogonal-polynomials.js";
import type { Value } from "./value.js";

/** R's poly(x, degree, raw): orthonormal columns over the data of the fit, or plain powers. */
export function polynomial(call: Call, kit: FunctionKit): Value {
  const args = kit.matchArguments(call, ["x"], ["degree", "raw"]);
  const argument = args.get("x") as Expression;
  const x = kit.numericArgument(call, argument);
  const degree = kit.constantNumber(call, args.get("degree"), 1);
  if (!(Number.isInteger(degree) && degree >= 1 && degree <= 100)) {
    throw kit.errorAt(
      args.get("degree") ?? call.expression,
      call.scope,
      `degree of poly() must be 1, 2, …, not ${degree}`,
    );
  }
  const columns = kit.constantLogical(call, args.get("raw"), false)
    ? powers(x, degree)
    : polynomialColumns(recalledRecurrence(call, kit, argument, x, degree), x);
  if (degree === 1) return { kind: "number", values: columns[0] };
  return { kind: "matrix", columns, suffixes: columns.map((_, k) => String(k + 1)) };
}

function recalledRecurrence(call: Call, kit: FunctionKit, argument: Expression, x: Float64Array, degree: number) {
  return call.scope.transforms.recall(kit.deparse(call.expression), "polynomial", () => {
    const distinct = countDistinct(x, degree + 1);
    if (distinct <= degree) {
      const label = kit.deparse(argument);
      const text = `"${label}" has ${distinct} distinct values; poly() of degree ${degree} needs more than ${degree}`;
      throw kit.dataError(text, { column: label });
    }
    return { kind: "polynomial", ...polynomialRecurrence(x, degree) };
  });
}

function powers(x: Float64Array, degree: number): Float64Array[] {
  const columns = [x];
  for (let k = 1; k < degree; k++) columns.push(columns[k - 1].map((value, i) => value * x[i]));
  return columns;
}

function countDistinct(x: Float64Array, enough: number): number {
  const seen = new Set<number>();
  for (let i = 0; i < x.length && seen.size < enough; i++) if (!Number.isNaN(x[i])) seen.add(x[i]);
  return seen.size;
}
