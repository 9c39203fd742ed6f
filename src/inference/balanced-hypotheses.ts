// The hypotheses of type III tests: effects averaged over the levels of the factors they interact with, every cell
// weighing the same. They are those of sum contrasts, whatever contrasts the model has.
import { type CodedTerm, type Coding, codeTerms } from "../design/term-coding.js";
import type { LiveFit } from "../fit/fit.js";
import { cholesky } from "../math/cholesky.js";
import type { Hypotheses } from "./sequential-hypotheses.js";
import type { FixedTerm } from "./term-structure.js";

/** Weights below this are rounding. */
const NOTHING = 1e-10;

/** Differences of each term's effects from those of the first levels. Null where columns of X depend on one another. */
export function balancedHypotheses(fit: LiveFit, terms: readonly FixedTerm[]): Hypotheses | null {
  if (fit.kept.length < fit.live.design.fixed.columns.length) return null;
  const { formula, variables } = fit.live.frame;
  const { fixed } = formula;
  const factors = [...variables].filter(([, { kind }]) => kind === "factor");
  const sums = codeTerms(fixed, variables, Object.fromEntries(factors.map(([label]) => [label, "sum"])));
  const given = codedColumns(
    fixed.intercept,
    terms.map(({ coded }) => coded),
  );
  const wanted = codedColumns(fixed.intercept, sums);
  const map = changeOfCoding(given, wanted);
  if (map === null) return null;
  return terms.map((_, t) => {
    const first = wanted.findIndex(({ term }) => term === t);
    const rows = differences(sums[t]).map((weights) => {
      const row = new Float64Array(given.length);
      weights.forEach((weight, i) => {
        for (let j = 0; weight !== 0 && j < row.length; j++) row[j] += weight * map[first + i + j * given.length];
      });
      return Float64Array.from(fit.kept, (column) => (Math.abs(row[column]) < NOTHING ? 0 : row[column]));
    });
    return rows.filter((row) => row.some((weight) => weight !== 0));
  });
}

/** One column of a coded model matrix: a product of variables' columns. */
interface CodedColumn {
  /** −1 for the intercept. */
  readonly term: number;
  readonly parts: ReadonlyMap<string, { coding: Coding; column: number }>;
}

function codedColumns(intercept: boolean, terms: readonly CodedTerm[]): CodedColumn[] {
  const columns: CodedColumn[] = intercept ? [{ term: -1, parts: new Map() }] : [];
  terms.forEach(({ codings, names }, term) => {
    names.forEach((_, index) => {
      let rest = index;
      const parts = codings.map((coding) => {
        const column = rest % coding.names.length;
        rest = (rest - column) / coding.names.length;
        return [coding.variable, { coding, column }] as const;
      });
      columns.push({ term, parts: new Map(parts) });
    });
  });
  return columns;
}

/** M with (wanted columns) M = (given columns) on the full grid of all factors, p × p; null where that has no answer. */
function changeOfCoding(given: readonly CodedColumn[], wanted: readonly CodedColumn[]): Float64Array | null {
  const p = given.length;
  const gram = new Float64Array(p * p);
  const cross = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < p; i++) {
      gram[i + j * p] = meanProduct(wanted[i], wanted[j]);
      cross[i + j * p] = meanProduct(wanted[i], given[j]);
    }
  }
  const factor = cholesky(p, gram, 1e-9);
  if (factor === null) return null;
  for (let j = 0; j < p; j++) solveInPlace(p, factor, cross.subarray(j * p, (j + 1) * p));
  return cross;
}

/** Mean over the grid of the product of two columns; columns of different numeric variables have nothing in common. */
function meanProduct(a: CodedColumn, b: CodedColumn): number {
  let mean = 1;
  for (const variable of new Set([...a.parts.keys(), ...b.parts.keys()])) {
    const one = a.parts.get(variable);
    const two = b.parts.get(variable);
    const coding = one?.coding ?? two?.coding;
    if (coding?.byLevel === null) {
      if (one?.column !== two?.column) return 0;
      continue;
    }
    const left = one?.coding.byLevel?.(one.column);
    const right = two?.coding.byLevel?.(two.column);
    const levels = left?.length ?? right?.length ?? 1;
    let sum = 0;
    for (let level = 0; level < levels; level++) sum += (left?.[level] ?? 1) * (right?.[level] ?? 1);
    mean *= sum / levels;
  }
  return mean;
}

/** Rows over a term's sum-coded coefficients: effect of each level less that of the first, in every factor. */
function differences({ codings }: CodedTerm): Float64Array[] {
  return codings.reduce<Float64Array[]>(
    (rows, coding) => {
      const own = codingDifferences(coding);
      return own.flatMap((weights) =>
        rows.map((row) =>
          Float64Array.from(weights.length === 0 ? [] : [...weights].flatMap((w) => [...row].map((x) => w * x))),
        ),
      );
    },
    [Float64Array.of(1)],
  );
}

function codingDifferences({ names, byLevel }: Coding): Float64Array[] {
  const count = names.length;
  const levels = byLevel?.(0).length ?? 0;
  const unit = (i: number) => Float64Array.from({ length: count }, (_, j) => (i === j ? 1 : 0));
  // Numbers, and factors with a column for every level, are tested as they are.
  if (byLevel === null || levels === count) return names.map((_, i) => unit(i));
  const tables = names.map((_, column) => byLevel(column));
  return Array.from({ length: levels - 1 }, (_, i) => Float64Array.from(tables, (table) => table[i + 1] - table[0]));
}

/** x ← (LL')⁻¹x. */
function solveInPlace(n: number, factor: Float64Array, x: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) x[i] -= factor[i + j * n] * x[j];
    x[i] /= factor[i + i * n];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i] -= factor[j + i * n] * x[j];
    x[i] /= factor[i + i * n];
  }
}
