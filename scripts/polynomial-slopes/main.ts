// Fits random polynomial slopes with time as it is and centered, and says how far the two are apart:
// node scripts/polynomial-slopes.mjs [COUNT] [FIRST SEED] [DEGREE]
import { MixedModelError } from "../../src/errors.js";
import { lmm } from "../../src/fit/fitting.js";
import { polynomialSlopes } from "../../test/support/polynomial-slopes.js";

const ALLOWED = 1e-6;

const [count = 200, first = 1, degree = 2] = process.argv.slice(2).map(Number);
let equal = 0;
let largest = 0;
for (let seed = first; seed < first + count; seed++) {
  const { data, raw, centered, reml, weights } = polynomialSlopes(seed, degree);
  const fitted = async (formula: string) => {
    try {
      const fit = await lmm(formula, data, { reml, weights });
      return { value: fit.objective, told: fit.convergence.converged ? "" : "not converged" };
    } catch (error) {
      if (!(error instanceof MixedModelError)) throw error;
      return { value: Number.NaN, told: error.message };
    }
  };
  const [one, other] = [await fitted(raw), await fitted(centered)];
  const difference = Math.abs(one.value - other.value);
  if (difference < ALLOWED && one.told === other.told) equal++;
  else console.log(`${seed}: ${raw} ${one.value} ${one.told}; ${centered} ${other.value} ${other.told}`);
  if (difference > largest) largest = difference;
}
console.log(`${equal} of ${count} equal within ${ALLOWED}; largest difference ${largest}`);
