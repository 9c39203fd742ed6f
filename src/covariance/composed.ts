// Structures of few parameters: T = S R S with standard deviations S, one for each column or one for all, and correlations R
// of one parameter ρ. ρ goes once round the half circle between its bounds, ρ = middle + half · cos ψ; T is even in ψ at
// both ends, and a standard deviation that could not change its sign is even in its coordinate, too.
import { pow } from "../core/elementary.js";
import { OptionError } from "../errors.js";
import { eachEntry, gram } from "../math/matrix-product.js";
import { norm } from "../math/vectors.js";
import { angleOf, composedChart, rootAt } from "./composed-chart.js";
import type { Correlation } from "./correlation.js";
import { diagonal, diagonalBasis } from "./diagonal.js";
import { deviationsOf, lowerEntries, lowerPlaces } from "./entry-parameters.js";
import { lowerFactor } from "./lower-factor.js";
import type { CovarianceStructure, EntryParameter, NamedEntry } from "./structure.js";

interface Kind extends Pick<CovarianceStructure, "name" | "call" | "hom" | "simpler"> {
  /** Null where the columns are independent. */
  readonly correlation: Correlation | null;
  /** lme4's theta for more than one column, where it is not the whole lower triangle. */
  readonly theta?: (columns: readonly string[]) => NamedEntry[];
}

/** Share of the range of ρ from either bound within which no search starts. */
const MARGIN = 0.05;

/**
 * Places in the range of ρ from which a T that does not determine it is left: by its sign, where T moves along ρ or a power
 * of it; with one standard deviation and an order, by sums of its powers.
 */
const ENDS = [MARGIN, 1 - MARGIN];
const GRID = [MARGIN, 0.2, 0.35, 0.5, 0.65, 0.8, 1 - MARGIN];

/** Standard deviation in white units with which a variance of zero is left. */
const LIFT = 1e-6;

/** Distance from a bound at which ρ is at it. */
const ROUNDING = 1e-12;

export function scaledCorrelation(kind: Kind): CovarianceStructure {
  const { name, call, hom, correlation } = kind;
  const tied = (k: number) => (k > 1 ? correlation : null);
  const sdCount = (k: number) => (hom ? 1 : k);
  const parCount = (k: number) => sdCount(k) + (tied(k) ? 1 : 0);
  const parameters = (columns: readonly string[]): EntryParameter[] => {
    const k = columns.length;
    const sds = deviationsOf(hom && k > 1 ? ["*"] : columns);
    const range = tied(k)?.range(k);
    return !range ? sds : [...sds, { kind: "cor", label: "rho", row: 1, column: 0, range }];
  };
  /** Pairs of columns of one correlation: by their distance less 1 where columns have an order. */
  const pairs = (k: number): [number, number][][] => {
    if (correlation === null) return [];
    const out = Array.from({ length: k }, (): [number, number][] => []);
    for (const [row, column] of lowerPlaces(k)) {
      if (row > column) out[correlation.isOrdered ? row - column : 0].push([row, column]);
    }
    return out.filter(({ length }) => length > 0);
  };

  /** S W of par. */
  const rootOf = (k: number, par: Float64Array): Float64Array => {
    const R = tied(k);
    const [root] = rootAt(k, R, angleOf(k, R, par[sdCount(k)]));
    return root.map((entry, at) => par[hom ? 0 : at % k] * entry);
  };

  /** par of a T that need not be one of the structure. */
  const parOf = (k: number, T: Float64Array): Float64Array => {
    const sds = Float64Array.from({ length: k }, (_, i) => Math.sqrt(Math.max(0, T[i * (k + 1)])));
    const out = new Float64Array(parCount(k));
    out.set(hom ? [sds.every((sd) => sd === sds[0]) ? sds[0] : norm(sds) / Math.sqrt(k)] : sds);
    const range = tied(k)?.range(k);
    if (range) {
      const rho = correlationOf(k, T, pairs(k));
      out[sdCount(k)] = range.find((bound) => Math.abs(rho - bound) < ROUNDING) ?? rho;
    }
    return out;
  };

  return {
    ...kind,
    write: (bar) => `${call}(${bar}${name === call ? "" : `, hom = ${String(hom).toUpperCase()}`})`,
    correlations: correlation === null ? "none" : "tied",
    isInvariant: false,
    isOrdered: correlation?.isOrdered === true,
    parameters,
    isTied: true,
    par: parameters,
    parCount,
    fromPar(k, par) {
      parameters(new Array(k).fill("")).forEach(({ kind: of, range: [low, high] }, i) => {
        if (!(par[i] < low || par[i] > high)) return;
        const text = `${of} of ${call}() cannot be ${par[i]}; expected a number from ${low} to ${high}`;
        throw new OptionError(text, of);
      });
      return lowerFactor(k, rootOf(k, par));
    },
    toPar: (k, lambda) => parOf(k, gram(k, lambda)),
    theta: (columns) => (columns.length > 1 && kind.theta?.(columns)) || lowerEntries(columns),
    basis(k, meanCrossProduct) {
      if (!hom) return diagonalBasis(k, meanCrossProduct);
      const trace = meanCrossProduct.reduce((sum, entry, at) => (at % (k + 1) === 0 ? sum + entry : sum), 0);
      return diagonalBasis(k, new Float64Array(k * k).fill(trace / k));
    },
    patterns(k) {
      const own = diagonal.patterns(k);
      return [...(hom ? [own.flat()] : own), ...pairs(k)];
    },
    nearest(k, T, least) {
      const par = parOf(
        k,
        T.map((entry, at) => (at % (k + 1) === 0 ? Math.max(entry, least) : entry)),
      );
      const range = tied(k)?.range(k);
      if (range) {
        const [low, high] = range;
        const margin = MARGIN * (high - low);
        const m = sdCount(k);
        par[m] = Math.min(high - margin, Math.max(low + margin, par[m]));
      }
      return gram(k, rootOf(k, par));
    },
    elsewhere(k, T, basis) {
      const range = tied(k)?.range(k);
      if (!range) return [];
      const [low, high] = range;
      const par = parOf(k, T);
      const m = sdCount(k);
      const sizes = eachEntry(k, T, (_, i, j) => Math.sqrt(T[i * (k + 1)] * T[j * (k + 1)]));
      const at = (rho: number, least: number) => {
        const moved = par.map((sd, i) => (i === m ? rho : Math.max(sd, least * basis[i * (k + 1)])));
        return gram(k, rootOf(k, moved));
      };
      const places = hom && correlation?.isOrdered ? GRID : ENDS;
      const rhos = new Set([par[m], -par[m], ...places.map((share) => low + share * (high - low))]);
      const same = [...rhos].filter((rho) => {
        return rho >= low && at(rho, 0).every((entry, i) => Math.abs(entry - T[i]) <= ROUNDING * sizes[i]);
      });
      return same.length > 1 ? same.map((rho) => at(rho, LIFT)) : [];
    },
    chart(k, T, basis) {
      const scales = Float64Array.from({ length: k }, (_, i) => basis[i * (k + 1)]);
      return composedChart(k, tied(k), parOf(k, T), scales);
    },
  };
}

/** ρ from the mean correlation at the least distance that has any; 0 where none has. */
function correlationOf(k: number, T: Float64Array, pairs: readonly (readonly [number, number])[][]): number {
  for (const [d, list] of pairs.entries()) {
    const known = list
      .map(([i, j]) => T[i + j * k] / Math.sqrt(T[i * (k + 1)] * T[j * (k + 1)]))
      .filter(Number.isFinite);
    if (known.length === 0) continue;
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    return d === 0 ? mean : Math.sign(mean) * pow(Math.abs(mean), 1 / (d + 1));
  }
  return 0;
}
