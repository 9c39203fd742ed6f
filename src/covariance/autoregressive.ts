// ar1: correlations ρ to the power of the columns' distance in their order, ρ from −1 to 1.
import { scaledCorrelation } from "./composed.js";
import type { Correlation } from "./correlation.js";
import { lowerEntries } from "./entry-parameters.js";

const correlation: Correlation = {
  isOrdered: true,
  range: () => [-1, 1],
  /** The triangular root: powers of c in the first column, s times powers of c in the others. */
  root(k, c, s) {
    const powers = new Float64Array(k).fill(1);
    for (let d = 1; d < k; d++) powers[d] = powers[d - 1] * c;
    const power = (d: number) => (d < 0 ? 0 : powers[d]);
    const out = [0, 1, 2].map(() => new Float64Array(k * k));
    for (let j = 0; j < k; j++) {
      for (let i = j; i < k; i++) {
        const d = i - j;
        const at = i + j * k;
        if (j === 0) {
          out[0][at] = power(d);
          out[1][at] = -d * s * power(d - 1);
          out[2][at] = d * ((d - 1) * s * s * power(d - 2) - power(d));
        } else {
          out[0][at] = s * power(d);
          out[1][at] = c * power(d) - d * s * s * power(d - 1);
          out[2][at] = s * (d * (d - 1) * s * s * power(d - 2) - (3 * d + 1) * power(d));
        }
      }
    }
    return [out[0], out[1], out[2]];
  },
};

export const autoregressive = scaledCorrelation({
  name: "ar1",
  call: "ar1",
  hom: true,
  simpler: ["homdiag"],
  correlation,
  theta: (columns) => lowerEntries(columns).filter(({ column }) => column < 2),
});

export const heterogeneousAutoregressive = scaledCorrelation({
  name: "hetar1",
  call: "ar1",
  hom: false,
  simpler: ["ar1", "diag"],
  correlation,
});
