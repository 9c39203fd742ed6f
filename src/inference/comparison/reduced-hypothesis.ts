// The hypothesis that a fixed term can be dropped, as rows over the coefficients.

import type { LiveFit } from "../../fit/fit.js";
import { fixedPartWithout } from "../../fit/reduced.js";
import { symmetricEigen } from "../../math/symmetric-eigen.js";
import { triangularFactor } from "../../math/triangular-factor.js";
import type { EffectTerm } from "../../model/formula-terms.js";
import { ownCoefficients } from "../sequential-hypotheses.js";

/** Squared cosines below which a direction of the coefficients has nothing in common with the reduced model. */
const NOTHING = 1e-10;

/** Rows L such that Lβ = 0 where Xβ can be had without the term. */
export function reducedHypothesis(fit: LiveFit, { label }: EffectTerm): Float64Array[] {
  const { frame, design } = fit.live;
  const t = design.fixed.terms.indexOf(label);
  const reduced = fixedPartWithout(frame, label);
  const others = design.fixed.names.filter((_, column) => design.fixed.assign[column] !== t);
  const isPlain = fit.droppedFixef.length === 0 && reduced.names.every((name) => others.includes(name));
  if (!isPlain) return complement(fit, reduced.columns);
  const own = fit.kept.flatMap((column, position) => (design.fixed.assign[column] === t ? [position] : []));
  return ownCoefficients(fit, own);
}

/** In an orthonormal basis of X, the directions that the columns of the reduced model leave. */
function complement({ kept, rank: p, live }: LiveFit, columns: readonly Float64Array[]): Float64Array[] {
  const { fixed } = live.design;
  const width = p + columns.length;
  const factor = triangularFactor([...kept.map((column) => fixed.columns[column]), ...columns]);
  const axes = columns.map((_, j) => factor.subarray((p + j) * width, (p + j) * width + p));
  const gram = new Float64Array(p * p);
  for (const axis of axes) {
    const size = axis.reduce((sum, value) => sum + value * value, 0);
    for (let j = 0; j < p; j++) for (let i = 0; i < p; i++) gram[i + j * p] += (axis[i] * axis[j]) / size;
  }
  const { values, vectors } = symmetricEigen(p, gram);
  return Array.from(values.keys())
    .filter((v) => values[v] < NOTHING * values[0])
    .map((v) =>
      Float64Array.from({ length: p }, (_, column) => {
        let sum = 0;
        for (let i = 0; i <= column; i++) sum += vectors[i + v * p] * factor[i + column * width];
        return sum;
      }),
    );
}
