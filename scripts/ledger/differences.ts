// Two collections compared: by key, how far its numbers lie apart, where its texts part, and what only one has.
import type { Collection } from "./collection.js";

/** What is different in one value, at its path. */
interface Difference {
  readonly path: string;
  /** Relative; NaN where it is not between numbers. */
  readonly size: number;
  readonly what: string;
}

/** All values of one key. */
export interface KeyDifference {
  readonly key: string;
  /** Cases that both have, and those of them that differ. */
  readonly cases: number;
  readonly changed: readonly string[];
  /** The largest relative difference of numbers, with its place; null where no number differs. */
  readonly largest: { readonly size: number; readonly where: string; readonly what: string } | null;
  /** The first difference of each case that is not one of numbers. */
  readonly others: readonly string[];
}

export interface Comparison {
  readonly keys: readonly KeyDifference[];
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
}

export function differences(before: Collection, after: Collection): Comparison {
  const keys = new Map<string, { cases: number; changed: string[]; found: (Difference & { where: string })[] }>();
  for (const [name, values] of before) {
    for (const [key, text] of values) {
      const other = after.get(name)?.get(key);
      if (other === undefined) continue;
      const entry = keys.get(key) ?? { cases: 0, changed: [], found: [] };
      keys.set(key, entry);
      entry.cases++;
      if (text === other) continue;
      entry.changed.push(name);
      for (const difference of valueDifferences(JSON.parse(text), JSON.parse(other))) {
        entry.found.push({ ...difference, where: `${name}${difference.path}` });
      }
    }
  }
  return {
    keys: Array.from(keys, ([key, { cases, changed, found }]): KeyDifference => {
      const numbers = found.filter(({ size }) => !Number.isNaN(size));
      const largest = numbers.reduce<(typeof found)[number] | null>(
        (best, next) => (best === null || next.size > best.size ? next : best),
        null,
      );
      const others = changed.flatMap((name) => {
        const first = found.find(({ where, path, size }) => where === `${name}${path}` && Number.isNaN(size));
        return first === undefined ? [] : [`${first.where}: ${first.what}`];
      });
      return { key, cases, changed, largest, others };
    }),
    onlyBefore: missing(before, after),
    onlyAfter: missing(after, before),
  };
}

/** Cases and entries of `from` that `other` does not have. */
function missing(from: Collection, other: Collection): string[] {
  return Array.from(from).flatMap(([name, values]) => {
    const there = other.get(name);
    if (there === undefined) return [name];
    return Array.from(values.keys()).flatMap((key) => (there.has(key) ? [] : [`${name}: ${key}`]));
  });
}

/** Where two values of exact texts differ: all numbers, and where they are not of one shape the first place of each. */
function valueDifferences(before: unknown, after: unknown, path = ""): Difference[] {
  const [a, b] = [numberOf(before), numberOf(after)];
  if (a !== null && b !== null) {
    return Object.is(a, b) ? [] : [{ path, size: relative(a, b), what: `${shown(a)} → ${shown(b)}` }];
  }
  if (typeof before === "string" && typeof after === "string") return textDifference(before, after, path);
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after)) {
    return before === after ? [] : [other(path, `${brief(before)} → ${brief(after)}`)];
  }
  const [left, right] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const [order, orderAfter] = [Object.keys(left), Object.keys(right)];
  const shared = order.filter((key) => Object.hasOwn(right, key));
  const found = shared.flatMap((key) => valueDifferences(left[key], right[key], `${path}.${key}`));
  const gone = order.filter((key) => !Object.hasOwn(right, key));
  const added = orderAfter.filter((key) => !Object.hasOwn(left, key));
  if (gone.length > 0) found.push(other(path, `without ${gone.join(", ")}`));
  if (added.length > 0) found.push(other(path, `with ${added.join(", ")}`));
  if (found.length === 0 && order.join("\n") !== orderAfter.join("\n")) found.push(other(path, "in another order"));
  return found;
}

function textDifference(before: string, after: string, path: string): Difference[] {
  if (before === after) return [];
  const [old, now] = [before.split("\n"), after.split("\n")];
  const line = old.findIndex((text, i) => text !== now[i]);
  const at = line < 0 ? old.length : line;
  return [other(path, `line ${at + 1}: ${brief(old[at])} → ${brief(now[at])}`)];
}

const other = (path: string, what: string): Difference => ({ path, size: Number.NaN, what });

const isContainer = (value: unknown): value is object => typeof value === "object" && value !== null;

/** A number as exact texts have it, those behind "#" too; null where it is none. */
function numberOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !/^#(-0|NaN|-?Infinity)$/.test(value)) return null;
  return Number(value.slice(1));
}

/** Infinity where one of them is no finite number. */
function relative(a: number, b: number): number {
  const size = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), Number.MIN_VALUE);
  return Number.isFinite(size) ? size : Number.POSITIVE_INFINITY;
}

const shown = (value: number) => (Object.is(value, -0) ? "-0" : String(value));

const LONG = 100;

function brief(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > LONG ? `${text.slice(0, LONG)}…` : text;
}
