// An objective on a surface in its coordinates: what profiles of a likelihood minimize.
import { multiply, transpose } from "../math/matrix-product.js";
import type { Derivatives, Objective } from "./objective.js";

/** The surface as a map from m coordinates z to the n coordinates x of an objective. */
export interface Surface {
  readonly dimension: number;
  expand(z: Float64Array): Float64Array;
  /** z of a point of the surface. */
  contract(x: Float64Array): Float64Array;
  /** ∂x/∂z, n × m. */
  jacobian(z: Float64Array): Float64Array;
  /** Σ_i g_i ∂²x_i/∂z_a², by a; mixed second derivatives are zero. */
  bend(gradient: Float64Array): Float64Array;
}

export class ConstrainedObjective implements Objective {
  readonly dimension: number;
  private at: Float64Array;

  constructor(
    private readonly inner: Objective,
    private readonly surface: Surface,
    start: Float64Array,
  ) {
    this.dimension = surface.dimension;
    this.at = surface.contract(start);
  }

  get exactCost(): number {
    return this.inner.exactCost;
  }

  coordinates(): Float64Array {
    return this.at.slice();
  }

  value(z: Float64Array): number {
    return this.inner.value(this.surface.expand(z));
  }

  told(): number | undefined {
    return this.inner.told?.();
  }

  rebase(z: Float64Array): void {
    const x = this.surface.expand(z);
    this.inner.rebase(x);
    this.at = this.surface.contract(x);
    z.set(this.at);
  }

  gradient(): Float64Array {
    return this.along(this.inner.gradient());
  }

  derivatives(exact: boolean): Derivatives {
    const { dimension: m, surface, at } = this;
    const inner = this.inner.derivatives(exact);
    const n = inner.gradient.length;
    const jacobian = surface.jacobian(at);
    const hessian = multiply(m, n, m, transpose(n, m, jacobian), multiply(n, n, m, inner.hessian, jacobian));
    const bend = surface.bend(inner.gradient);
    const scale = new Float64Array(m);
    for (let a = 0; a < m; a++) {
      hessian[a * (m + 1)] += bend[a];
      let square = Math.abs(hessian[a * (m + 1)]);
      for (let i = 0; i < n; i++) square = Math.max(square, squared(jacobian[i + a * n] * inner.scale[i]));
      scale[a] = Math.sqrt(square);
    }
    return { gradient: this.along(inner.gradient), hessian, scale, exact: inner.exact };
  }

  private along(gradient: Float64Array): Float64Array {
    const n = gradient.length;
    return multiply(this.dimension, n, 1, transpose(n, this.dimension, this.surface.jacobian(this.at)), gradient);
  }
}

/** The plane Σ_i weights_i x_i = value, in all coordinates but `solved`, whose weight is not zero. */
export function plane(weights: Float64Array, solved: number, value: number): Surface {
  const n = weights.length;
  const m = n - 1;
  const place = (a: number) => (a < solved ? a : a + 1);
  return {
    dimension: m,
    expand(z) {
      const x = new Float64Array(n);
      let rest = value;
      z.forEach((entry, a) => {
        x[place(a)] = entry;
        rest -= weights[place(a)] * entry;
      });
      x[solved] = rest / weights[solved];
      return x;
    },
    contract: (x) => Float64Array.from({ length: m }, (_, a) => x[place(a)]),
    jacobian() {
      const out = new Float64Array(n * m);
      for (let a = 0; a < m; a++) {
        out[place(a) + a * n] = 1;
        out[solved + a * n] = -weights[place(a)] / weights[solved];
      }
      return out;
    },
    bend: () => new Float64Array(m),
  };
}

/**
 * Of n coordinates three are entries of the first two rows of a triangular λ: x_a = α², (x_b, x_c) = β²(r, √(1 − r²)),
 * the standard deviations being squares so that none can pass through zero; α and β are in the places of a and b.
 */
export function correlationCone(n: number, [a, b, c]: readonly [number, number, number], r: number): Surface {
  const m = n - 1;
  const place = (index: number) => (index < c ? index : index - 1);
  const rest = Math.sqrt(Math.max(0, 1 - r * r));
  const others = Array.from({ length: n }, (_, i) => i).filter((i) => i !== a && i !== b && i !== c);
  const around = (gradient: Float64Array) => r * gradient[b] + rest * gradient[c];
  return {
    dimension: m,
    expand(z) {
      const x = new Float64Array(n);
      for (const i of others) x[i] = z[place(i)];
      const second = z[place(b)] * z[place(b)];
      x[a] = z[place(a)] * z[place(a)];
      x[b] = r * second;
      x[c] = rest * second;
      return x;
    },
    contract(x) {
      const z = new Float64Array(m);
      for (const i of others) z[place(i)] = x[i];
      z[place(a)] = Math.sqrt(Math.abs(x[a]));
      z[place(b)] = Math.sqrt(Math.sqrt(x[b] * x[b] + x[c] * x[c]));
      return z;
    },
    jacobian(z) {
      const out = new Float64Array(n * m);
      for (const i of others) out[i + place(i) * n] = 1;
      out[a + place(a) * n] = 2 * z[place(a)];
      out[b + place(b) * n] = 2 * r * z[place(b)];
      out[c + place(b) * n] = 2 * rest * z[place(b)];
      return out;
    },
    bend(gradient) {
      const out = new Float64Array(m);
      out[place(a)] = 2 * gradient[a];
      out[place(b)] = 2 * around(gradient);
      return out;
    },
  };
}

function squared(x: number): number {
  return x * x;
}
