// What a reader decided about data, or found doubtful, told to whoever uses them.
import type { ColumnType } from "./column-type.js";

/** Options of a reader, of toTable() and of a model that settle what a notice is about. */
export interface RemedyOptions {
  readonly types?: Readonly<Record<string, ColumnType>>;
  readonly missing?: Readonly<Record<string, readonly string[]>>;
  readonly decimal?: "." | ",";
  readonly encoding?: string;
  readonly sheet?: string;
  readonly delimiter?: string;
}

/** One way to settle it: options that have an effect, or an expression of a formula that has it. */
export interface Remedy {
  readonly effect: string;
  readonly options?: RemedyOptions;
  readonly expression?: string;
}

/** One sentence about data; `code` is stable, and begins with W_ where something may be wrong, with M_ where not. */
export interface DataNotice {
  readonly code: string;
  /** Without the remedies. */
  readonly message: string;
  /** Columns concerned; none where the whole file is. */
  readonly columns: readonly string[];
  /** Cells concerned, and of how many that are not missing. */
  readonly count?: number;
  readonly of?: number;
  /** The first such cell, its 0-based row, and its line where it comes from a file of text. */
  readonly first?: string;
  readonly row?: number;
  readonly line?: number;
  readonly remedies: readonly Remedy[];
}

/** Where the rows of data stand in what they were read from. */
export interface Places {
  /** Whether they are lines of a text. */
  readonly areLines: boolean;
  /** Whether they come from a file, so that options can have it read otherwise. */
  readonly areRead: boolean;
  /** From 1 on. */
  numberOf(row: number): number;
}

/** Of data in memory. */
export const ROWS: Places = { areLines: false, areRead: false, numberOf: (row) => row + 1 };

/** `on line 7`, or `in row 6`. */
export function placeText(row: number, { areLines, numberOf }: Places): string {
  return `${areLines ? "on line" : "in row"} ${numberOf(row)}`;
}

/** A row as a notice has it. */
export function placeOf(row: number, places: Places): { row: number; line?: number } {
  return places.areLines ? { row, line: places.numberOf(row) } : { row };
}

/** The remedies as the library's options: `missing: {"freq":["n/a"]} makes …`. */
export function remedyText(remedies: readonly Remedy[]): string {
  return remedies
    .map(({ effect, options, expression }) => `${expression ?? optionText(options ?? {})} ${effect}`)
    .join(", ");
}

function optionText(options: RemedyOptions): string {
  const [name, value] = Object.entries(options)[0];
  return `${name}: ${JSON.stringify(value)}`;
}

/** The whole sentence, with what settles it. */
export function noticeText({ message, remedies }: DataNotice): string {
  return remedies.length === 0 ? message : `${message}; ${remedyText(remedies)}`;
}
