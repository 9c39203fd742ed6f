import type { MixedSystem } from "../../src/engine/types.js";

/** A system as if its exact second derivatives cost that many evaluations: 0 to have them used, Infinity to do without. */
export function withExactCost<System extends MixedSystem>(system: System, cost: number): System {
  return Object.defineProperty(system, "exactCost", { value: cost });
}
