// What a collector gathers: values by case and key, as exact texts.
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { exactText } from "./exact.js";

/** Exact texts by key, by case. */
export type Collection = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Writes down a value of a case. */
export type Note = (key: string, value: unknown) => void;

export class Gathering {
  readonly collection = new Map<string, Map<string, string>>();

  /** Where the values of a case are written down; no key may come twice. */
  of(name: string): Note {
    const values = this.collection.get(name) ?? new Map<string, string>();
    this.collection.set(name, values);
    return (key, value) => {
      if (values.has(key)) throw new Error(`the ledger has "${key}" of "${name}" twice`);
      values.set(key, exactText(value));
    };
  }
}

/** One line a value: its case, its key, itself. */
export function writeCollection(path: string, collection: Collection): void {
  const file = openSync(path, "w");
  for (const [name, values] of collection) {
    for (const [key, text] of values) writeSync(file, `${JSON.stringify([name, key])}\t${text}\n`);
  }
  closeSync(file);
}

export function readCollection(path: string): Collection {
  const collection = new Map<string, Map<string, string>>();
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (line === "") continue;
    const tab = line.indexOf("\t");
    const [name, key] = JSON.parse(line.slice(0, tab)) as [string, string];
    const values = collection.get(name) ?? new Map<string, string>();
    collection.set(name, values.set(key, line.slice(tab + 1)));
  }
  return collection;
}
