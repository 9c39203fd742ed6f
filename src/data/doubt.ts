// Columns that may not be meant as the factors that they are: numbers with a few texts among them, long identifiers.
import { DataError } from "../errors.js";
import { type DataNotice, noticeText, type Places, placeOf, placeText, type Remedy } from "./notices.js";
import type { ReadText } from "./number-shape.js";
import { trimBlanks } from "./read-number.js";

/** So many numbers, as different ones and as a share of the cells, make a text among them doubtful. */
const LEAST_DISTINCT = 3;
const LEAST_SHARE = 0.5;
/** So many different texts may be named one by one. */
const MOST_NAMED = 3;

const DOUBTS: readonly string[] = ["W_DOUBTFUL_COLUMN", "W_LARGE_INTEGERS", "W_CONTRARY_DECIMALS"];

/** The distinct texts of a column, and which of them each row has; -1 is missing. */
export interface Texts {
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

/** How many rows have each text. */
export function countTexts({ codes, levels }: Texts): Float64Array {
  const counts = new Float64Array(levels.length);
  for (let row = 0; row < codes.length; row++) if (codes[row] >= 0) counts[codes[row]]++;
  return counts;
}

/** What texts are as numbers; undefined for a text that is none. A blank text is NaN. */
export function numbersOfTexts(levels: readonly string[], read: ReadText): (number | undefined)[] {
  return levels.map((level) => (trimBlanks(level) === "" ? Number.NaN : read(level)));
}

/** How many cells hold numbers, and whether these are most of the cells that are not missing, and different ones. */
export function numberShare(
  values: readonly (number | undefined)[],
  counts: Float64Array,
): { cells: number; numbers: number; areMost: boolean } {
  const distinct = new Set<number>();
  let [cells, numbers] = [0, 0];
  values.forEach((value, code) => {
    if (value !== undefined && Number.isNaN(value)) return;
    cells += counts[code];
    if (value === undefined) return;
    distinct.add(value);
    numbers += counts[code];
  });
  return { cells, numbers, areMost: distinct.size >= LEAST_DISTINCT && numbers >= LEAST_SHARE * cells };
}

/** What is doubtful about texts as a factor; null where nothing is. */
export function doubtOf(name: string, texts: Texts, read: ReadText, places: Places): DataNotice | null {
  const values = numbersOfTexts(texts.levels, read);
  const strays = texts.levels.filter((_, code) => values[code] === undefined);
  if (strays.length === 0 || texts.levels.length - strays.length < LEAST_DISTINCT) return null;
  const { cells, numbers, areMost } = numberShare(values, countTexts(texts));
  if (!areMost) return null;
  const row = texts.codes.findIndex((code) => code >= 0 && values[code] === undefined);
  const first = texts.levels[texts.codes[row]];
  const count = cells - numbers;
  const verb = count === 1 ? "is" : "are";
  const others = strays.length === 1 ? "" : ` and ${strays.length - 1} other text${strays.length === 2 ? "" : "s"}`;
  const message =
    `column "${name}" is doubtful: ${numbers} of its ${cells} cells are numbers, but ${count} ${verb} not, ` +
    `the first "${first}" ${placeText(row, places)}${others}`;
  return {
    code: "W_DOUBTFUL_COLUMN",
    message,
    columns: [name],
    count,
    of: cells,
    first,
    ...placeOf(row, places),
    remedies: remediesFor(name, strays, places.areRead),
  };
}

function remediesFor(name: string, strays: readonly string[], areRead: boolean): Remedy[] {
  const remedies: Remedy[] = [];
  if (areRead && strays.length <= MOST_NAMED) {
    remedies.push({
      options: { missing: entry(name, strays) },
      effect: `makes ${strays.length === 1 ? "it" : "them"} missing`,
    });
  }
  remedies.push({
    expression: `as.numeric(${inFormula(name)})`,
    effect: "in the formula leaves out what is no number",
  });
  remedies.push({ options: { types: entry(name, "factor" as const) }, effect: "makes a factor of all" });
  return remedies;
}

/** Integers that doubles cannot tell apart, kept as texts; `row` has the first. */
export function largeIntegers(name: string, { codes, levels }: Texts, row: number, places: Places): DataNotice {
  const first = levels[codes[row]];
  const isLarge = levels.map((level) => !Number.isSafeInteger(Number(level)));
  const message =
    `column "${name}" has integers above 2^53, the first "${first}" ${placeText(row, places)}, ` +
    "which numbers cannot tell apart; they are kept as text";
  return {
    code: "W_LARGE_INTEGERS",
    message,
    columns: [name],
    count: codes.reduce((sum, code) => sum + (code >= 0 && isLarge[code] ? 1 : 0), 0),
    of: codes.reduce((sum, code) => sum + (code < 0 ? 0 : 1), 0),
    first,
    ...placeOf(row, places),
    remedies: [
      { options: { types: entry(name, "number" as const) }, effect: "rounds them" },
      { options: { types: entry(name, "factor" as const) }, effect: "makes a factor of them" },
    ],
  };
}

/** Whether a notice says why a column may not be meant as a factor. */
export function isDoubt({ code }: DataNotice): boolean {
  return DOUBTS.includes(code);
}

function inFormula(name: string): string {
  return /^[\p{L}.][\p{L}\p{N}._]*$/u.test(name) ? name : `\`${name.replace(/[\\`]/g, "\\$&")}\``;
}

function entry<T>(name: string, value: T): Record<string, T> {
  return Object.fromEntries([[name, value]]);
}

/** A doubtful column where a model needs to know what it is. */
export class DoubtError extends DataError {
  constructor(
    readonly prefix: string,
    readonly notice: DataNotice,
  ) {
    super(`${prefix}${noticeText(notice)}`, {
      column: notice.columns[0],
      ...(notice.row !== undefined && { row: notice.row }),
    });
    this.name = "DataError";
  }
}
