import { expect, test } from "vitest";
import { whiteningBasis } from "../../../src/likelihood/coordinates.js";
import { momentStart } from "../../../src/likelihood/linear/start.js";
import { weightedStart } from "../../../src/likelihood/linear/weighted-start.js";
import { DenseSystem } from "../../support/dense-system.js";
import { realModels } from "../../support/simple-designs.js";

test("the weighted moment start solves its own equations: expected sums at its covariances equal the observed", () => {
  const { input, terms } = realModels["sleep-max-ml"].build();
  const system = new DenseSystem(input, { projectMoments: false });
  const bases = terms.map((term) => whiteningBasis(system, term));
  const first = momentStart(system, terms);
  const k = 2;
  const identity = Float64Array.of(1, 0, 0, 1);
  const found = weightedStart(system, terms, bases, [identity]) as Float64Array[];
  expect(found).not.toBeNull();
  expect(first[0]).toHaveLength(k * k);

  // Brute force: with weights B_j = basis'(I + A_jj T)⁻¹, Σ x x' is linear in (σ², T); its own solution must satisfy it.
  const [basis] = bases;
  const matmul = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Float64Array.of(
      a[0] * b[0] + a[2] * b[1],
      a[1] * b[0] + a[3] * b[1],
      a[0] * b[2] + a[2] * b[3],
      a[1] * b[2] + a[3] * b[3],
    );
  const flip = (a: ArrayLike<number>) => Float64Array.of(a[0], a[2], a[1], a[3]);
  const T = matmul(matmul(basis, identity), flip(basis));
  const cross = system.crossProducts(0);
  const weights = new Float64Array(cross.length);
  const levels = cross.length / 4;
  for (let level = 0; level < levels; level++) {
    const m = matmul(cross.subarray(4 * level, 4 * level + 4), T);
    m[0] += 1;
    m[3] += 1;
    const det = m[0] * m[3] - m[1] * m[2];
    const inverse = Float64Array.of(m[3] / det, -m[1] / det, -m[2] / det, m[0] / det);
    weights.set(matmul(flip(basis), inverse), 4 * level);
  }
  const { scores, traces } = system.weightedMoments([weights]);
  const natural = matmul(matmul(basis, found[0]), flip(basis));
  const shares = new Float64Array(4);
  let total = system.nobs - system.rank;
  for (let level = 0; level < levels; level++) {
    const a = cross.subarray(4 * level, 4 * level + 4);
    const half = matmul(weights.subarray(4 * level, 4 * level + 4), a);
    matmul(matmul(half, natural), flip(half)).forEach((entry, i) => {
      shares[i] += entry;
    });
    total += a[0] * natural[0] + a[1] * natural[2] + a[2] * natural[1] + a[3] * natural[3];
  }
  const variance = system.leastSquaresResidual / total;
  for (const i of [0, 1, 3]) {
    expect(variance * (traces[0][i] + shares[i])).toBeCloseTo(
      scores[0][i],
      6 - Math.ceil(Math.log10(Math.abs(scores[0][i]))),
    );
  }
});
