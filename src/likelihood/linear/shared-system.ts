// The one system of a design, lent in turn to all fits of that design: a refit builds nothing and holds no memory.
import { LinearSystem } from "../../engine/linear-system.js";
import type { EngineInput, MixedSystem } from "../../engine/types.js";
import type { Estimates } from "../point.js";
import { factorizeAt } from "./deviance.js";

/** Where a fit has left the system, to the last bit. */
type Place = Pick<Estimates, "response" | "lambdas">;

export class SharedSystem {
  private readonly system: LinearSystem;
  private response: Float64Array;
  /** Where the system is; null where no fit has left it. */
  private place: Place | null = null;

  constructor(input: EngineInput) {
    this.system = new LinearSystem(input);
    this.response = input.response;
  }

  /** What does not depend on the response. */
  get shape(): Pick<MixedSystem, "nobs" | "rank" | "kept" | "factors" | "meanCrossProduct"> {
    return this.system;
  }

  /** The system with a response, to be moved; whoever takes it is done with it before the event loop turns. */
  take(response: Float64Array): LinearSystem {
    this.place = null;
    if (this.response !== response) this.system.setResponse(response);
    this.response = response;
    return this.system;
  }

  /** Says that the system taken is at `place`. */
  leave(place: Place): void {
    this.place = place;
  }

  /** The system at `place`, to be asked and not moved. */
  lend(place: Place): LinearSystem {
    if (this.place === place) return this.system;
    const system = this.take(place.response);
    factorizeAt(system, place.lambdas);
    this.leave(place);
    return system;
  }

  /** The system at `place`, in which `use` may move Λ; it is put back before this returns. */
  borrow<T>(place: Place, use: (system: LinearSystem) => T): T {
    const system = this.lend(place);
    try {
      return use(system);
    } finally {
      factorizeAt(system, place.lambdas);
    }
  }
}
