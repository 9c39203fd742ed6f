// A family and a link as functions of arrays, computed by the core.
import type { CoreExports } from "../core/load.js";
import { instantiateCore } from "../core/load.js";
import { CoreMemory } from "../core/memory.js";

export class ResponseFunctions {
  private readonly core: CoreExports;
  private readonly memory: CoreMemory;

  /** Codes as in assembly/response; `own` is the value of the family's parameter, 1 where it has none. */
  constructor(
    private readonly family: number,
    private readonly link: number,
    private readonly own: number,
  ) {
    this.core = instantiateCore();
    this.memory = new CoreMemory(this.core);
  }

  /** μ of η. */
  linkInverse(eta: Float64Array): Float64Array {
    return this.map([eta], (n, to, x) => this.core.linkInverseRows(this.link, n, x, to));
  }

  /** η of μ. */
  linkFunction(mu: Float64Array): Float64Array {
    return this.map([mu], (n, to, x) => this.core.linkFunctionRows(this.link, n, x, to));
  }

  /** dμ/dη. */
  meanDerivative(eta: Float64Array): Float64Array {
    return this.map([eta], (n, to, x) => this.core.meanDerivativeRows(this.link, n, x, to));
  }

  /** V(μ). */
  variance(mu: Float64Array): Float64Array {
    return this.map([mu], (n, to, x) => this.core.varianceRows(this.family, this.own, n, x, to));
  }

  /** Unit deviances 2 (log-likelihood at y − at μ), dispersion 1, without prior weights. */
  unitDeviance(y: Float64Array, mu: Float64Array): Float64Array {
    return this.map([y, mu], (n, to, a, b) => this.core.unitDevianceRows(this.family, this.own, n, a, b, to));
  }

  private map(
    inputs: readonly Float64Array[],
    compute: (n: number, to: number, ...from: number[]) => void,
  ): Float64Array {
    const n = inputs[0].length;
    const mark = this.core.mark();
    const from = inputs.map((values) => {
      const address = this.memory.allocate(8 * n);
      this.memory.f64(address, n).set(values);
      return address;
    });
    const to = this.memory.allocate(8 * n);
    compute(n, to, ...from);
    const result = this.memory.f64(to, n).slice();
    this.core.release(mark);
    return result;
  }
}
