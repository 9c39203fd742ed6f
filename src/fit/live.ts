// A model and its numbers: what a fit knows while its data are there.
import type { ConditionalForms, EffectRows } from "../engine/types.js";
import type { Likelihood } from "../likelihood/likelihood.js";
import type { Estimates } from "../likelihood/point.js";
import { splitTheta, type TermBlock } from "../likelihood/terms.js";
import type { RandomStream } from "../math/random-stream.js";
import type { Model } from "../model/build.js";
import { fittedValues } from "./fitted-values.js";
import type { FitKind } from "./kind.js";
import type { Timing } from "./types.js";

export interface Live extends Model {
  readonly kind: FitKind;
  readonly likelihood: Likelihood;
  readonly estimates: Estimates;
  readonly timing: Timing;
}

/** η with random effects drawn anew from their estimated distribution. */
export function drawnPredictor(
  { design, likelihood, estimates }: Live,
  scale: number,
  stream: RandomStream,
): Float64Array {
  const { terms, kept } = likelihood;
  const lambdas = splitTheta(terms, estimates.theta);
  const drawn = design.factors.map(({ levels }, index) => {
    const own = terms.flatMap((term, t) => (term.factor === index ? [t] : []));
    const k = own.reduce((sum, t) => sum + terms[t].columnCount, 0);
    const effects = new Float64Array(levels.length * k);
    for (const t of own) drawTerm(effects, k, terms[t], lambdas[t], scale, stream);
    return effects;
  });
  return fittedValues(design, kept, estimates.beta, drawn);
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

/** What the data leave open of sums of random effects: variances in the units of η, and slopes by β. */
export function conditionalForms({ likelihood, estimates }: Live, scale: number, rows: EffectRows): ConditionalForms {
  const { variances, slopes } = likelihood.lend(estimates).conditionalForms(rows);
  return { variances: variances.map((value) => value * scale * scale), slopes };
}
