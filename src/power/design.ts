// The rows of a study that does not exist yet: a crossed design with covariates, or data there are with more units.
import { type TableLike, toTable } from "../data/to-table.js";
import { OptionError } from "../errors.js";
import { type CrossedDesignOptions, crossedDesign } from "../inference/simulation/crossed-design.js";
import { normalQuantile } from "../math/distributions/distributions.js";
import { RandomStream } from "../math/random-stream.js";
import { checkOptions, isRecord, type OptionRules, record } from "../options.js";
import type { PlainColumns } from "./scenario.js";

/** A number that each unit has: the scores of a normal sample of this mean and standard deviation, in a random order. */
export interface Covariate {
  /** Of the units; 0 unless given. */
  readonly mean?: number | undefined;
  /** Standard deviation of the units; 1 unless given. */
  readonly sd?: number | undefined;
}

/** A study from nothing: what crossedDesign() takes, in one object, and covariates of the units. */
export interface PowerDesign extends CrossedDesignOptions {
  /** How many there are of each kind: `{ subj: 30, item: 20 }`. */
  readonly units: Readonly<Record<string, number>>;
  /** By unit, numbers that its units have. */
  readonly covariates?: Readonly<Record<string, Readonly<Record<string, Covariate>>>> | undefined;
}

const RULES: OptionRules<Pick<PowerDesign, "units" | "covariates">> = {
  units: record("an object of counts by unit"),
  covariates: record("an object of covariates by unit"),
};
const COVARIATE_RULES: OptionRules<Covariate> = {
  mean: [Number.isFinite, "a number"],
  sd: [(value) => Number.isFinite(value) && (value as number) > 0, "a positive number"],
};

/** Whether what stands in the place of data is a design. Throws OptionError for one without units. */
export function isDesign(over: unknown): over is PowerDesign {
  if (!isRecord(over) || "rowCount" in (over as object)) return false;
  const part = ["within", "between", "counterbalanced", "nested"].find((name) => {
    const value = (over as Readonly<Record<string, unknown>>)[name];
    return isRecord(value) && !("codes" in (value as object));
  });
  if (part !== undefined && (over as PowerDesign).units === undefined) {
    throw new OptionError(`the design has "${part}" but no "units", such as { units: { subj: 30 } }`, "units");
  }
  return isRecord((over as PowerDesign).units) && !("codes" in (over as PowerDesign).units);
}

/** The columns of a design, with the given numbers of units in the place of its own. Throws OptionError. */
export function designColumns(
  design: PowerDesign,
  sizes: Readonly<Record<string, number>>,
  seed: number,
): PlainColumns {
  const { units, covariates = {}, ...crossed } = design;
  checkOptions("the design", { units, covariates }, RULES);
  for (const name of Object.keys(sizes)) {
    if (Object.hasOwn(units, name)) continue;
    throw new OptionError(`"${name}" is none of the units ${Object.keys(units).join(", ")}`, "sizes");
  }
  const columns: Record<string, string[]> = crossedDesign({ ...units, ...sizes }, crossed);
  const numbers: Record<string, Float64Array> = {};
  const stream = new RandomStream(seed);
  for (const [unit, own] of Object.entries(covariates)) {
    if (!Object.hasOwn(units, unit)) {
      throw new OptionError(`"${unit}" is none of the units ${Object.keys(units).join(", ")}`, "covariates");
    }
    const names = [...new Set(columns[unit])];
    const codes = new Map(names.map((name, i) => [name, i]));
    for (const [name, covariate] of Object.entries(own)) {
      if (Object.hasOwn(columns, name))
        throw new OptionError(`"${name}" is the name of two columns of the design`, name);
      checkOptions(`the covariate "${name}"`, covariate, COVARIATE_RULES);
      const scores = normalScores(names.length, covariate, stream);
      numbers[name] = Float64Array.from(columns[unit], (level) => scores[codes.get(level) as number]);
    }
  }
  return { ...columns, ...numbers };
}

/** Normal quantiles whose mean and standard deviation are these exactly, shuffled. */
function normalScores(count: number, { mean = 0, sd = 1 }: Covariate, stream: RandomStream): Float64Array {
  const scores = Float64Array.from({ length: count }, (_, i) => normalQuantile((i + 0.5) / count, "lower"));
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(stream.uniform() * (i + 1));
    [scores[i], scores[j]] = [scores[j], scores[i]];
  }
  const size = Math.sqrt(scores.reduce((sum, score) => sum + score * score, 0) / Math.max(1, count - 1));
  return scores.map((score) => mean + (size === 0 ? 0 : (sd * score) / size));
}

type Kept = { readonly codes: Int32Array; readonly levels: readonly string[]; readonly ordered: boolean };

/** Rows of data that count, all where it is null, and columns in all rows that come on top. */
export interface ChosenRows {
  readonly rows: ArrayLike<number> | null;
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** Rows for each combination of values, those there are in turn; as many as there are unless given. */
  readonly perCell?: number | undefined;
}

/**
 * The columns of a table with so many levels of some grouping factors: those there are, in turn over what differs between
 * them, and copies of them with names of their own. Groups nested in a copied level are copied along.
 */
export function extendedColumns(
  data: TableLike,
  sizes: Readonly<Record<string, number>>,
  groups: readonly string[],
  used: (name: string) => boolean,
  { rows: some, columns: more, perCell }: ChosenRows = { rows: null, columns: {} },
): PlainColumns {
  const { rowCount, columns } = toTable(data);
  const whole: Record<string, Float64Array | Kept> = { ...more };
  for (const [name, column] of columns) {
    if (!used(name)) continue;
    if (column.kind === "unusable") throw column.problem;
    const { kind } = column;
    whole[name] =
      kind === "number"
        ? column.values
        : { codes: Int32Array.from(column.codes), levels: column.levels, ordered: column.ordered };
  }
  const rows = some === null ? Array.from({ length: rowCount }, (_, row) => row) : Array.from(some);
  const complete = rows.filter((row) =>
    Object.values(whole).every((column) =>
      column instanceof Float64Array ? !Number.isNaN(column[row]) : column.codes[row] >= 0,
    ),
  );
  let out = gathered(whole, complete);
  if (perCell !== undefined) out = gathered(out, cellRows(out, complete.length, perCell));
  for (const [name, count] of Object.entries(sizes)) {
    const column = out[name];
    if (column === undefined || column instanceof Float64Array || !groups.includes(name)) {
      const known = groups.filter((group) => Object.hasOwn(out, group)).join(", ");
      throw new OptionError(`"${name}" is none of the grouping factors ${known}`, "sizes");
    }
    if (!Number.isInteger(count) || count < 1) {
      throw new OptionError(`"${name}" must be a whole number from 1 on, not "${count}"`, "sizes");
    }
    out = resized(out, name, column, count, groups);
  }
  return out;
}

/** Rows of which each combination of values has so many. */
function cellRows(columns: Record<string, Float64Array | Kept>, rowCount: number, perCell: number): number[] {
  const cells = new Map<string, number[]>();
  const all = Object.values(columns);
  for (let row = 0; row < rowCount; row++) {
    const key = all.map((column) => (column instanceof Float64Array ? column[row] : column.codes[row])).join(" ");
    const rows = cells.get(key);
    if (rows === undefined) cells.set(key, [row]);
    else rows.push(row);
  }
  return [...cells.values()].flatMap((rows) => Array.from({ length: perCell }, (_, i) => rows[i % rows.length]));
}

function gathered(columns: Record<string, Float64Array | Kept>, rows: readonly number[]) {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => {
      if (column instanceof Float64Array) return [name, Float64Array.from(rows, (row) => column[row])];
      return [name, { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]) }];
    }),
  ) as Record<string, Float64Array | Kept>;
}

function resized(
  columns: Record<string, Float64Array | Kept>,
  name: string,
  own: Kept,
  count: number,
  groups: readonly string[],
): Record<string, Float64Array | Kept> {
  const rowsOf = new Map<number, number[]>();
  own.codes.forEach((code, row) => {
    const rows = rowsOf.get(code);
    if (rows === undefined) rowsOf.set(code, [row]);
    else rows.push(row);
  });
  const order = inTurn(columns, name, rowsOf);
  const nested = Object.keys(columns).filter((other) => {
    const column = columns[other];
    if (other === name || column instanceof Float64Array || !groups.includes(other)) return false;
    const home = new Map<number, number>();
    return column.codes.every((code, row) => {
      const known = home.get(code) ?? own.codes[row];
      home.set(code, known);
      return known === own.codes[row];
    });
  });
  const picks = Array.from({ length: count }, (_, i) => order[i % order.length]);
  const rows = picks.flatMap((level) => rowsOf.get(level) as number[]);
  const copies = picks.flatMap((level, i) => (rowsOf.get(level) as number[]).map(() => Math.floor(i / order.length)));
  const out = gathered(columns, rows);
  for (const renamed of [name, ...nested]) {
    const { codes, levels, ordered } = out[renamed] as Kept;
    const places = new Map<string, number>();
    const fresh = codes.map((code, row) => {
      const text = copies[row] === 0 ? levels[code] : `${levels[code]} (${copies[row] + 1})`;
      if (!places.has(text)) places.set(text, places.size);
      return places.get(text) as number;
    });
    out[renamed] = { codes: fresh, levels: [...places.keys()], ordered };
  }
  return out;
}

/** Levels one from each group of those that are alike in every factor that is constant within them, and so on. */
function inTurn(
  columns: Record<string, Float64Array | Kept>,
  name: string,
  rowsOf: ReadonlyMap<number, readonly number[]>,
): number[] {
  const between = Object.entries(columns).flatMap(([other, column]) => {
    if (other === name || column instanceof Float64Array) return [];
    const isConstant = [...rowsOf.values()].every((rows) =>
      rows.every((row) => column.codes[row] === column.codes[rows[0]]),
    );
    return isConstant ? [column.codes] : [];
  });
  const kinds = new Map<string, number[]>();
  for (const [level, rows] of [...rowsOf].sort(([a], [b]) => a - b)) {
    const kind = between.map((codes) => codes[rows[0]]).join(" ");
    kinds.set(kind, [...(kinds.get(kind) ?? []), level]);
  }
  const longest = Math.max(...[...kinds.values()].map((levels) => levels.length));
  return Array.from({ length: longest }, (_, i) =>
    [...kinds.values()].flatMap((levels) => levels.slice(i, i + 1)),
  ).flat();
}
