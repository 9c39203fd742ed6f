// Power without simulation: the noncentral t with degrees of freedom and standard errors at the true parameters.
import { covarianceStructure } from "../covariance/registry.js";
import { MixedModelError } from "../errors.js";
import { Fit, type LiveFit } from "../fit/fit.js";
import { tTest } from "../inference/contrast-test.js";
import { dfSource } from "../inference/df-method.js";
import { kenwardRoger } from "../inference/kenward-roger.js";
import { studentQuantile } from "../math/distributions/distributions.js";
import { noncentralTails } from "../math/distributions/noncentral-t.js";
import type { Study } from "./analysis.js";
import type { PlannedTest } from "./scenario.js";

/**
 * Of each test the power by the noncentral t, null where there is none: tests of a coefficient or contrast of a linear
 * model that is the true one, in complete data. Degrees of freedom are Kenward and Roger's at the true variances, whose
 * information does not depend on a response.
 */
export function previews(study: Study): (number | null)[] {
  const { tests, distortion, analysis } = study.scenario;
  const isComplete = distortion.missing === 0 && Object.keys(distortion.dropout).length === 0;
  const none = tests.map(() => null);
  if (!isComplete || distortion.lognormal !== null || analysis.isGeneralized) return none;
  try {
    const fit = atTruth(study);
    return fit === null ? none : tests.map((test) => preview(fit, study.drawn.predictor.sigma, test));
  } catch (error) {
    if (!(error instanceof MixedModelError)) throw error;
    return none;
  }
}

/** The fit at the true θ, whose own σ is the best for its response; null where its model is another one. */
function atTruth({ fit, drawn: { predictor } }: Study): LiveFit | null {
  const { live } = fit;
  const { likelihood, design } = live;
  const { terms, sigma, effectScale } = predictor;
  const names = fit.kept.map((column) => design.fixed.names[column]);
  const isSameFixed =
    names.every((name) => predictor.betaNames.includes(name)) && names.length === predictor.beta.length;
  const isSameRandom =
    terms.length === design.random.length &&
    design.random.every(({ factor, structure, names: columns }, t) => {
      const term = terms[t];
      return (
        term.group === design.factors[factor].name &&
        term.structure === structure &&
        term.names.join("\n") === columns.join("\n")
      );
    });
  if (!isSameFixed || !isSameRandom || !(sigma > 0)) return null;
  const theta = terms.flatMap(({ structure, names: columns, lambda }) => [
    ...covarianceStructure(structure).toPar(
      columns.length,
      lambda.map((entry) => (entry * effectScale) / sigma),
    ),
  ]);
  const beta = Float64Array.from(names, (name) => predictor.beta[predictor.betaNames.indexOf(name)]);
  return Fit.of({ ...live, estimates: likelihood.at({ theta: Float64Array.from(theta), beta }) });
}

function preview(fit: LiveFit, sigma: number, test: PlannedTest): number | null {
  const { question, truth, rhs, alpha, side, critical, equivalence, width } = test;
  if (question.kind !== "contrast" || truth === null || equivalence !== null || width !== null) return null;
  const names = fit.kept.map((column) => fit.live.design.fixed.names[column]);
  const row = Float64Array.from(names, (name) => question.weights[name] ?? 0);
  const { stdError } = tTest(fit, dfSource(fit, "asymptotic"), row, rhs);
  const ncp = (truth - rhs) / ((stdError * sigma) / fit.sigma);
  const spread = fit.method === "REML" ? kenwardRoger(fit).test([row]).df : dfSource(fit, "satterthwaite").single(row);
  const tail = side === "two-sided" ? alpha / 2 : alpha;
  const reference =
    test.df === "asymptotic" ? Number.POSITIVE_INFINITY : test.df === "residual" ? fit.nobs - fit.rank : spread;
  const limit = critical ?? studentQuantile(tail, "upper", reference);
  const above = noncentralTails(limit, spread, ncp).upper;
  const below = noncentralTails(-limit, spread, ncp).lower;
  return side === "two-sided" ? above + below : side === "greater" ? above : below;
}
