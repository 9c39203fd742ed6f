// Whether a fit by Laplace's approximation tells that quadrature has others estimates, just where it has.
import { type Fit, glmm } from "../../src/index.js";
import type { LaplaceCase } from "./laplace-case.js";

export interface LaplaceVerdict {
  readonly told: boolean;
  /** Whether a fit with 25 points moves some coefficient by half a standard error, or the standard deviation by a quarter. */
  readonly moved: boolean;
  readonly words: string;
}

/** Null where the fit says already that it is none to be trusted. */
export async function laplaceVerdict({ formula, data, options }: LaplaceCase): Promise<LaplaceVerdict | null> {
  const fit = await glmm(formula, data, options);
  if (fit.warnings.some(({ code }) => ["W_SEPARATION", "W_RUNAWAY_VARIANCE"].includes(code))) return null;
  const exact = await glmm(formula, data, { ...options, nAGQ: 25 });
  const [sd, exactSd] = [fit, exact].map((one: Fit) => one.varCorr()[0].sd[0]);
  const own = fit.fixef();
  const moves = exact.fixef().map(({ estimate }, j) => Math.abs(estimate - own[j].estimate) / own[j].stdError);
  return {
    told: fit.warnings.some(({ code }) => code === "W_LAPLACE"),
    moved: moves.some((move) => move > 0.5) || Math.abs(exactSd - sd) > 0.25 * sd,
    words: `sd ${sd.toFixed(3)} and ${exactSd.toFixed(3)}, coefficients by ${moves.map((move) => move.toFixed(2)).join(", ")}`,
  };
}
