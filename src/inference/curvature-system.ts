// The system in which derivatives around a fit are taken.
import { LinearSystem } from "../engine/linear-system.js";
import { isExactCheaper, isSmall } from "../likelihood/exact-curvature.js";
import { engineInput } from "../likelihood/terms.js";
import type { FittedLmm } from "../model/fitted-lmm.js";
import { borrowSystem, systemOf } from "../model/lmm-parts.js";

/**
 * Calls `compute` with a system in which Λ may be moved: the fit's own, borrowed, or for a small model without exact
 * second derivatives a new one that has them. `evaluations` is what differences would cost.
 */
export function withSystem<T>(fit: FittedLmm, evaluations: number, compute: (system: LinearSystem) => T): T {
  const { design } = fit.parts;
  const system = systemOf(fit.parts);
  if (!isExactCheaper(system, evaluations) && isSmall(system, design.nobs)) {
    return compute(new LinearSystem(engineInput(design), { smallTail: Number.POSITIVE_INFINITY }));
  }
  return borrowSystem(fit.parts, compute);
}
