// What lmm() knows when the optimizer has stopped; FittedLmm derives all else from it.
import type { LinearSystem } from "../engine/linear-system.js";
import type { MixedSystem } from "../engine/types.js";
import type { ModelParts } from "./model-parts.js";
import type { SharedSystem, SystemState } from "./shared-system.js";

export interface LmmParts extends ModelParts {
  /** Shared with all refits; systemOf() asks it, borrowSystem() moves it. */
  readonly shared: SharedSystem;
  readonly state: SystemState;
}

/** The system at the optimum of a fit: to ask, not to move. */
export function systemOf({ shared, state }: LmmParts): MixedSystem {
  return shared.lend(state);
}

/** The same, in which `use` may move Λ; it is put back before this returns. */
export function borrowSystem<T>({ shared, state }: LmmParts, use: (system: LinearSystem) => T): T {
  return shared.borrow(state, use);
}
