// Columns of a table as they fit between the margins of a page: numbers of one model beneath each other, long names on several lines.
import type { LaidColumn } from "./table-parts.js";

/** A column whose cells may have several lines. */
export interface PageColumn {
  readonly heading: readonly string[];
  readonly isSymbol: boolean;
  readonly isText: boolean;
  readonly align: "l" | "c" | "r";
  readonly group: string | null;
  /** By part and row, lines. */
  readonly cells: readonly (readonly (readonly string[])[])[];
}

export interface Type {
  readonly size: "normalsize" | "small" | "footnotesize";
  /** Half the blanks between two columns, in points; LaTeX's 6 unless given. */
  readonly tabcolsep?: number;
  /** Between the margins of the class article, in widths of the letter M: the least of 10, 11 and 12 points. */
  readonly room: number;
  /** Between two columns. */
  readonly gap: number;
}

export interface Page {
  /** Columns of tables one below the other. */
  readonly panels: readonly (readonly PageColumn[])[];
  readonly type: Type;
  /** What stands beneath an estimate, in words; null where nothing does. */
  readonly below: string | null;
}

/** What a wrapped column keeps at least. */
const NARROWEST = 7;

const TYPES: readonly Type[] = [
  { size: "normalsize", room: 32.8, gap: 1.1 },
  { size: "small", room: 35.6, gap: 1.2 },
  { size: "footnotesize", room: 38.9, gap: 1.33 },
  { size: "footnotesize", tabcolsep: 3, room: 38.9, gap: 0.67 },
];

/** The first way that fits: as they are, stacked, with long names wrapped, in smaller type, as tables below each other. */
export function pageOf(columns: readonly LaidColumn[]): Page {
  const plain = columns.map(inOneLine);
  if (isFitting(plain, TYPES[0])) return { panels: [plain], type: TYPES[0], below: null };
  const beside = TYPES.slice(0, 2).find((type) => isFitting(wrapped(plain, type), type));
  if (beside !== undefined) return { panels: [wrapped(plain, beside)], type: beside, below: null };
  const { columns: own, below } = stackedColumns(columns) ?? { columns: plain, below: null };
  const fitting = TYPES.find((type) => isFitting(wrapped(own, type), type));
  if (fitting !== undefined) return { panels: [wrapped(own, fitting)], type: fitting, below };
  const type = TYPES[TYPES.length - 1];
  return { panels: panelsOf(own, type), type, below };
}

function inOneLine({ heading, isSymbol, isText, group, cells }: LaidColumn): PageColumn {
  const lines = cells.map((part) => part.map((cell) => [isText ? cell : cell.trim()]));
  return { heading: [heading], isSymbol, isText, align: isText ? "l" : "r", group, cells: lines };
}

/** Each group as one column, in which what belongs to an estimate stands beneath it; null without groups. */
function stackedColumns(columns: readonly LaidColumn[]): { columns: PageColumn[]; below: string | null } | null {
  const groups = [...new Set(columns.flatMap(({ group }) => (group === null ? [] : [group])))];
  if (groups.length === 0) return null;
  const alone = columns.filter(({ group }) => group === null).map(inOneLine);
  const stacked = groups.map((group): PageColumn => {
    const own = columns.filter((column) => column.group === group);
    const cells = own[0].cells.map((part, k) => part.map((_, i) => stackOf(own, k, i)));
    return { heading: [group], isSymbol: false, isText: true, align: "c", group: null, cells };
  });
  const has = (kind: string) => columns.some((column) => column.group !== null && column.kind === kind);
  const words = [
    ...(has("stdError") ? ["standard errors in parentheses"] : []),
    ...(has("lower") ? ["confidence limits in brackets"] : []),
  ];
  const text = `Estimates with ${words.join(" and ")}${has("p") ? " and p" : ""} beneath`;
  return { columns: [...alone, ...stacked], below: words.length === 0 ? null : text };
}

function stackOf(own: readonly LaidColumn[], part: number, row: number): string[] {
  const texts = own.map(({ cells }) => cells[part][row].trim());
  const lines: string[] = [];
  own.forEach(({ kind, heading }, j) => {
    const text = texts[j];
    if (text === "") return;
    if (kind === "stdError") lines.push(`(${text})`);
    else if (kind === "upper" && own[j - 1]?.kind === "lower") return;
    else if (kind === "lower" && own[j + 1]?.kind === "upper") lines.push(`[${text}, ${texts[j + 1]}]`);
    else if (kind === "p") lines.push(pText(text));
    else lines.push(kind === "lower" || kind === "estimate" || lines.length === 0 ? text : `${heading} = ${text}`);
  });
  return lines;
}

function pText(text: string): string {
  const [, sign = "=", number] = /^([<>]?)\s*(.*)$/.exec(text) as RegExpExecArray;
  return `p ${sign === "" ? "=" : sign} ${number}`;
}

/** With names and headings on several lines, the widest first, where that makes all fit. */
function wrapped(columns: readonly PageColumn[], { room, gap }: Type): PageColumn[] {
  const widths = columns.map(columnWidth);
  const least = columns.map(({ isText, align, cells, heading }, j) => {
    if (isText && align === "l") return Math.min(widths[j], NARROWEST);
    return Math.min(
      widths[j],
      Math.max(4, ...cells.flat(2).map(emWidth), isText ? 0 : Math.max(...heading.map(emWidth))),
    );
  });
  const total = () => widths.reduce((sum, width) => sum + width + gap, 0);
  while (total() > room) {
    const spare = widths.map((width, j) => (width - least[j] > 0.05 ? width : 0));
    const widest = spare.indexOf(Math.max(...spare));
    if (spare[widest] === 0) break;
    widths[widest] = Math.max(
      least[widest],
      widths[widest] - Math.max(0.25, Math.min(widths[widest] / 8, total() - room)),
    );
  }
  return columns.map((column, j) => {
    const { heading, isText, align, cells } = column;
    const lines = (text: string) => linesOf(text, widths[j]);
    const isNames = isText && align === "l";
    return {
      ...column,
      heading: isText ? heading.flatMap(lines) : heading,
      cells: isNames ? cells.map((part) => part.map((cell) => cell.flatMap(lines))) : cells,
    };
  });
}

/** As many columns beside the names as fit; columns of one group stay together. */
function panelsOf(columns: readonly PageColumn[], type: Type): PageColumn[][] {
  const [stub, ...rest] = columns;
  const panels: PageColumn[][] = [];
  let own: PageColumn[] = [];
  for (let from = 0; from < rest.length; ) {
    let to = from + 1;
    while (to < rest.length && rest[from].group !== null && rest[to].group === rest[from].group) to++;
    const next = [...own, ...rest.slice(from, to)];
    if (own.length > 0 && !isFitting(wrapped([stub, ...next], type), type)) {
      panels.push(wrapped([stub, ...own], type));
      own = rest.slice(from, to);
    } else own = next;
    from = to;
  }
  return [...panels, wrapped([stub, ...own], type)];
}

function isFitting(columns: readonly PageColumn[], { room, gap }: Type): boolean {
  const groups = new Map<string, { width: number; own: number }>();
  let width = 0;
  for (const column of columns) {
    const own = columnWidth(column) + gap;
    width += own;
    if (column.group === null) continue;
    const sum = groups.get(column.group) ?? { width: emWidth(column.group) + gap, own: 0 };
    sum.own += own;
    groups.set(column.group, sum);
  }
  // A heading wider than the columns beneath makes them wider.
  for (const { width: heading, own } of groups.values()) width += Math.max(0, heading - own);
  return width <= room;
}

function columnWidth({ heading, cells }: PageColumn): number {
  return [...heading, ...cells.flat(2)].reduce((most, text) => Math.max(most, emWidth(text)), 0);
}

/** A text as lines of at most `room`, later ones indented, broken behind a sign where there is one. */
function linesOf(text: string, room: number): string[] {
  if (emWidth(text) <= room) return [text];
  const signs = [...text];
  let [width, count, good] = [0, 0, 0];
  while (count < signs.length && width + emWidth(signs[count]) <= room) {
    width += emWidth(signs[count++]);
    if (count > 1 && /[^\p{L}\p{N}(]/u.test(signs[count - 1]) && width > room / 3) good = count;
  }
  const cut = Math.max(1, good || count);
  const rest = signs.slice(cut).join("").trimStart();
  return [signs.slice(0, cut).join("").trimEnd(), ...(rest === "" ? [] : linesOf(`  ${rest}`, room))];
}

/** Computer Modern's widths, in thousandths; a letter that it has not is taken to be as wide as high. */
const WIDTHS: readonly (readonly [signs: string, width: number])[] = [
  ["il!',.:;[]|`", 280],
  ["fj -", 335],
  ["()rstI", 396],
  ["cez", 446],
  ['0123456789agovqxyk?"$*/\\^_{}~J', 514],
  ["bdhnpuS²", 560],
  ["ELFPZ", 682],
  ["ABCDGHKNOQRTUVXYw+=<>&@−ρη", 786],
  ["m#%χβσω≤≥", 834],
];

/** Of a text in letters of 10 points, relative to these; a little more than it takes. */
export function emWidth(text: string): number {
  let width = 0;
  for (const sign of text) width += WIDTHS.find(([signs]) => signs.includes(sign))?.[1] ?? 1030;
  return width / 1000;
}
