// Room in the core for adaptive quadrature of one scalar random effect.
import type { Blocks } from "./blocks.js";

export class Quadrature {
  private readonly addresses: readonly number[];

  /** `logWeights`: log ω_k + x_k²/2 of nodes x_k and weights ω_k against the standard normal density. */
  constructor(
    private readonly blocks: Blocks,
    private readonly nodes: Float64Array,
    logWeights: Float64Array,
  ) {
    const { memory, structure } = blocks;
    const levels = structure.levels[0];
    const copy = (values: Float64Array) => {
      const address = memory.doubles(values.length);
      memory.f64(address, values.length).set(values);
      return address;
    };
    const table = memory.doubles(nodes.length * levels);
    this.addresses = [copy(nodes), copy(logWeights), table, memory.doubles(levels), memory.doubles(6 * levels)];
  }

  /** Makes it the core's, and passes the address of u on. */
  announce(u: number): number {
    this.blocks.core.setQuadrature(this.nodes.length, ...this.addresses);
    return u;
  }
}
