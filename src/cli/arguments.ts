// Values of options that have an inner form: NAME=VALUE pairs, column types, delimiters.
import { InvalidArgumentError } from "commander";
import type { CsvOptions } from "../data/csv.js";
import { nearest } from "../names.js";
import { codingOf, meantOf } from "./typed.js";

export type ColumnTypes = NonNullable<CsvOptions["types"]>;

const TYPES = ["factor", "number", "ordered"] as const;
const DELIMITERS: Readonly<Record<string, string>> = {
  tab: "\t",
  "\\t": "\t",
  comma: ",",
  semicolon: ";",
  bar: "|",
  pipe: "|",
  space: " ",
};

/** Adds `COL=factor|number|ordered` to the types given before; for an option that may be repeated. */
export function collectType(text: string, before: ColumnTypes = {}): ColumnTypes {
  const [column, type] = pair(text, text.lastIndexOf("="), "COL=factor");
  const known = meantOf(type, TYPES);
  if (known === null) {
    const close = nearest(type, TYPES);
    const hint = close === null ? "" : ` Did you mean "${close}"?`;
    throw new InvalidArgumentError(`"${type}" is not a type: expected factor, number or ordered.${hint}`);
  }
  return { ...before, [column]: known };
}

/** Texts that mean missing: in all columns, and by column. */
export interface MissingTexts {
  readonly everywhere: readonly string[];
  readonly byColumn: Readonly<Record<string, readonly string[]>>;
}

/** Adds `VALUE`, or `COL=VALUE` for one column, to the texts given before. */
export function collectMissing(text: string, before: MissingTexts = { everywhere: [], byColumn: {} }): MissingTexts {
  const at = text.indexOf("=");
  if (at < 1) return { ...before, everywhere: [...before.everywhere, text] };
  const [column, value] = [text.slice(0, at).trim(), text.slice(at + 1)];
  const known = Object.hasOwn(before.byColumn, column) ? before.byColumn[column] : [];
  return { ...before, byColumn: { ...before.byColumn, [column]: [...known, value] } };
}

/** Adds `COL=A,B,C` to the levels given before; a level with a comma stands in double quotes, as in CSV. */
export function collectLevels(
  text: string,
  before: Readonly<Record<string, readonly string[]>> = {},
): Record<string, readonly string[]> {
  const [column, list] = pair(text, text.indexOf("="), "COL=low,mid,high");
  return { ...before, [column]: quotedList(list) };
}

/** Adds `A,B,C` to the names given before; a name with a comma stands in double quotes, as in CSV. */
export function collectNames(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...quotedList(text)];
}

function quotedList(list: string): string[] {
  return Array.from(list.matchAll(/(?:^|,)\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))/g), ([, inside, bare]) =>
    inside === undefined ? bare.trim() : inside.replaceAll('""', '"'),
  );
}

/** Adds `VAR=contrast`; what a contrast may be is decided where it is used. */
export function collectContrast(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [variable, contrast] = pair(text, text.indexOf("="), "VAR=sum");
  return { ...before, [variable]: codingOf(contrast) };
}

/** Adds `VAR=VALUE,VALUE` to the values given before. */
export function collectValues(
  text: string,
  before: Readonly<Record<string, readonly string[]>> = {},
): Record<string, readonly string[]> {
  const [variable, values] = pair(text, text.indexOf("="), "VAR=1,2");
  return { ...before, [variable]: listOf(values) };
}

/** Adds `VAR=OUTER,OUTER`; "none" says that nothing is nested. */
export function collectNesting(
  text: string,
  before: Readonly<Record<string, readonly string[]>> = {},
): Record<string, readonly string[]> {
  return text.trim() === "none" ? { ...before } : collectValues(text, before);
}

/** Names or values with commas between them. */
export function listOf(text: string): readonly string[] {
  return text.split(",").map((part) => part.trim());
}

export function collectText(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** A number in the range of `test`. */
export function numberArgument(expected: string, test: (value: number) => boolean) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === "" || !test(value)) throw new InvalidArgumentError(`Expected ${expected}.`);
    return value;
  };
}

const isWhole = Number.isSafeInteger;
export const numberOf = numberArgument("a number", (value) => !Number.isNaN(value));
export const seedOf = numberArgument("a whole number", isWhole);
export const countOf = numberArgument("a whole number from 1 on", (value) => isWhole(value) && value > 0);
export const skipOf = numberArgument("a count of lines", (value) => isWhole(value) && value >= 0);
/** A level of confidence or of significance. */
export const levelOf = numberArgument("a number between 0 and 1", (value) => value > 0 && value < 1);

export function workersOf(text: string): number | "auto" {
  if (text === "auto") return text;
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a count or "auto".');
}

/** One character, or its name. */
export function delimiterOf(text: string): string {
  const delimiter = Object.hasOwn(DELIMITERS, text) ? DELIMITERS[text] : text;
  if ([...delimiter].length === 1) return delimiter;
  throw new InvalidArgumentError("Expected one character, or tab, comma, semicolon, bar or space.");
}

/** What stands before decimals. */
export function markOf(text: string): "." | "," {
  if (text === "." || text === "point") return ".";
  if (text === "," || text === "comma") return ",";
  throw new InvalidArgumentError("Expected point or comma.");
}

/** A number is the number of a sheet. */
export function sheetOf(text: string): string | number {
  return /^[1-9]\d*$/.test(text) ? Number(text) : text;
}

function pair(text: string, at: number, example: string): [string, string] {
  const name = text.slice(0, Math.max(0, at)).trim();
  const value = text.slice(at + 1).trim();
  if (at < 1 || name === "" || value === "") throw new InvalidArgumentError(`Expected a form like ${example}.`);
  return [name, value];
}
