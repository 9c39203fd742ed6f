// The ledger: a hash of every value, by case and key.
import type { Collection } from "./collection.js";
import { hashOf } from "./exact.js";

export type Ledger = Readonly<Record<string, Readonly<Record<string, string>>>>;

export function ledgerOf(collection: Collection): Ledger {
  return Object.fromEntries(
    Array.from(collection, ([name, values]) => [
      name,
      Object.fromEntries(Array.from(values, ([key, text]) => [key, hashOf(text)])),
    ]),
  );
}

/** One line for each entry that is not the same in both, or only in one. */
export function changedEntries(before: Ledger, after: Ledger): string[] {
  const changed: string[] = [];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const old = before[name] ?? {};
    const now = after[name] ?? {};
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      if (old[key] === now[key]) continue;
      const how = !(key in old) ? "is new" : !(key in now) ? "is gone" : "is different";
      changed.push(`${name}: ${key} ${how}`);
    }
  }
  return changed;
}
