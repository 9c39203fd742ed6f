// A table as a person reads it in a terminal.
import { checkArgument, checkOptions, isPositive, type OptionRules } from "../options.js";
import { oneLine } from "./control-characters.js";
import type { ReportTable } from "./report-table.js";
import { type TableStyle, tableLayout, writerOptions } from "./table-layout.js";
import type { LaidColumn } from "./table-parts.js";
import { displayWidth, LINE_WIDTH, narrowed, tableLines } from "./text-table.js";

export interface TextOptions {
  /** Characters on a line; 80 unless given. */
  readonly width?: number | undefined;
}

const RULES: OptionRules<TextOptions> = { width: [isPositive, "a number of characters"] };

/** Throws OptionError for options that text has not. */
export function checkTextOptions(options: TextOptions): void {
  checkOptions(null, options, RULES);
}

/** Style and width of a table as text. */
export interface TableTextOptions extends TableStyle, TextOptions {}

/**
 * Lines of the table between its title and its notes. The last one has no newline.
 *
 * @example
 * console.log(tableText(anovaTable(anova(fit))));
 */
export function tableText(table: ReportTable, options?: TableTextOptions): string;
/** As a callback of `tables.map()`. */
export function tableText(table: ReportTable, place: number, tables: readonly ReportTable[]): string;
export function tableText(table: ReportTable, given: TableTextOptions | number = {}, tables?: unknown): string {
  const options = writerOptions(given, tables);
  const { label, title, columns, parts, notes } = tableLayout(table, options);
  const { width = LINE_WIDTH } = options;
  checkArgument("width", width, RULES.width);
  const [stub, ...rest] = columns[0]?.isText ? columns : [withoutNames(parts.length, columns), ...columns];
  const lines = blocksOf(stub, rest, width).flatMap((block) => blockLines(stub, block, parts, width));
  const rule = "-".repeat(Math.max(0, ...lines.map(displayWidth)));
  const body = label === null ? lines : [rule, ...lines, rule];
  const heads = [...(label === null ? [] : [label]), ...(title === "" ? [] : [oneLine(title)])];
  const marked = label === null ? notes : notes.map((note) => `Note. ${note}`);
  return [...heads, ...body, ...marked.map(oneLine)].join("\n");
}

function withoutNames(parts: number, columns: readonly LaidColumn[]): LaidColumn {
  const cells = Array.from({ length: parts }, (_, k) => (columns[0]?.cells[k] ?? []).map(() => ""));
  return { heading: "", isSymbol: false, isText: true, kind: "text", group: null, cells };
}

/** Columns side by side, as many as fit; those of one group stay together. */
function blocksOf(stub: LaidColumn, columns: readonly LaidColumn[], width: number): (readonly LaidColumn[])[] {
  if (columns.every(({ group }) => group === null)) return [columns];
  const blocks: LaidColumn[][] = [];
  for (let from = 0; from < columns.length; ) {
    let to = from + 1;
    while (to < columns.length && columns[to].group === columns[from].group) to++;
    const group = columns.slice(from, to);
    const last = blocks.at(-1);
    const widths = [stub, ...(last ?? []), ...group].map(columnWidth);
    const isFitting = sum(narrowed(widths, 1, width)) + widths.length <= width;
    if (last !== undefined && isFitting) last.push(...group);
    else blocks.push(group);
    from = to;
  }
  return blocks;
}

function blockLines(
  stub: LaidColumn,
  columns: readonly LaidColumn[],
  parts: readonly (string | null)[],
  width: number,
): string[] {
  const isHeaded = (name: string | null) => (name === null ? [] : [name]);
  const names = parts.flatMap((name, k) => [...isHeaded(name), ...stub.cells[k].map((cell) => indent(name, cell))]);
  const cellsOf = ({ heading, cells }: LaidColumn) => [
    heading,
    ...parts.flatMap((name, k) => [...isHeaded(name).map(() => ""), ...cells[k]]),
  ];
  const lines = tableLines({
    columns: [[stub.heading, ...names], ...columns.map(cellsOf)],
    align: "right",
    wrapped: 1 + leading(columns),
    width,
  });
  return columns.some(({ group }) => group !== null) ? [groupLine(columns, lines[0]), ...lines] : lines;
}

function indent(part: string | null, cell: string): string {
  return part === null ? cell : ` ${cell}`;
}

/** How many columns of texts there are before the first of numbers. */
function leading(columns: readonly LaidColumn[]): number {
  const first = columns.findIndex(({ isText }) => !isText);
  return first === -1 ? columns.length : first;
}

/** The headings of groups, each in the middle above its columns. */
function groupLine(columns: readonly LaidColumn[], header: string): string {
  const widths = columns.map(columnWidth);
  let line = " ".repeat(Math.max(0, displayWidth(header) - sum(widths) - widths.length));
  for (let from = 0; from < columns.length; ) {
    let to = from;
    while (to < columns.length && columns[to].group === columns[from].group) to++;
    const room = sum(widths.slice(from, to)) + to - from - 1;
    const text = cut(oneLine(columns[from].group ?? ""), room);
    const left = Math.ceil((room - displayWidth(text)) / 2);
    line += ` ${" ".repeat(left)}${text}${" ".repeat(room - displayWidth(text) - left)}`;
    from = to;
  }
  return line.trimEnd();
}

function cut(text: string, room: number): string {
  if (displayWidth(text) <= room) return text;
  let out = "";
  for (const sign of text) {
    if (displayWidth(`${out}${sign}…`) > room) break;
    out += sign;
  }
  return `${out}…`;
}

function columnWidth({ heading, cells }: LaidColumn): number {
  return Math.max(0, ...[heading, ...cells.flat()].map((text) => displayWidth(oneLine(text))));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
