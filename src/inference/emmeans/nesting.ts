// Factors whose levels occur within those of others only, as R's emmeans finds them: means of them are of what occurs.
import { OptionError } from "../../errors.js";

/** By name of a nested variable, those that it is nested in. */
export type Nesting = ReadonlyMap<string, readonly string[]>;

/** What the search needs of a grid: variables with values that are counted, and which combinations of them have rows. */
export interface Occurrence {
  readonly names: readonly string[];
  /** The distinct combinations in the data, as positions among the values of each variable. */
  readonly cells: readonly (readonly number[])[];
  /** The variables of each term of the fixed part. */
  readonly terms: readonly (readonly string[])[];
}

/**
 * A variable is nested in another if each of its levels occurs with one of the other's only, and in those whose levels
 * it is written within, as in `a / b`; then in what these are nested in.
 */
export function foundNesting({ names, cells, terms }: Occurrence): Nesting {
  const found = new Map<string, string[]>();
  names.forEach((name, v) => {
    const others = names.flatMap((other, u) => {
      if (u === v || found.get(other)?.includes(name)) return [];
      return determines(cells, v, u) ? [other] : [];
    });
    if (others.length > 0) found.set(name, others);
  });
  for (const name of names) {
    if (terms.some((term) => term.length === 1 && term[0] === name)) continue;
    const written = minimal(terms.flatMap((term, t) => (term.includes(name) ? [nesters(terms, t, name)] : [])));
    const all = [...new Set([...(found.get(name) ?? []), ...written.flat()])].filter((other) => names.includes(other));
    if (all.length > 0) found.set(name, all);
  }
  return closed(found);
}

/** The nesting that an option declares; throws OptionError for names that are no variables. */
export function declaredNesting(
  declared: Readonly<Record<string, string | readonly string[]>>,
  check: (names: readonly string[]) => void,
): Nesting {
  const found = new Map<string, string[]>();
  for (const [name, given] of Object.entries(declared)) {
    const outer = typeof given === "string" ? [given] : [...given];
    check([name, ...outer]);
    if (outer.includes(name)) throw new OptionError(`nesting has "${name}" within itself`, "nesting");
    if (outer.length > 0) found.set(name, outer);
  }
  return closed(found);
}

/** Whether each value of variable v occurs with one value of u. */
function determines(cells: Occurrence["cells"], v: number, u: number): boolean {
  const seen = new Map<number, number>();
  return cells.every((cell) => {
    const before = seen.get(cell[v]) ?? cell[u];
    seen.set(cell[v], cell[u]);
    return before === cell[u];
  });
}

/** Variables of a term that have a column for every level there, because the formula has no margin without them. */
function nesters(terms: Occurrence["terms"], t: number, name: string): string[] {
  const isFull = (variable: string) => {
    const margin = terms[t].filter((other) => other !== variable);
    return margin.length > 0 && !terms.slice(0, t).some((term) => margin.every((other) => term.includes(other)));
  };
  return terms[t].filter((variable) => variable !== name && isFull(variable));
}

function minimal(sets: readonly (readonly string[])[]): (readonly string[])[] {
  return sets.filter((set, i) => {
    const isWider = (other: readonly string[], j: number) =>
      j !== i && other.every((name) => set.includes(name)) && (other.length < set.length || j < i);
    return !sets.some(isWider);
  });
}

/** With what the outer variables are nested in; circles are no nesting. */
function closed(found: ReadonlyMap<string, readonly string[]>): Nesting {
  const all = new Map<string, string[]>();
  for (const [name, outer] of found) {
    const reached = new Set(outer);
    for (const other of reached) for (const next of found.get(other) ?? []) reached.add(next);
    if (!reached.has(name)) all.set(name, [...reached]);
  }
  return all;
}
