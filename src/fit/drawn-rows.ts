// Random effects and responses drawn from a fit, in the rows that it was fitted to.
import { splitTheta, type TermBlock } from "../likelihood/terms.js";
import type { RandomStream } from "../math/random-stream.js";
import { upperSolve } from "../math/upper-triangular.js";
import type { LiveFit } from "./fit.js";
import { fittedValues } from "./fitted-values.js";

/** η with random effects drawn anew from their estimated distribution. */
export function drawnPredictor({ live, effectScale }: LiveFit, stream: RandomStream): Float64Array {
  const { likelihood, estimates } = live;
  const { terms, kept, stored } = likelihood;
  const lambdas = splitTheta(terms, estimates.theta).map((lambda, t) => upperSolve(terms[t].transform, lambda));
  const drawn = stored.factors.map(({ levels }, index) => {
    const own = terms.flatMap((term, t) => (term.factor === index ? [t] : []));
    const k = own.reduce((sum, t) => sum + terms[t].columnCount, 0);
    const effects = new Float64Array(levels.length * k);
    for (const t of own) drawTerm(effects, k, terms[t], lambdas[t], effectScale, stream);
    return effects;
  });
  return fittedValues(stored, kept, estimates.beta, drawn);
}

/** Fills one term's columns of every level of a factor (levels × k) with scale · λu, u standard normal. */
function drawTerm(
  effects: Float64Array,
  k: number,
  { offset, columnCount }: TermBlock,
  lambda: Float64Array,
  scale: number,
  stream: RandomStream,
): void {
  for (let start = offset; start < effects.length; start += k) {
    for (let column = 0; column < columnCount; column++) {
      const u = scale * stream.normal();
      for (let row = 0; row < columnCount; row++) effects[start + row] += lambda[row + column * columnCount] * u;
    }
  }
}

/** One response a row fitted at these linear predictors. */
export function drawResponse({ live, predictor }: LiveFit, eta: Float64Array, stream: RandomStream): Float64Array {
  const { trials, design } = live;
  const { sigma, familyValues: family } = predictor;
  return predictor.mean(eta).map((mean, i) => {
    const row = { trials: trials?.[i] ?? 1, weight: design.weights?.[i] ?? 1, sigma, family };
    return predictor.draw(mean, row, stream);
  });
}
