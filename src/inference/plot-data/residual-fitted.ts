// Residuals beside fitted values.
import type { FittedGlmm } from "../../model/fitted-glmm.js";
import type { FittedLmm } from "../../model/fitted-lmm.js";

export interface ResidualFitted {
  /** Fitted values; of a generalized model its linear predictor. */
  readonly fitted: readonly number[];
  /** Pearson residuals over sigma. */
  readonly residuals: readonly number[];
  readonly isLinear: boolean;
}

export function residualFitted(fit: FittedLmm | FittedGlmm): ResidualFitted {
  return {
    fitted: Array.from(fit.linearPredictor()),
    residuals: Array.from(fit.residuals("scaled")),
    isLinear: fit.link === "identity",
  };
}
