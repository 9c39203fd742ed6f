// The one system of a design, lent in turn to all fits of that design: a refit builds nothing and holds no memory.
import { keep } from "../../core/kept-systems.js";
import type { Design } from "../../design/design.js";
import { LinearSystem } from "../../engine/linear-system.js";
import type { EngineInput, MixedSystem } from "../../engine/types.js";
import type { Estimates } from "../point.js";
import { engineInput } from "../terms.js";
import { factorizeAt } from "./deviance.js";

/** Where a fit has left the system, to the last bit. */
type Place = Pick<Estimates, "response" | "lambdas">;

/** Builds a system in the place of blocks. */
export type SystemOf = (input: EngineInput) => LinearSystem;

export class SharedSystem {
  private current: LinearSystem | null = null;
  private response: Float64Array;
  /** Where the system is; null where no fit has left it. */
  private place: Place | null = null;
  private readonly own = new WeakRef(this);
  private readonly facts: Pick<MixedSystem, "nobs" | "rank" | "kept" | "factors">;

  constructor(
    private readonly design: Design,
    readonly build: SystemOf | null = null,
  ) {
    this.response = design.response;
    const { nobs, rank, kept, factors } = this.system();
    this.facts = { nobs, rank, kept: [...kept], factors };
  }

  /** What does not depend on the response. */
  get shape(): Pick<MixedSystem, "nobs" | "rank" | "kept" | "factors" | "meanCrossProduct"> {
    return { ...this.facts, meanCrossProduct: (factor) => this.system().meanCrossProduct(factor) };
  }

  /** The system with a response, to be moved; whoever takes it is done with it before the event loop turns. */
  take(response: Float64Array): LinearSystem {
    const system = this.system();
    this.place = null;
    if (this.response !== response) system.setResponse(response);
    this.response = response;
    return system;
  }

  /** Says that the system taken is at `place`. */
  leave(place: Place): void {
    this.place = place;
  }

  /** The system at `place`, to be asked and not moved. */
  lend(place: Place): LinearSystem {
    if (this.current !== null && this.place === place) return this.system();
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

  private system(): LinearSystem {
    keep(this.own);
    if (this.current === null) {
      const input = engineInput(this.design);
      this.current = this.build?.(input) ?? new LinearSystem(input);
      this.response = this.design.response;
      this.place = null;
    }
    return this.current;
  }

  /** Lets the system go where a fit has left it, so that it can be built again; says whether it did. */
  release(): boolean {
    if (this.place === null) return false;
    this.current = null;
    return true;
  }
}
