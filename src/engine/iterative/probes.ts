// The vectors by which the trace of a function of C is estimated: fixed random signs, and an orthonormal basis Q of the
// directions in which C is farthest from I, in which the trace is taken as it is.
import { UniformStream } from "../../math/uniform-stream.js";
import { columnProducts, type Operator } from "./conjugate-gradients.js";

/** Vectors of a panel. */
export const WIDTH = 8;

/** Products with C − I that turn the basis towards its largest eigenvalues, when it is first asked for and later. */
const PRODUCTS = [6, 2, 2];

export class Probes {
  /** Q, rows × 8. */
  basis: Float64Array;
  /** What Q leaves of the signs, a panel for every eight of them. */
  rest: Float64Array[];
  private readonly signs: Float64Array[];
  private turns = 0;

  /** `starts`: vectors that are likely to be far from I, at most 8; random signs stand in for those that are missing. */
  constructor(
    private readonly rows: number,
    count: number,
    seed: number,
    starts: readonly Float64Array[],
  ) {
    const stream = new UniformStream(seed);
    const signs = (columns: number) => {
      const panel = new Float64Array(rows * WIDTH);
      for (let c = 0; c < columns; c++) {
        for (let row = 0; row < rows; row++) panel[row * WIDTH + c] = stream.uniform() < 0.5 ? -1 : 1;
      }
      return panel;
    };
    this.signs = Array.from({ length: Math.ceil(count / WIDTH) }, (_, at) =>
      signs(Math.min(WIDTH, count - at * WIDTH)),
    );
    this.basis = signs(WIDTH);
    starts.forEach((vector, c) => {
      vector.forEach((value, row) => {
        this.basis[row * WIDTH + c] = value;
      });
    });
    this.rest = this.signs;
  }

  /** Turns the basis towards a C at the first evaluations; from then on it stays, so that what is minimized is one function. */
  turn(apply: Operator): void {
    const products = PRODUCTS[this.turns++] ?? 0;
    if (products === 0) return;
    orthonormalize(this.basis);
    for (let i = 0; i < products; i++) {
      const next = new Float64Array(this.basis.length);
      apply(this.basis, next);
      for (let at = 0; at < next.length; at++) next[at] -= this.basis[at];
      orthonormalize(next);
      this.basis = next;
    }
    this.rest = this.signs.map((panel) => this.without(panel));
  }

  /** (I − QQ')z. */
  private without(panel: Float64Array): Float64Array {
    const { basis, rows } = this;
    const out = panel.slice();
    const sums = new Float64Array(WIDTH * WIDTH);
    for (let row = 0, at = 0; row < rows; row++, at += WIDTH) {
      for (let q = 0; q < WIDTH; q++)
        for (let c = 0; c < WIDTH; c++) sums[q * WIDTH + c] += basis[at + q] * panel[at + c];
    }
    for (let row = 0, at = 0; row < rows; row++, at += WIDTH) {
      for (let q = 0; q < WIDTH; q++)
        for (let c = 0; c < WIDTH; c++) out[at + c] -= basis[at + q] * sums[q * WIDTH + c];
    }
    return out;
  }
}

/** Columns made orthonormal, one after the other and twice; what depends on those before it becomes zero. */
function orthonormalize(panel: Float64Array): void {
  for (let c = 0; c < WIDTH; c++) {
    const before = columnProducts(panel, panel, WIDTH)[c];
    for (let pass = 0; pass < 2; pass++) {
      const sums = new Float64Array(c);
      for (let at = 0; at < panel.length; at += WIDTH)
        for (let q = 0; q < c; q++) sums[q] += panel[at + q] * panel[at + c];
      for (let at = 0; at < panel.length; at += WIDTH)
        for (let q = 0; q < c; q++) panel[at + c] -= sums[q] * panel[at + q];
    }
    const square = columnProducts(panel, panel, WIDTH)[c];
    const scale = square > 1e-20 * before ? 1 / Math.sqrt(square) : 0;
    for (let at = c; at < panel.length; at += WIDTH) panel[at] *= scale;
  }
}
