// cs: all correlations are one, from −1/(k − 1) to 1.
import { scaledCorrelation } from "./composed.js";
import type { Correlation } from "./correlation.js";
import { lowerEntries } from "./entry-parameters.js";

const correlation: Correlation = {
  isOrdered: false,
  range: (k) => [-1 / (k - 1), 1],
  /** Orthonormal columns, the mean before the contrasts of each column with those before it, times the roots of R's eigenvalues. */
  root(k, cosine, sine) {
    const [c, s] = halved(cosine, sine);
    const mean = Math.sqrt(k);
    const contrast = Math.sqrt(k / (k - 1));
    const axes = (ofMean: number, ofContrasts: number): Float64Array => {
      const out = new Float64Array(k * k);
      for (let j = 0; j < k; j++) {
        const unit = j === 0 ? ofMean / mean : ofContrasts / Math.sqrt(j * (j + 1));
        for (let i = 0; i < k; i++) out[i + j * k] = j === 0 || i < j ? unit : i === j ? -j * unit : 0;
      }
      return out;
    };
    return [
      axes(mean * c, contrast * s),
      axes((-mean * s) / 2, (contrast * c) / 2),
      axes((-mean * c) / 4, (-contrast * s) / 4),
    ];
  },
};

export const compoundSymmetric = scaledCorrelation({
  name: "cs",
  call: "cs",
  hom: false,
  simpler: ["homcs", "diag"],
  correlation,
});

export const homogeneousCompoundSymmetric = scaledCorrelation({
  name: "homcs",
  call: "cs",
  hom: true,
  simpler: ["homdiag"],
  correlation,
  theta: (columns) => lowerEntries(columns, "*").filter(({ row, column }) => row <= column + 1),
});

/** Cosine and sine of half an angle between 0 and π. */
function halved(cosine: number, sine: number): [number, number] {
  if (cosine >= 0) {
    const c = Math.sqrt((1 + cosine) / 2);
    return [c, sine / (2 * c)];
  }
  const s = Math.sqrt((1 - cosine) / 2);
  return [sine / (2 * s), s];
}
