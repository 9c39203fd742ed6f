// The one system of a design, lent in turn to all fits of that design: a refit builds nothing and holds no memory.
import type { LinearSystem } from "../engine/linear-system.js";
import { factorizeAt } from "../likelihood/linear/deviance.js";

/** Where a fit has left the system, to the last bit. */
export interface SystemState {
  readonly response: Float64Array;
  /** Λ by factor. */
  readonly lambdas: readonly Float64Array[];
}

export class SharedSystem {
  /** `at` is where the system is; null where no fit has left it. */
  constructor(
    private readonly system: LinearSystem,
    private at: SystemState | null,
  ) {}

  /** The system, to be moved; whoever takes it is done with it before the event loop turns. */
  take(): LinearSystem {
    this.at = null;
    return this.system;
  }

  /** Says that the system taken is at `state`. */
  leave(state: SystemState): void {
    this.at = state;
  }

  /** The system at `state`, to be asked and not moved. */
  lend(state: SystemState): LinearSystem {
    if (this.at === state) return this.system;
    const system = this.take();
    system.setResponse(state.response);
    factorizeAt(system, state.lambdas);
    this.leave(state);
    return system;
  }

  /** The system at `state`, in which `use` may move Λ; it is put back before this returns. */
  borrow<T>(state: SystemState, use: (system: LinearSystem) => T): T {
    const system = this.lend(state);
    try {
      return use(system);
    } finally {
      factorizeAt(system, state.lambdas);
    }
  }
}
