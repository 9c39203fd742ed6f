// Markdown: tables, figures in cells, and the place of generated text in a document.
import { readFileSync, writeFileSync } from "node:fs";

export interface Column<Row> {
  readonly title: string;
  readonly left?: boolean;
  readonly cell: (row: Row) => string;
}

export function markdownTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const escaped = (text: string) => text.replaceAll("|", "\\|");
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ left }) => (left ? "---" : "--:"))),
    ...rows.map((row) => line(columns.map(({ cell }) => escaped(cell(row))))),
  ].join("\n");
}

export const NONE = "–";

/** A number with so many significant digits, never in exponential notation; thousands are separated. */
export function significant(value: number, digits: number): string {
  const rounded = Number(value.toPrecision(digits));
  return rounded >= 1000 ? rounded.toLocaleString("en-US") : String(rounded);
}

/** A time with three significant digits, in the unit that suits it. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${significant(milliseconds, 3)} ms`;
  return `${significant(milliseconds / 1000, 3)} s`;
}

export const megabytes = (bytes: number): string => `${significant(bytes / 1e6, bytes < 1e8 ? 2 : 3)} MB`;

export const times = (factor: number): string => `${significant(factor, 2)}×`;

export const count = (value: number): string => value.toLocaleString("en-US");

/** A difference near zero: two digits and a power of ten. */
export function difference(value: number): string {
  if (value === 0) return "0";
  const [mantissa, exponent] = Math.abs(value).toExponential(1).split("e");
  const size = Math.abs(value) >= 0.01 ? significant(Math.abs(value), 2) : `${mantissa}e${Number(exponent)}`;
  return value < 0 ? `−${size}` : size;
}

/** Replaces what stands between `<!-- name:start -->` and `<!-- name:end -->` of a file. */
export function replaceBetweenMarkers(path: string, name: string, content: string): void {
  const text = readFileSync(path, "utf8");
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${path} has no ${start} … ${end}`);
  writeFileSync(path, `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`);
}
