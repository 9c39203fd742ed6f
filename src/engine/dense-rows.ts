// A linear model evaluated from its rows, by orthogonal columns in place of cross-products: where random effects are
// large, these lose twice the digits. For small models at their end; nothing is kept from one Λ to the next but the rows.
import { logSum } from "../core/elementary.js";
import { dot, norm } from "../math/vectors.js";
import { rowUnits } from "./row-units.js";
import type { EngineInput, Solution } from "./types.js";

/** What an evaluation says; its sums are in the square of the unit of the response. */
export interface DenseEvaluation {
  readonly pwrss: number;
  readonly ldL2: number;
  /** For the columns of X as they are. */
  readonly ldRX2: number;
}

export class DenseRows {
  /** Rows, then one for each random effect. */
  private readonly height: number;
  private readonly effects: number;
  private readonly firsts: readonly number[];
  private readonly fixed: readonly Float64Array[];
  private readonly logFixedScale: number;
  private readonly response: Float64Array;
  /** Columns of Z by factor, weighted. */
  private readonly random: readonly (readonly Float64Array[])[];
  /** Orthonormal columns of [ZΛ X; I 0]. */
  private axes: Float64Array[] = [];
  /** What they leave of the response: residuals, then −u. */
  private rest = new Float64Array(0);

  constructor(
    private readonly input: EngineInput,
    private readonly kept: readonly number[],
  ) {
    const { nobs, factors, weights, offset } = input;
    const units = rowUnits(input);
    this.firsts = factors.map((_, f) => {
      return factors.slice(0, f).reduce((sum, { levelCount, columns }) => sum + levelCount * columns.length, nobs);
    });
    this.effects = factors.reduce((sum, { levelCount, columns }) => sum + levelCount * columns.length, 0);
    this.height = nobs + this.effects;
    const weighted = (values: Float64Array | null, unit: number) =>
      Float64Array.from({ length: nobs }, (_, i) => (values?.[i] ?? 1) * unit * (weights ? Math.sqrt(weights[i]) : 1));
    const own = offset === null ? input.response : input.response.map((value, i) => value - offset[i]);
    this.response = this.padded(weighted(own, units.response));
    this.fixed = kept.map((column) => this.padded(weighted(input.fixed[column], units.fixed[column])));
    this.random = factors.map(({ columns }) => columns.map((column) => weighted(column, 1)));
    this.logFixedScale = -2 * logSum(kept.map((column) => units.fixed[column]));
  }

  /** Floating-point operations of an evaluation with its slopes, roughly. */
  get operations(): number {
    return DenseRows.cost(this.input, this.kept.length);
  }

  /** The same of rows that are yet to be made. */
  static cost({ nobs, factors }: EngineInput, rank: number): number {
    const effects = factors.reduce((sum, { levelCount, columns }) => sum + levelCount * columns.length, 0);
    return 6 * (nobs + effects) * (effects + rank) * (effects + rank);
  }

  evaluate(lambdas: readonly Float64Array[]): DenseEvaluation {
    const { effects, height } = this;
    this.axes = [];
    const lengths: number[] = [];
    const add = (column: Float64Array) => {
      const length = leave(this.axes, column);
      for (let i = 0; i < height; i++) column[i] /= length;
      lengths.push(length);
      this.axes.push(column);
    };
    for (const column of this.effectColumns(lambdas)) add(column);
    for (const column of this.fixed) add(column.slice());
    this.rest = this.response.slice();
    const length = leave(this.axes, this.rest);
    const [ldL2, ldRX2] = [lengths.slice(0, effects), lengths.slice(effects)].map((list) => 2 * logSum(list));
    return { pwrss: length * length, ldL2, ldRX2: ldRX2 + this.logFixedScale };
  }

  /** ∂objective/∂Λ by factor at the Λ evaluated last, k × k. */
  gradient(reml: boolean): Float64Array[] {
    const { input, effects, random, firsts, rest, kept } = this;
    const { nobs, factors, observations = nobs } = input;
    const axes = reml ? this.axes : this.axes.slice(0, effects);
    const share = (observations - (reml ? kept.length : 0)) / dot(rest, rest);
    const along = new Float64Array(nobs);
    return factors.map(({ levelCount, codes }, f) => {
      const k = random[f].length;
      const out = new Float64Array(k * k);
      const rows = rowsByLevel(codes, levelCount);
      for (let level = 0; level < levelCount; level++) {
        for (let b = 0; b < k; b++) {
          const place = firsts[f] + level * k + b;
          for (const row of rows[level]) along[row] = share * rest[row] * rest[place];
          for (const axis of axes) for (const row of rows[level]) along[row] += axis[row] * axis[place];
          for (let a = 0; a < k; a++) {
            let sum = 0;
            for (const row of rows[level]) sum += random[f][a][row] * along[row];
            out[a + b * k] += 2 * sum;
          }
        }
      }
      return out;
    });
  }

  /** Columns of [ZΛ; I]. */
  private effectColumns(lambdas: readonly Float64Array[]): Float64Array[] {
    const { input, random, firsts, height } = this;
    return input.factors.flatMap(({ levelCount, codes }, f) => {
      const k = random[f].length;
      const columns = Array.from({ length: levelCount * k }, (_, at) => {
        const column = new Float64Array(height);
        column[firsts[f] + at] = 1;
        return column;
      });
      for (let i = 0; i < input.nobs; i++) {
        for (let c = 0; c < k; c++) {
          let sum = 0;
          for (let a = 0; a < k; a++) sum += random[f][a][i] * lambdas[f][a + c * k];
          columns[codes[i] * k + c][i] = sum;
        }
      }
      return columns;
    });
  }

  private padded(values: Float64Array): Float64Array {
    const out = new Float64Array(this.height);
    out.set(values);
    return out;
  }
}

/** ‖y − Xβ − Zb‖² + ‖u‖² of a solution, its roundings those of rows, in the square of the unit of the response. */
export function penalizedResidual(input: EngineInput, kept: readonly number[], solution: Solution): number {
  const { nobs, fixed, response, weights, offset, factors } = input;
  const { response: unit } = rowUnits(input);
  const { beta, conditionalMode, spherical } = solution;
  let sum = 0;
  for (let i = 0; i < nobs; i++) {
    let rest = response[i] - (offset?.[i] ?? 0);
    kept.forEach((column, j) => {
      rest -= fixed[column][i] * beta[j];
    });
    factors.forEach(({ codes, columns }, f) => {
      columns.forEach((column, a) => {
        rest -= (column?.[i] ?? 1) * conditionalMode[f][codes[i] * columns.length + a];
      });
    });
    const stored = rest * unit * (weights ? Math.sqrt(weights[i]) : 1);
    sum += stored * stored;
  }
  for (const values of spherical) for (const value of values) sum += value * unit * (value * unit);
  return sum;
}

/** Takes orthonormal axes out of a column, twice; the length of what is left. */
function leave(axes: readonly Float64Array[], column: Float64Array): number {
  for (let pass = 0; pass < 2; pass++) {
    for (const axis of axes) {
      const along = dot(axis, column);
      for (let i = 0; i < column.length; i++) column[i] -= along * axis[i];
    }
  }
  return norm(column);
}

function rowsByLevel(codes: Int32Array, levelCount: number): number[][] {
  const rows: number[][] = Array.from({ length: levelCount }, () => []);
  codes.forEach((code, row) => {
    if (code >= 0) rows[code].push(row);
  });
  return rows;
}
