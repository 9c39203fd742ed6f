// Matrices and named vectors of text, laid out as R prints them.
import { oneLine } from "./control-characters.js";

/** Width of a line of output, in characters. */
export const LINE_WIDTH = 80;

export interface TextTable {
  /** Each its heading, then its cells; the first has the rows' names. An empty one still costs a blank. */
  readonly columns: readonly (readonly string[])[];
  /** Of all columns but the first, which is to the left. */
  readonly align: "left" | "right";
  /** How many columns, from the first on, have texts on several lines where the table is too wide else; 1 unless given. */
  readonly wrapped?: number;
  readonly width?: number | undefined;
}

/** What a wrapped column keeps at least. */
const NARROWEST = 12;

/**
 * Lines of a table. One that is too wide has long names on several lines; columns that do not fit even so follow below,
 * with the row names repeated.
 */
export function tableLines({ columns, align, wrapped = 1, width = LINE_WIDTH }: TextTable): string[] {
  const shown = columns.map((texts) => texts.map(oneLine));
  const rooms = narrowed(shown.map(widest), wrapped, width);
  const pieces = shown.map((texts, j) => texts.map((text) => piecesOf(text, rooms[j])));
  const widths = pieces.map((texts) => widest(texts.flat()));
  const lines: string[] = [];
  for (let from = 1; from < widths.length; ) {
    let to = from;
    let used = widths[0];
    while (to === from || (to < widths.length && used + 1 + widths[to] < width)) used += 1 + widths[to++];
    pieces[0].forEach((names, row) => {
      const cells = [names, ...pieces.slice(from, to).map((texts) => texts[row])];
      for (let k = 0; cells.some((texts) => k < texts.length); k++) {
        const texts = cells.map((own, j) => {
          const text = own[k] ?? "";
          const blanks = " ".repeat(widths[j > 0 ? j + from - 1 : 0] - displayWidth(text));
          return j > 0 && align === "right" ? blanks + text : text + blanks;
        });
        lines.push(texts.join(" "));
      }
    });
    from = to;
  }
  return lines;
}

/** Widths of columns of which the first `count` give way, the widest first, where that makes all fit. */
export function narrowed(widths: readonly number[], count: number, width: number): number[] {
  const out = [...widths];
  for (let excess = out.reduce((sum, own) => sum + own + 1, -width); excess > 0; excess--) {
    const most = Math.max(...out.slice(0, count));
    if (most <= NARROWEST) return [...widths];
    out[out.indexOf(most)]--;
  }
  return out;
}

/** A text as lines of at most `room` characters, later ones indented, broken behind a sign where there is one. */
function piecesOf(text: string, room: number): string[] {
  if (displayWidth(text) <= room) return [text];
  const [piece] = new RegExp(`^.{${room >> 1},${room - 1}}[^\\p{L}\\p{N}(]|^.{1,${room}}`, "su").exec(text)!;
  const rest = text.slice(piece.length).trimStart();
  return [piece, ...(rest === "" ? [] : piecesOf(` ${rest}`, room))];
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
export function filledLines(pieces: readonly string[], width = LINE_WIDTH): string[] {
  const lines: string[] = [];
  for (const piece of pieces.map(oneLine)) {
    const last = lines.at(-1);
    if (last === undefined || displayWidth(last) + displayWidth(piece) >= width) lines.push(`${piece} `);
    else lines[lines.length - 1] = `${last}${piece} `;
  }
  return lines.map((line, i) => (i === lines.length - 1 ? line.slice(0, -1) : line));
}

/** Columns that a text takes on a terminal: combining marks none, East Asian wide characters and pictures two. */
export function displayWidth(text: string): number {
  const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;
  return text.replace(/\p{Mark}/gu, "").replace(wide, "$&$&").length;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, displayWidth(text)), 0);
}

function padLeft(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - displayWidth(text))) + text;
}
