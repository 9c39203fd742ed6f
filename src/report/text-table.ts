// Matrices and named vectors of text, laid out as R prints them.
import { oneLine } from "./control-characters.js";

/** Width of a line of output, in characters. */
export const LINE_WIDTH = 80;

export interface TextTable {
  /** One per row; empty names still cost the blank that separates columns. */
  readonly rowNames: readonly string[];
  /** What the rows are, above their names. */
  readonly corner?: string;
  readonly columnNames: readonly string[];
  /** Rows of cells. */
  readonly cells: readonly (readonly string[])[];
  readonly align: "left" | "right";
}

/** Lines of a table; columns that do not fit on a line follow below, with the row names repeated. */
export function tableLines(table: TextTable): string[] {
  const { corner = "" } = table;
  const [rowNames, columnNames, ...cells] = [table.rowNames, table.columnNames, ...table.cells].map((texts) =>
    texts.map(oneLine),
  );
  const pad = table.align === "left" ? padRight : padLeft;
  const nameWidth = widest([corner, ...rowNames]);
  const widths = columnNames.map((name, j) => widest([name, ...cells.map((row) => row[j] ?? "")]));
  const lines: string[] = [];
  for (let from = 0; from < columnNames.length; ) {
    let to = from + 1;
    let used = nameWidth + 1 + widths[from];
    while (to < columnNames.length && used + 1 + widths[to] < LINE_WIDTH) used += 1 + widths[to++];
    const line = (name: string, row: readonly string[]): string => {
      const shown = widths.slice(from, to).map((width, j) => ` ${pad(row[from + j] ?? "", width)}`);
      return padRight(name, nameWidth) + shown.join("");
    };
    lines.push(line(corner, columnNames), ...cells.map((row, i) => line(rowNames[i] ?? "", row)));
    from = to;
  }
  return lines;
}

/** Lines of a named vector: each name above its value, right-aligned, `gap` blanks after every column. */
export function namedVectorLines(given: readonly string[], values: readonly string[], gap = 1): string[] {
  const names = given.map(oneLine);
  const width = Math.max(widest(names), widest(values));
  const perLine = Math.max(1, Math.floor(LINE_WIDTH / (width + gap)));
  const line = (texts: readonly string[]): string =>
    texts.map((text) => padLeft(text, width) + " ".repeat(gap)).join("");
  const lines: string[] = [];
  for (let from = 0; from < names.length; from += perLine) {
    lines.push(line(names.slice(from, from + perLine)), line(values.slice(from, from + perLine)));
  }
  return lines;
}

/** Pieces each followed by a blank, with a new line before one that would not fit, as R's `cat(fill = TRUE)`. */
export function filledLines(pieces: readonly string[]): string[] {
  const lines: string[] = [];
  for (const piece of pieces.map(oneLine)) {
    const last = lines.at(-1);
    if (last === undefined || displayWidth(last) + displayWidth(piece) >= LINE_WIDTH) lines.push(`${piece} `);
    else lines[lines.length - 1] = `${last}${piece} `;
  }
  return lines.map((line, i) => (i === lines.length - 1 ? line.slice(0, -1) : line));
}

/** Columns that a text takes on a terminal: combining marks none, East Asian wide characters two. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue;
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
      character,
    )
      ? 2
      : 1;
  }
  return width;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, displayWidth(text)), 0);
}

function padRight(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

function padLeft(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - displayWidth(text))) + text;
}
