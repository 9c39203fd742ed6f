// Rows of a generalized model that share every covariate, as one: where −2 log p is linear in the response at a given
// linear predictor, a sum of rows is a row of their total weight and mean response, up to a constant.
import type { Design } from "../../design/design.js";
import { responseFunctions } from "../../family/family.js";
import { isRough } from "./rough-links.js";
import { type GlmmModel, productOf } from "./system.js";

/** Rows below which there is little to save … */
const FEWEST_ROWS = 1000;
/** … and rows a cell from which on it is worth while. */
const ROWS_A_CELL = 3;
/** Places of a table by rows, up to which one is laid out rather than sorted. */
const PLACES_A_ROW = 4;
/** Of a share of successes times its trials. */
const ROUNDING = 1e-9;

/** Which rows share levels, covariates and offset. */
export interface CellRows {
  /** The cell of each row; cells are in the order of levels, then of covariates, whatever the order of rows. */
  readonly cell: Int32Array;
  readonly count: number;
}

export interface Cells extends CellRows {
  /** With a row a cell, weights with trials. */
  readonly design: Design;
  /** Of the rows: response, and weights with trials; null for ones. */
  readonly response: Float64Array;
  readonly weights: Float64Array | null;
  /** What −2 log p of the rows has beside that of the cells. */
  readonly constant: number;
}

/** The cells of a model; null where sums of weights or responses are not exact, and would depend on the order of rows. */
export function cellsOf({ design, trials, spec }: GlmmModel, { cell, count }: CellRows): Cells | null {
  const { response } = design;
  const weights = productOf(design.weights, trials);
  const totals = totalsOf(response, weights);
  if (totals === null) return null;
  const sums = new Float64Array(count);
  const masses = new Float64Array(count);
  const example = new Int32Array(count);
  for (let i = 0; i < cell.length; i++) {
    sums[cell[i]] += totals[i];
    masses[cell[i]] += weights === null ? 1 : weights[i];
    example[cell[i]] = i;
  }
  for (let c = 0; c < count; c++) if (masses[c] > 0) sums[c] /= masses[c];
  const functions = responseFunctions(spec.family, spec.link, new Float64Array());
  const constant = functions.constant(response, weights, trials) - functions.constant(sums, masses, null);
  const reduced = { ...gathered(design, example), response: sums, weights: masses };
  return { cell, count, design: reduced, response, weights, constant };
}

/** Values of the cells, row by row. */
export function byRow({ cell }: CellRows, values: Float64Array): Float64Array {
  const rows = new Float64Array(cell.length);
  for (let i = 0; i < rows.length; i++) rows[i] = values[cell[i]];
  return rows;
}

/**
 * The cells of a model's rows; null where the family does not allow them, or they would save little, or where random effects
 * may have several modes: which one a search ends in depends on rounding.
 */
export function cellRows({ design, spec }: Pick<GlmmModel, "design" | "spec">): CellRows | null {
  const { nobs, factors, fixed, random, offset } = design;
  const { family } = spec;
  if (family.hasScale || family.parameters.length > 0 || isRough(spec) || nobs < FEWEST_ROWS) return null;
  const most = Math.floor(nobs / ROWS_A_CELL);
  const columns = new Set<Float64Array>(fixed.columns);
  for (const term of random) for (const values of term.columns) if (values !== null) columns.add(values);
  if (offset !== null) columns.add(offset);
  let rows: CellRows | null = { cell: new Int32Array(nobs), count: 1 };
  for (const { codes, levels } of factors) {
    rows = refined(rows, codes, levels.length, most);
    if (rows === null) return null;
  }
  for (const column of columns) {
    const { codes, count } = coded(column, most);
    rows = count > most ? null : refined(rows, codes, count, most);
    if (rows === null) return null;
  }
  return rows;
}

/** Cells by their own numbers, then by codes; null where that makes more than `most`. */
function refined(rows: CellRows, codes: Int32Array, codeCount: number, most: number): CellRows | null {
  if (codeCount === 1) return rows;
  const places = rows.count * codeCount;
  const n = codes.length;
  const isLaidOut = places <= PLACES_A_ROW * n;
  const place = new Map<number, number>();
  const table = new Int32Array(isLaidOut ? places : 0);
  let count = 0;
  if (isLaidOut) {
    for (let i = 0; i < n; i++) table[rows.cell[i] * codeCount + codes[i]] = 1;
    for (let at = 0; at < places; at++) if (table[at] === 1) table[at] = count++;
  } else {
    for (let i = 0; i < n && place.size <= most; i++) place.set(rows.cell[i] * codeCount + codes[i], 0);
    for (const key of Float64Array.from(place.keys()).sort()) place.set(key, count++);
  }
  if (count > most) return null;
  const cell = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const at = rows.cell[i] * codeCount + codes[i];
    cell[i] = isLaidOut ? table[at] : (place.get(at) ?? 0);
  }
  return { cell, count };
}

/** Values by their rank; a `count` over `most` means that there are more than that. */
function coded(values: Float64Array, most: number): { readonly codes: Int32Array; readonly count: number } {
  const place = new Map<number, number>();
  let last = Number.NaN;
  for (let i = 0; i < values.length && place.size <= most; i++) {
    if (values[i] === last) continue;
    last = values[i];
    place.set(last, 0);
  }
  const codes = new Int32Array(values.length);
  if (place.size > most) return { codes, count: place.size };
  let count = 0;
  for (const value of Float64Array.from(place.keys()).sort()) place.set(value, count++);
  last = Number.NaN;
  let code = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== last) {
      last = values[i];
      code = place.get(last) ?? 0;
    }
    codes[i] = code;
  }
  return { codes, count };
}

/** Weight times response, successes or counts; null where they or the weights are not whole. */
function totalsOf(response: Float64Array, weights: Float64Array | null): Float64Array | null {
  const totals = response.slice();
  for (let i = 0; i < totals.length; i++) {
    const weight = weights === null ? 1 : weights[i];
    const total = totals[i] * weight;
    totals[i] = Math.round(total);
    if (!Number.isInteger(weight) || Math.abs(total - totals[i]) > ROUNDING * totals[i]) return null;
  }
  return totals;
}

/** The rows `example` of a design. */
function gathered(design: Design, example: Int32Array): Design {
  const found = new Map<Float64Array, Float64Array>();
  const column = (values: Float64Array): Float64Array => {
    const known = found.get(values);
    if (known !== undefined) return known;
    const own = new Float64Array(example.length);
    for (let c = 0; c < own.length; c++) own[c] = values[example[c]];
    found.set(values, own);
    return own;
  };
  return {
    ...design,
    nobs: example.length,
    fixed: { ...design.fixed, columns: design.fixed.columns.map(column) },
    factors: design.factors.map((factor) => ({ ...factor, codes: example.map((row) => factor.codes[row]) })),
    random: design.random.map((term) => ({ ...term, columns: term.columns.map((values) => values && column(values)) })),
    offset: design.offset && column(design.offset),
  };
}
