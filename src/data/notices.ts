// What a reader decided about data, or found doubtful, told to whoever uses them.
import type { ColumnType } from "./column-type.js";

/** Options of a reader, of toTable() and of a model that settle what a notice is about. */
export interface RemedyOptions {
  /** Types by column. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** By column, texts that mean missing. */
  readonly missing?: Readonly<Record<string, readonly string[]>>;
  /** Mark before decimals. */
  readonly decimal?: "." | ",";
  /** Encoding of the file, by its name of the web's standard: "windows-1252". */
  readonly encoding?: string;
  /** Name of the workbook's sheet. */
  readonly sheet?: string;
  /** What stands between cells. */
  readonly delimiter?: string;
}

/** One way to settle it: options that have an effect, or an expression of a formula that has it. */
export interface Remedy {
  /** What it does, in words. */
  readonly effect: string;
  /** Options of readTable(), toTable() or lmm() that do it. */
  readonly options?: RemedyOptions;
  /** An expression that does it, to be written in the formula in place of the column. */
  readonly expression?: string;
}

/** One sentence about data; `code` is stable, and begins with W_ where something may be wrong, with M_ where not. */
export interface DataNotice {
  /** Stable; docs/data.md lists all: W_ where something may be wrong, M_ where not. */
  readonly code: string;
  /** Without the remedies. */
  readonly message: string;
  /** Columns concerned; none where the whole file is. */
  readonly columns: readonly string[];
  /** Cells concerned, and of how many that are not missing. */
  readonly count?: number;
  /** Cells of these columns that are not missing. */
  readonly of?: number;
  /** The first such cell, its 0-based row, and its line where it comes from a file of text. */
  readonly first?: string;
  /** Row of the first such cell, from 0 on. */
  readonly row?: number;
  /** Line of the first such cell in a file of text, from 1 on. */
  readonly line?: number;
  /** What may be asked for in place of what was taken: the sheets of a workbook. */
  readonly choices?: readonly string[];
  /** Ways to settle it; none where there is nothing to settle. */
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
