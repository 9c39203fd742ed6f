// A family and a link as functions of arrays, computed by the core.
import { type CoreExports, instantiateCore } from "../core/load.js";
import { CoreMemory } from "../core/memory.js";

/** Rows at a time: what the instance grows to stays. */
const CHUNK = 65536;

let instance: { readonly core: CoreExports; readonly memory: CoreMemory } | undefined;

/** One instance for all functions: fits keep theirs. */
function shared() {
  if (instance === undefined) {
    const core = instantiateCore();
    instance = { core, memory: new CoreMemory(core) };
  }
  return instance;
}

export class ResponseFunctions {
  /** Codes as in assembly/response; `own` is the value of the family's parameter, 1 where it has none. */
  constructor(
    private readonly family: number,
    private readonly link: number,
    private readonly own: number,
  ) {}

  /** μ of η. */
  linkInverse(eta: Float64Array): Float64Array {
    return this.map([eta], (core, n, to, x) => core.linkInverseRows(this.link, n, x, to));
  }

  /** η of μ. */
  linkFunction(mu: Float64Array): Float64Array {
    return this.map([mu], (core, n, to, x) => core.linkFunctionRows(this.link, n, x, to));
  }

  /** dμ/dη. */
  meanDerivative(eta: Float64Array): Float64Array {
    return this.map([eta], (core, n, to, x) => core.meanDerivativeRows(this.link, n, x, to));
  }

  /** V(μ). */
  variance(mu: Float64Array): Float64Array {
    return this.map([mu], (core, n, to, x) => core.varianceRows(this.family, this.own, n, x, to));
  }

  /** Unit deviances 2 (log-likelihood at y − at μ), dispersion 1, without prior weights. */
  unitDeviance(y: Float64Array, mu: Float64Array): Float64Array {
    return this.map([y, mu], (core, n, to, a, b) => core.unitDevianceRows(this.family, this.own, n, a, b, to));
  }

  /** Working weights of prior weight 1 at y and η, the observed ones where asked for. */
  workingWeights(observed: boolean, y: Float64Array, eta: Float64Array): Float64Array {
    const { family, link, own } = this;
    const flag = observed ? 1 : 0;
    return this.map([y, eta], (core, n, to, a, b) => core.workingWeightRows(family, link, own, n, flag, a, b, to));
  }

  /** What −2 log p of all rows has that no mean changes; weights include trials, null stands for ones. */
  constant(y: Float64Array, weights: Float64Array | null, trials: Float64Array | null): number {
    const { family, own } = this;
    const ones = new Float64Array(weights !== null && trials !== null ? 0 : y.length).fill(1);
    let sum = 0;
    this.map([y, weights ?? ones, trials ?? ones], (core, n, _, at, weightsAt, trialsAt) => {
      sum += core.constantRows(family, own, n, at, weightsAt, trialsAt, 1);
    });
    return sum;
  }

  private map(
    inputs: readonly Float64Array[],
    compute: (core: CoreExports, n: number, to: number, ...from: number[]) => void,
  ): Float64Array {
    const { core, memory } = shared();
    const out = new Float64Array(inputs[0].length);
    for (let first = 0; first < out.length; first += CHUNK) {
      const n = Math.min(CHUNK, out.length - first);
      const mark = core.mark();
      const from = inputs.map((values) => {
        const address = memory.allocate(8 * n);
        memory.f64(address, n).set(values.subarray(first, first + n));
        return address;
      });
      const to = memory.allocate(8 * n);
      compute(core, n, to, ...from);
      out.set(memory.f64(to, n), first);
      core.release(mark);
    }
    return out;
  }
}
