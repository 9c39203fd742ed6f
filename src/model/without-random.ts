// A model without its random effects: an ordinary linear or generalized linear one, by the same likelihood.
import { UnsupportedError } from "../errors.js";
import { Laplace } from "../likelihood/generalized/approximation.js";
import { GlmmDeviance } from "../likelihood/generalized/deviance.js";
import type { FittedGlmm } from "./fitted-glmm.js";
import { FittedLmm } from "./fitted-lmm.js";
import { glmmStart, glmmSystem } from "./glmm-system.js";

export interface WithoutRandom {
  /** Restricted where the fit is by REML. */
  readonly logLik: number;
  readonly df: number;
}

/** The fixed part alone: R's logLik(lm(…), REML = …) or logLik(glm(…)). Throws UnsupportedError for families with a scale or shape. */
export function withoutRandom(fit: FittedLmm | FittedGlmm): WithoutRandom {
  const df = fit.df - fit.theta.length;
  if (!(fit instanceof FittedLmm)) return { logLik: -generalizedDeviance(fit) / 2, df };
  const { shared, state } = fit.parts;
  const system = shared.take();
  system.setResponse(state.response);
  system.factors.forEach(({ columnCount }, factor) => {
    system.setLambda(factor, new Float64Array(columnCount * columnCount));
  });
  system.factorize();
  return { logLik: -system.objective(fit.method === "REML") / 2, df };
}

/** Where Λ is zero, the joint mode of β and u maximizes the likelihood of the fixed part. */
function generalizedDeviance({ parts }: FittedGlmm): number {
  const { design, trials, layout, spec } = parts;
  const { family } = spec;
  if (family.dispersion !== "none") {
    const text = `a ${family.label} model without random effects is not fitted here`;
    throw new UnsupportedError(`${text}; compare with one that keeps a random intercept`);
  }
  const glmm = glmmSystem(design, trials, spec);
  const start = glmmStart(glmm, layout);
  const laplace = new Laplace(glmm.system, "none", start);
  const deviance = new GlmmDeviance(glmm.system, layout, laplace, true, {
    ...start,
    gamma: glmm.gamma,
    logParameter: 0,
  });
  return deviance.at(new Float64Array(parts.theta.length));
}
