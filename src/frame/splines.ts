// bs(x) and ns(x): B-splines of a given degree, and natural cubic splines, which go on as straight lines beyond the
// boundary (de Boor 1978; Hastie 1992).
import type { Expression } from "../formula/ast.js";
import { quantiles } from "../math/quantiles.js";
import { dot } from "../math/vectors.js";
import type { Call } from "./call.js";
import { constantNumbers } from "./constant-numbers.js";
import type { FunctionKit } from "./function-kit.js";
import { greatest, learned, least } from "./learned.js";
import type { Value } from "./value.js";

const MOST_COLUMNS = 100;

/** R's ns() or bs(): boundary and knots are those of the fit. */
export function spline(call: Call, kit: FunctionKit, isNatural: boolean): Value {
  const { expression, scope } = call;
  const options = ["df", "knots", ...(isNatural ? [] : ["degree"]), "intercept", "Boundary.knots"];
  const args = kit.matchArguments(call, ["x"], options);
  const argument = args.get("x") as Expression;
  const x = kit.numericArgument(call, argument);
  const degree = kit.constantNumber(call, args.get("degree"), 3);
  const hasIntercept = kit.constantLogical(call, args.get("intercept"), false);
  const fewest = (isNatural ? 1 : degree) + Number(hasIntercept);
  const df = kit.constantNumber(call, args.get("df"), fewest);
  if (!(Number.isInteger(degree) && degree > 0 && Number.isInteger(df) && df >= fewest && df <= MOST_COLUMNS)) {
    throw kit.errorAt(
      expression,
      scope,
      `${expression.callee}() needs a whole df of at least ${fewest}, and at most ${MOST_COLUMNS}`,
    );
  }
  const [low, high, ...knots] = learned(call, kit, argument, () => {
    const known = x.filter((value) => !Number.isNaN(value));
    const listed = args.get("Boundary.knots");
    const boundary = listed
      ? constantNumbers(call, kit, listed).sort((a, b) => a - b)
      : [least(known), greatest(known)];
    if (boundary.length !== 2) {
      throw kit.errorAt(listed ?? argument, scope, `Boundary.knots of ${expression.callee}() are two numbers`);
    }
    const [from, to] = boundary;
    const inside = known.filter((value) => value >= from && value <= to);
    const at = args.get("knots");
    const inner = at
      ? constantNumbers(call, kit, at).sort((a, b) => a - b)
      : quantiles(
          inside,
          Array.from({ length: df - fewest }, (_, i) => (i + 1) / (df - fewest + 1)),
        );
    return [from, to, ...inner];
  });
  if (![low, ...knots, high].every((knot, i, all) => i === 0 || knot > all[i - 1])) {
    const label = kit.deparse(argument);
    const text =
      `knots of ${expression.callee}() must increase from one boundary to the other, but for "${label}" they are ` +
      `${[low, ...knots, high].join(", ")}; choose a smaller df, or other knots`;
    throw kit.dataError(text, { column: label });
  }
  const basis = new Basis([...Array(degree + 1).fill(low), ...knots, ...Array(degree + 1).fill(high)], degree);
  const rowAt = isNatural
    ? naturalRows(basis, low, high, hasIntercept)
    : (at: number) => basis.row(at, 0).slice(hasIntercept ? 0 : 1);
  const columns: Float64Array[] = [];
  x.forEach((value, row) => {
    rowAt(value).forEach((entry, k) => {
      columns[k] ??= new Float64Array(x.length);
      columns[k][row] = Number.isNaN(value) ? value : entry;
    });
  });
  if (columns.length === 1) return { kind: "number", values: columns[0] };
  return { kind: "matrix", columns, suffixes: columns.map((_, k) => String(k + 1)) };
}

class Basis {
  constructor(
    readonly knots: readonly number[],
    readonly degree: number,
  ) {}

  /** All B-splines at x, or their derivatives; beyond the boundary the outer polynomials go on. */
  row(x: number, derivative: number): Float64Array {
    const { knots, degree } = this;
    const last = knots.length - degree - 2;
    let span = degree;
    while (span < last && x >= knots[span + 1]) span++;
    let row = Float64Array.from({ length: knots.length - 1 }, (_, i) => (i === span ? 1 : 0));
    for (let p = 1; p <= degree; p++) {
      const share = (i: number) => (row[i] === 0 ? 0 : row[i] / (knots[i + p] - knots[i]));
      const isValue = p <= degree - derivative;
      row = Float64Array.from({ length: row.length - 1 }, (_, i) => {
        const [a, b] = [share(i), share(i + 1)];
        return isValue ? (x - knots[i]) * a + (knots[i + p + 1] - x) * b : p * (a - b);
      });
    }
    return row;
  }
}

/** Rows in the space where second derivatives are zero at both ends: reflected so that the two left out are the first. */
function naturalRows(basis: Basis, low: number, high: number, hasIntercept: boolean): (x: number) => Float64Array {
  const kept = (row: Float64Array) => row.slice(hasIntercept ? 0 : 1);
  const [first, second] = [low, high].map((end) => kept(basis.row(end, 2)));
  const mirror = reflector(first, 0);
  const other = reflector(mirror(second), 1);
  return (x) => {
    const end = Math.min(Math.max(x, low), high);
    const slopes = basis.row(end, 1);
    const row = basis.row(end, 0).map((value, i) => value + slopes[i] * (x - end));
    return other(mirror(kept(row))).slice(2);
  };
}

/** Householder's reflection that makes zero what `vector` has after `at`. */
function reflector(vector: Float64Array, at: number): (row: Float64Array) => Float64Array {
  const v = vector.map((entry, i) => (i < at ? 0 : entry));
  v[at] += v[at] < 0 ? -Math.sqrt(dot(v, v)) : Math.sqrt(dot(v, v));
  const square = dot(v, v);
  return (row) => {
    const twice = (2 * dot(v, row)) / square;
    return row.map((entry, i) => entry - twice * v[i]);
  };
}
