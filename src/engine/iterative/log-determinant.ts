// log|C| at a Λ by stochastic Lanczos quadrature, and its slopes: numbers by vector, so that their spread tells the error.
import { columnProducts, conjugateGradients, lanczosQuadrature } from "./conjugate-gradients.js";
import { type Probes, WIDTH } from "./probes.js";
import type { SchurComplement } from "./schur-complement.js";
import { constantSlopes, type Slopes, vectorSlopes } from "./trace-slopes.js";

/** What is left of a right-hand side. */
const TOLERANCE = 1e-10;

/** Vectors v and C⁻¹v. */
interface Panel {
  readonly v: Float64Array;
  readonly w: Float64Array;
}

export class LogDeterminant {
  /** log|V| = Σ log|I + A_iT| + log|P| + log|C|. */
  readonly value: number;
  /** What each probe says log|C| is, beside the basis. */
  readonly byProbe: readonly number[];
  /** Steps of conjugate gradients. */
  readonly iterations: number;
  private readonly panels: readonly Panel[];
  private slopes: { readonly whole: Slopes; readonly byProbe: readonly Slopes[] } | null = null;

  constructor(
    private readonly schur: SchurComplement,
    probes: Probes,
    private readonly count: number,
    log: (x: number) => number,
  ) {
    const apply = (x: Float64Array, out: Float64Array) => schur.apply(WIDTH, x, out);
    const panels = [probes.basis, ...probes.rest].map((v) => ({
      v,
      ...conjugateGradients(apply, v, WIDTH, TOLERANCE),
    }));
    const forms = panels.map(({ v, steps }) => {
      const squares = columnProducts(v, v, WIDTH);
      return steps.map((own, c) => squares[c] * lanczosQuadrature(own, (x) => log(x) - (x - 1)));
    });
    this.panels = panels.map(({ v, x }) => ({ v, w: x }));
    this.iterations = Math.max(...panels.map(({ iterations }) => iterations));
    const [basis, ...others] = forms;
    this.byProbe = others.flat().slice(0, count);
    this.value =
      schur.eliminated.logDeterminant +
      schur.logPreconditioner +
      basis.reduce((sum, form) => sum + form, 0) +
      this.byProbe.reduce((sum, form) => sum + form, 0) / count;
  }

  /** ∂/∂T of the first factor, which is symmetric, then ∂/∂Λ of the others. */
  get gradient(): Slopes {
    return this.derived().whole;
  }

  /** What each probe adds to it. */
  get gradientByProbe(): readonly Slopes[] {
    return this.derived().byProbe;
  }

  private derived(): { readonly whole: Slopes; readonly byProbe: readonly Slopes[] } {
    if (this.slopes !== null) return this.slopes;
    const { schur, panels, count } = this;
    const { whole, moments } = constantSlopes(schur);
    const [basis, ...others] = panels.map(({ v, w }) => vectorSlopes(schur, moments, v, w));
    const byProbe = others.flat().slice(0, count);
    for (const own of basis) add(whole, own, 1);
    for (const own of byProbe) add(whole, own, 1 / count);
    this.slopes = { whole, byProbe };
    return this.slopes;
  }
}

function add(to: Slopes, from: Slopes, factor: number): void {
  to.forEach((slopes, f) => {
    for (let i = 0; i < slopes.length; i++) slopes[i] += factor * from[f][i];
  });
}
