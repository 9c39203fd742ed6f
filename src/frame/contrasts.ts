// Contrast matrices of factors, with R's names for their columns.
import { OptionError } from "../errors.js";
import { dot } from "../math/vectors.js";
import { didYouMean } from "../names.js";
import { levelList } from "./factor-levels.js";
import { polynomialColumns, polynomialRecurrence } from "./orthogonal-polynomials.js";

/** What a factor's levels become as numbers: levels × columns. */
export interface Contrast {
  readonly name: string;
  readonly levels: readonly string[];
  /** What follows the variable's name in the name of a coefficient. */
  readonly columns: readonly string[];
  /** Levels × columns, column-major. */
  readonly matrix: Float64Array;
}

export type ContrastName = "treatment" | "sum" | "helmert" | "poly" | "sdif";

/** How to code a factor; `treatment(B)` is treatment contrasts with base level B. R's `contr.sum` is read as `sum`. */
export type ContrastSpec =
  | ContrastName
  | `contr.${ContrastName}`
  | `treatment(${string})`
  | {
      /** The base level. */
      readonly treatment: string;
    }
  | {
      /** A row for each level, a column for each coefficient. */
      readonly matrix: readonly (readonly number[])[];
      /** What follows the variable's name in the names of coefficients; numbers unless given. */
      readonly columns?: readonly string[];
    };

type Builder = (levels: readonly string[]) => {
  columns: readonly string[];
  entry: (row: number, column: number) => number;
};

const BUILDERS: Readonly<Record<ContrastName, Builder>> = {
  treatment: (levels) => ({ columns: levels.slice(1), entry: (row, column) => (row === column + 1 ? 1 : 0) }),
  sum: (levels) => ({
    columns: numbered(levels.length - 1),
    entry: (row, column) => (row === levels.length - 1 ? -1 : row === column ? 1 : 0),
  }),
  helmert: (levels) => ({
    columns: numbered(levels.length - 1),
    entry: (row, column) => (row <= column ? -1 : row === column + 1 ? column + 1 : 0),
  }),
  poly: (levels) => {
    const columns = polynomialContrasts(levels.length);
    return { columns: columns.map((_, k) => [".L", ".Q", ".C"][k] ?? `^${k + 1}`), entry: (row, k) => columns[k][row] };
  },
  sdif: (levels) => ({
    columns: levels.slice(1).map((level, i) => `${level}-${levels[i]}`),
    entry: (row, column) => (column + 1) / levels.length - (row <= column ? 1 : 0),
  }),
};

/** R's default: polynomials for ordered factors, treatment contrasts for all others. */
export function defaultContrast(ordered: boolean): ContrastSpec {
  return ordered ? "poly" : "treatment";
}

/** Reads a contrast as written at the command line, "sum" or "treatment(B)"; throws OptionError naming `variable`. */
export function parseContrast(text: string, variable: string): ContrastSpec {
  const name = text.trim().replace(/^contr\./, "");
  if (isContrastName(name)) return name;
  const base = /^treatment\(\s*(["']?)(.*)\1\s*\)$/s.exec(name);
  if (base !== null && base[2] !== "") return { treatment: base[2] };
  const hint = didYouMean(name, Object.keys(BUILDERS), "");
  const known = "treatment, treatment(level), sum, helmert, poly, sdif";
  throw refusal(`contrast "${text}" of "${variable}" is not known: expected one of ${known}${hint && `; ${hint}`}`);
}

/** The contrast matrix of a factor with these levels (at least two); throws OptionError naming `variable`. */
export function buildContrast(spec: ContrastSpec, variable: string, levels: readonly string[]): Contrast {
  const resolved = typeof spec === "string" ? parseContrast(spec, variable) : spec;
  if (typeof resolved === "string") return filled(resolved, levels, BUILDERS[resolved as ContrastName](levels));
  if (typeof resolved === "object" && resolved !== null) {
    if ("treatment" in resolved) return treatment(String(resolved.treatment), variable, levels);
    if ("matrix" in resolved) return custom(resolved, variable, levels);
  }
  throw refusal(`contrast of "${variable}" must be a name such as "sum", { treatment: level } or { matrix: rows }`);
}

function filled(name: string, levels: readonly string[], { columns, entry }: ReturnType<Builder>): Contrast {
  const matrix = new Float64Array(levels.length * columns.length);
  for (let column = 0; column < columns.length; column++) {
    for (let row = 0; row < levels.length; row++) matrix[column * levels.length + row] = entry(row, column);
  }
  return { name, levels, columns, matrix };
}

function treatment(base: string, variable: string, levels: readonly string[]): Contrast {
  const at = levels.indexOf(base);
  if (at < 0) {
    const hint = didYouMean(base, levels, `its levels are ${levelList(levels)}`);
    throw refusal(`base level "${base}" of the treatment contrast is not a level of "${variable}"; ${hint}`);
  }
  const columns = levels.filter((_, row) => row !== at);
  const entry = (row: number, column: number) => (row === (column < at ? column : column + 1) ? 1 : 0);
  return filled("treatment", levels, { columns, entry });
}

function custom(
  { matrix, columns }: { readonly matrix: readonly (readonly number[])[]; readonly columns?: readonly string[] },
  variable: string,
  levels: readonly string[],
): Contrast {
  const width = levels.length - 1;
  const isTable =
    Array.isArray(matrix) && Array.from(matrix).every((row) => Array.isArray(row) && row.length === width);
  if (!isTable || matrix.length !== levels.length) {
    const shape = `${levels.length} rows (one for each of ${levelList(levels)}) of ${width} numbers`;
    throw refusal(`contrast matrix of "${variable}" must have ${shape}`);
  }
  if (!matrix.every((row) => row.every(Number.isFinite))) {
    throw refusal(`contrast matrix of "${variable}" must hold finite numbers only`);
  }
  const names = columns ?? numbered(width);
  if (names.length !== width) {
    throw refusal(`contrast matrix of "${variable}" has ${width} columns but ${names.length} column names`);
  }
  if (rank(matrix) < width) {
    throw refusal(`contrast matrix of "${variable}" is singular: its ${width} columns are not linearly independent`);
  }
  return filled("custom", levels, { columns: names, entry: (row, column) => matrix[row][column] });
}

/** Orthonormal polynomials over 1 … n, orthogonalized again: the recurrence alone loses digits near degree n. */
function polynomialContrasts(n: number): Float64Array[] {
  const scores = Float64Array.from({ length: n }, (_, i) => i - (n - 1) / 2);
  const columns = polynomialColumns(polynomialRecurrence(scores, n - 1), scores);
  const constant = new Float64Array(n).fill(1 / Math.sqrt(n));
  for (const [k, column] of columns.entries()) {
    for (const earlier of [constant, ...columns.slice(0, k)]) {
      const overlap = dot(column, earlier);
      for (let i = 0; i < n; i++) column[i] -= overlap * earlier[i];
    }
    const length = Math.sqrt(dot(column, column));
    for (let i = 0; i < n; i++) column[i] /= length;
  }
  return columns;
}

function rank(rows: readonly (readonly number[])[]): number {
  const work = rows.map((row) => [...row]);
  const largest = Math.max(...work.flat().map(Math.abs));
  const width = rows[0].length;
  let found = 0;
  for (let column = 0; column < width; column++) {
    let pivot = found;
    for (let row = found; row < work.length; row++) {
      if (Math.abs(work[row][column]) > Math.abs(work[pivot][column])) pivot = row;
    }
    if (!(Math.abs(work[pivot][column]) > 1e-7 * largest)) continue;
    [work[found], work[pivot]] = [work[pivot], work[found]];
    for (let row = found + 1; row < work.length; row++) {
      const factor = work[row][column] / work[found][column];
      for (let k = column; k < width; k++) work[row][k] -= factor * work[found][k];
    }
    found++;
  }
  return found;
}

const isContrastName = (name: string): name is ContrastName => Object.hasOwn(BUILDERS, name);
const numbered = (count: number) => Array.from({ length: count }, (_, i) => String(i + 1));
const refusal = (message: string) => new OptionError(message, "contrasts");
