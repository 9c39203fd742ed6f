import { describe, expect, test } from "vitest";
import type { ColumnDirection } from "../../src/engine/types.js";
import { choleskyRows, lowerSolveRows, type Rows, zeros } from "./dense-algebra.js";
import { DenseSystem } from "./dense-system.js";
import { normals, randomModel } from "./random-designs.js";
import type { SimpleModel } from "./simple-designs.js";

type Lambdas = Float64Array[];

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, entry, i) => sum + entry * b[i], 0);
}

function inverseOf(matrix: Rows): { inverse: Rows; logDet: number } {
  const factor = choleskyRows(matrix) as Rows;
  const columns = matrix.map((_, i) =>
    lowerSolveRows(
      factor,
      Float64Array.from(matrix, (_row, j) => (i === j ? 1 : 0)),
    ),
  );
  const inverse = columns.map((a) => Float64Array.from(columns, (b) => dot(a, b)));
  return { inverse, logDet: factor.reduce((sum, row, i) => sum + 2 * Math.log(row[i]), 0) };
}

function product(a: Rows, b: Rows): Rows {
  return a.map((row) => Float64Array.from(b[0], (_, j) => row.reduce((sum, entry, k) => sum + entry * b[k][j], 0)));
}

function trace(a: Rows, b: Rows): number {
  return a.reduce((sum, row, i) => sum + row.reduce((part, entry, j) => part + entry * b[j][i], 0), 0);
}

/** The n × n matrix Z M Z' of one factor for a k × k M, rows scaled by root weights. */
function spreadOut({ input }: SimpleModel, f: number, M: (a: number, b: number) => number): Rows {
  const { codes, columns } = input.factors[f];
  const row = (i: number) => columns.map((column) => (column?.[i] ?? 1) * Math.sqrt(input.weights?.[i] ?? 1));
  return Array.from({ length: input.nobs }, (_, i) => {
    return Float64Array.from({ length: input.nobs }, (_unused, j) => {
      if (codes[i] !== codes[j]) return 0;
      return row(i).reduce((sum, a, r) => sum + row(j).reduce((part, b, c) => part + a * M(r, c) * b, 0), 0);
    });
  });
}

/** Everything from n × n matrices: V, P and the derivatives of V. */
function direct(model: SimpleModel, lambdas: Lambdas, reml: boolean, directions: ColumnDirection[]) {
  const { input } = model;
  const n = input.nobs;
  const V = zeros(n, n);
  lambdas.forEach((lambda, f) => {
    const k = input.factors[f].columns.length;
    const T = (r: number, c: number) => Array.from({ length: k }, (_, i) => lambda[r + i * k] * lambda[c + i * k]);
    const part = spreadOut(model, f, (r, c) => T(r, c).reduce((sum, entry) => sum + entry, 0));
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) V[i][j] += part[i][j];
  });
  for (let i = 0; i < n; i++) V[i][i] += 1;
  const { inverse, logDet } = inverseOf(V);
  const root = Float64Array.from({ length: n }, (_, i) => Math.sqrt(input.weights?.[i] ?? 1));
  const X = Array.from({ length: n }, (_, i) => Float64Array.from(input.fixed, (x) => x[i] * root[i]));
  const y = root.map((w, i) => w * (input.response[i] - (input.offset?.[i] ?? 0)));
  const VX = product(inverse, X);
  const gram = inverseOf(
    input.fixed.map((_, a) =>
      Float64Array.from(input.fixed, (_x, b) => X.reduce((s, row, i) => s + row[a] * VX[i][b], 0)),
    ),
  );
  const P = inverse.map((row, i) =>
    row.map(
      (entry, j) =>
        entry -
        dot(
          VX[i],
          Float64Array.from(gram.inverse, (g) => dot(g, VX[j])),
        ),
    ),
  );
  const Py = Float64Array.from(P, (row) => dot(row, y));
  const s = dot(y, Py);
  const c = n - (reml ? input.fixed.length : 0);
  const trP = reml ? P : inverse;
  const slopes = directions.map(({ factor, column, vector }) => {
    const k = vector.length;
    const mate = lambdas[factor].subarray(column * k, (column + 1) * k);
    return spreadOut(model, factor, (a, b) => vector[a] * mate[b] + mate[a] * vector[b]);
  });
  const images = slopes.map((S) => Float64Array.from(S, (row) => dot(row, Py)));
  const projected = images.map((v) => Float64Array.from(P, (row) => dot(row, v)));
  const logWeights = root.reduce((sum, w) => sum + 2 * Math.log(w), 0);
  const value = logDet + (reml ? gram.logDet : 0) + c * (1 + Math.log((2 * Math.PI * s) / c)) - logWeights;
  const gradient = slopes.map((S, a) => trace(trP, S) - (c / s) * dot(Py, images[a]));
  const information = images.map((u) => {
    return images.map((_, b) => (c / s) * (dot(u, projected[b]) - (dot(Py, u) * dot(Py, images[b])) / s));
  });
  const halves = slopes.map((S) => product(trP, S));
  const traces = halves.map((A) => halves.map((B) => trace(A, B)));
  return { value, s, gradient, information, traces };
}

function randomLambdas(model: SimpleModel, seed: number, singular: boolean): Lambdas {
  const normal = normals(seed);
  return model.input.factors.map(({ columns }) => {
    const k = columns.length;
    return Float64Array.from({ length: k * k }, (_, i) => (singular && i >= (k - 1) * k ? 0 : normal()));
  });
}

function allDirections(model: SimpleModel): ColumnDirection[] {
  return model.input.factors.flatMap(({ columns }, factor) =>
    columns.flatMap((_, column) =>
      columns.map((_c, row) => ({
        factor,
        column,
        vector: Float64Array.from(columns, (_x, r) => (r === row ? 1 : 0)),
      })),
    ),
  );
}

const cases: [string, boolean, boolean, number][] = [
  ["ML at a regular point", false, false, 1],
  ["REML at a regular point", true, false, 2],
  ["ML at a singular point", false, true, 3],
  ["REML at a singular point", true, true, 4],
];

describe.each(cases)("the dense system agrees with n × n matrices, %s", (_, reml, singular, seed) => {
  const model = randomModel(seed, { weighted: seed % 2 === 0, factorCount: 2, columnCount: 2, nobs: 40 });
  const lambdas = randomLambdas(model, seed, singular);
  const directions = allDirections(model);
  const expected = direct(model, lambdas, reml, directions);
  const system = new DenseSystem(model.input);
  lambdas.forEach((lambda, f) => {
    system.setLambda(f, lambda);
  });
  system.factorize();

  test("in objective and residual sum of squares", () => {
    expect(system.objective(reml)).toBeCloseTo(expected.value, 9);
    expect(system.pwrss / expected.s).toBeCloseTo(1, 11);
  });

  test("in its gradient", () => {
    const gradient = system.gradient(reml);
    directions.forEach(({ factor, column, vector }, a) => {
      const k = vector.length;
      expect(gradient[factor][vector.indexOf(1) + column * k]).toBeCloseTo(expected.gradient[a], 8);
    });
  });

  test("in its average information", () => {
    const information = system.averageInformation(reml, directions);
    directions.forEach((_a, i) => {
      directions.forEach((_b, j) => {
        expect(information[i + j * directions.length]).toBeCloseTo(expected.information[i][j], 8);
      });
    });
  });

  test("in its fourth moments, through tr(P V_a P V_b)", () => {
    const moments = system.fourthMoments(reml);
    const spread = directions.map(({ factor, column, vector }) => {
      const k = vector.length;
      const mate = lambdas[factor].subarray(column * k, (column + 1) * k);
      return (a: number, b: number) => vector[a] * mate[b] + mate[a] * vector[b];
    });
    directions.forEach((a, i) => {
      directions.forEach((b, j) => {
        if (a.factor > b.factor) return;
        const ks = a.vector.length;
        const kt = b.vector.length;
        const sums = moments[a.factor === b.factor ? a.factor * 2 : 1];
        let total = 0;
        for (let entry = 0; entry < sums.length; entry++) {
          const left = entry % (ks * kt);
          const right = Math.floor(entry / (ks * kt));
          const E = spread[i](left % ks, right % ks) * spread[j](Math.floor(left / ks), Math.floor(right / ks));
          total += E * sums[entry];
        }
        expect(total).toBeCloseTo(expected.traces[i][j], 7);
      });
    });
  });

  test("in the modes b = TZ'Py, where u = Λ'g", () => {
    const { spherical, conditionalMode } = system.solve();
    const products = system.scoreProducts();
    model.input.factors.forEach(({ columns, levelCount }, f) => {
      const k = columns.length;
      for (let l = 0; l < levelCount; l++) {
        for (let r = 0; r < k; r++) {
          const mode = Array.from({ length: k }, (_x, c) => lambdas[f][r + c * k] * spherical[f][l * k + c]);
          expect(conditionalMode[f][l * k + r]).toBeCloseTo(
            mode.reduce((sum, entry) => sum + entry, 0),
            12,
          );
        }
      }
      directions.forEach(({ factor, column, vector }, a) => {
        if (factor !== f) return;
        const c = model.input.nobs - (reml ? model.input.fixed.length : 0);
        const slope = -2 * products[f][vector.indexOf(1) + column * k];
        expect((c / system.pwrss) * slope + expectedTrace(a)).toBeCloseTo(expected.gradient[a], 8);
      });
    });
    function expectedTrace(a: number): number {
      const step = 1e-5;
      const logDet = (sign: number) => {
        const moved = lambdas.map((lambda) => lambda.slice());
        const { factor, column, vector } = directions[a];
        moved[factor][vector.indexOf(1) + column * vector.length] += sign * step;
        const other = new DenseSystem(model.input);
        moved.forEach((lambda, f) => {
          other.setLambda(f, lambda);
        });
        other.factorize();
        return other.ldL2 + (reml ? other.ldRX2 : 0);
      };
      return (logDet(1) - logDet(-1)) / (2 * step);
    }
  });
});
