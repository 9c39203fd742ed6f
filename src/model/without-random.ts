// A model without its random effects: an ordinary linear or generalized linear one, by the same likelihood.
import type { FittedGlmm } from "./fitted-glmm.js";
import type { FittedLmm } from "./fitted-lmm.js";
import type { Live } from "./live.js";

export interface WithoutRandom {
  /** Restricted where the fit is by REML. */
  readonly logLik: number;
  readonly df: number;
}

/** The fixed part alone: R's logLik(lm(…), REML = …) or logLik(glm(…)). Throws UnsupportedError for families with a scale or shape. */
export function withoutRandom({ df, theta, parts }: FittedLmm | FittedGlmm): WithoutRandom {
  const { likelihood, estimates }: Live = parts;
  return { logLik: -likelihood.withoutRandom(estimates) / 2, df: df - theta.length };
}
