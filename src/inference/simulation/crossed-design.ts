// Tables of crossed designs: every unit of one kind with every unit of the others, and the conditions they are in.
import { OptionError } from "../../errors.js";
import { checkArgument, checkOptions, DRAWS, type OptionRules, record } from "../../options.js";

/** Levels by factor. */
export type FactorLevels = Readonly<Record<string, readonly string[]>>;

/** Options of crossedDesign(); levels are by factor. */
export interface CrossedDesignOptions {
  /** By unit, factors whose level each unit has for good; combinations take turns, so that groups are as even as can be. */
  readonly between?: Readonly<Record<string, FactorLevels>> | undefined;
  /** Factors of which every combination of units sees every level. */
  readonly within?: FactorLevels | undefined;
  /**
   * Factors of which every combination of units sees one level, by a Latin square: each unit sees all levels equally
   * often, with other partners. Several factors are counterbalanced in their combinations.
   */
  readonly counterbalanced?: FactorLevels | undefined;
  /** By unit, the unit that it is nested in: so many of it for each of the other. */
  readonly nested?: Readonly<Record<string, string>> | undefined;
  /** Rows for each cell; 1 unless given. */
  readonly repetitions?: number | undefined;
}

interface Kind {
  readonly name: string;
  /** Units in all. */
  readonly count: number;
  /** Units for each unit of `parent`. */
  readonly perParent: number;
  /** The kind that it is nested in. */
  readonly parent: string | null;
  readonly between: readonly Record<string, string>[];
}

const MOST_ROWS = 1e7;
const FACTORS = record("an object of levels by factor");
const RULES: OptionRules<CrossedDesignOptions> = {
  between: record("an object of factors by unit"),
  within: FACTORS,
  counterbalanced: FACTORS,
  nested: record("an object of units by unit"),
  repetitions: DRAWS,
};

/**
 * The columns of a design with so many `units` of each kind, such as `{ subj: 30, item: 20 }`, rows in the order of the
 * kinds as given. Units are named "subj01", "subj02" … Throws OptionError.
 *
 * @example
 * const design = crossedDesign({ subject: 20, item: 10 }, { within: { condition: ["a", "b"] } });
 * design.subject.length; // 400
 */
export function crossedDesign(
  units: Readonly<Record<string, number>>,
  options: CrossedDesignOptions = {},
): Record<string, string[]> {
  checkArgument("units", units, record("an object of counts by unit"));
  const kinds = kindsOf(units, options);
  const { within = {}, counterbalanced = {}, repetitions = 1 } = options;
  const squares = combinations(counterbalanced);
  const count = kinds.reduce((product, { perParent }) => product * perParent, repetitions * levelsOf(within));
  if (count > MOST_ROWS) throw new OptionError(`the design has ${count} rows, more than ${MOST_ROWS}`, "units");
  let rows: Record<string, number>[] = [{}];
  for (const kind of kinds) {
    rows = rows.flatMap((row) => {
      const first = kind.parent === null ? 0 : row[kind.parent] * kind.perParent;
      const size = kind.parent === null ? kind.count : kind.perParent;
      return Array.from({ length: size }, (_, i) => ({ ...row, [kind.name]: first + i }));
    });
  }
  const records = rows.flatMap((row) => {
    const fixed = kinds.map(({ name, count, between }) => {
      const unit = row[name];
      return { [name]: unitName(name, unit, count), ...between[unit % between.length] };
    });
    const turn = kinds.reduce((sum, { name, between }) => sum + Math.floor(row[name] / between.length), 0);
    const cell = Object.assign({}, ...fixed, squares[turn % squares.length]) as Record<string, string>;
    return combinations(within).flatMap((levels) =>
      Array.from({ length: repetitions }, () => ({ ...cell, ...levels })),
    );
  });
  const names = Object.keys(records[0]);
  return Object.fromEntries(names.map((name) => [name, records.map((record) => record[name])]));
}

/** How many combinations of levels there are. */
function levelsOf(factors: FactorLevels): number {
  return Object.values(factors).reduce((product, levels) => product * levels.length, 1);
}

function kindsOf(units: Readonly<Record<string, number>>, options: CrossedDesignOptions): Kind[] {
  checkOptions("crossedDesign()", options, RULES);
  const { between = {}, within = {}, counterbalanced = {}, nested = {} } = options;
  const names = Object.keys(units);
  if (names.length === 0) throw new OptionError("crossedDesign() needs at least one kind of units", "units");
  for (const [name, count] of Object.entries(units)) {
    if (Number.isInteger(count) && count > 0) continue;
    throw new OptionError(`"${name}" must be a whole number from 1 on, not "${count}"`, name);
  }
  for (const name of [...Object.keys(between), ...Object.keys(nested)]) {
    if (!names.includes(name)) throw new OptionError(`"${name}" is none of the units ${names.join(", ")}`, name);
  }
  checkFactors(names, [...Object.values(between), within, counterbalanced]);
  const totals = new Map<string, number>();
  return names.map((name) => {
    const parent = nested[name] ?? null;
    const around = parent === null ? 1 : totals.get(parent);
    if (around === undefined) {
      throw new OptionError(`"${name}" is nested in "${parent}", which must be a unit named before it`, "nested");
    }
    const count = units[name] * around;
    totals.set(name, count);
    return { name, count, perParent: units[name], parent, between: combinations(between[name] ?? {}) };
  });
}

function checkFactors(units: readonly string[], lists: readonly FactorLevels[]): void {
  const taken = new Set(units);
  for (const [name, levels] of lists.flatMap((list) => Object.entries(list))) {
    if (taken.has(name)) throw new OptionError(`"${name}" is the name of two columns of the design`, name);
    taken.add(name);
    if (Array.isArray(levels) && levels.length > 0 && new Set(levels).size === levels.length) continue;
    throw new OptionError(`factor "${name}" must be a list of different levels`, name);
  }
}

/** Every combination of levels, the last factor varying fastest; one empty combination of no factors. */
function combinations(factors: FactorLevels): Record<string, string>[] {
  return Object.entries(factors).reduce<Record<string, string>[]>(
    (before, [name, levels]) => before.flatMap((row) => levels.map((level) => ({ ...row, [name]: level }))),
    [{}],
  );
}

function unitName(kind: string, unit: number, count: number): string {
  return kind + String(unit + 1).padStart(String(count).length, "0");
}
