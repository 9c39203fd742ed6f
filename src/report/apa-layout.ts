// A table in APA style: Publication manual of the American Psychological Association (7th ed.), sections 6.36 and 7.8 to 7.20.
import { toFixedEven } from "./format-number.js";
import type { ColumnKind, ReportColumn, ReportTable } from "./report-table.js";
import { columnParts, type LaidColumn, partNames, type TableLayout } from "./table-parts.js";

/** The headings of R in APA's symbols; those in italics first. */
const SYMBOLS: Readonly<Record<string, string>> = {
  Estimate: "b",
  estimate: "b",
  "Std. Error": "SE",
  SE: "SE",
  "t value": "t",
  "t.ratio": "t",
  t: "t",
  "z value": "z",
  "z.ratio": "z",
  z: "z",
  "F value": "F",
  "F.ratio": "F",
  "Pr(>|t|)": "p",
  "Pr(>|z|)": "p",
  "Pr(>F)": "p",
  "Pr(>Chisq)": "p",
  "Pr(Chi)": "p",
  "Pr(<W)": "p",
  "Pr(mixture)": "p (mixture)",
  "p.value": "p",
  p: "p",
  df: "df",
  Df: "df",
  NumDF: "df1",
  df1: "df1",
  DenDF: "df2",
  df2: "df2",
  "Sum Sq": "SS",
  "Mean Sq": "MS",
  "Std.Dev.": "SD",
  SD: "SD",
  Corr: "r",
  R2: "R²",
  eta2: "η²",
  omega2: "ω²",
  n: "n",
  W: "W",
};
const WORDS: Readonly<Record<string, string>> = {
  Groups: "Group",
  Name: "Effect",
  emmean: "EMM",
  Chisq: "χ²",
  LRT: "χ²",
  "odds.ratio": "OR",
  "-2*log(L)": "−2 log L",
};

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  EMM: "EMM = estimated marginal mean",
  OR: "OR = odds ratio",
  CI: "CI = confidence interval",
};

/** Texts of APA style; numbers of one column have one number of decimals. */
export function apaLayout(table: ReportTable, number: number): TableLayout {
  const columns = shownColumns(table).flatMap((column, j, all): LaidColumn[] => {
    if (column.kind === "upper" && all[j - 1]?.kind === "lower") return [];
    const upper = column.kind === "lower" && all[j + 1]?.kind === "upper" ? all[j + 1] : null;
    // Limits of a share are shares.
    const own: ReportColumn = upper !== null && all[j - 1]?.kind === "share" ? { ...column, kind: "share" } : column;
    const decimals = decimalsOf(table, own);
    const parts = columnParts(table, own);
    const texts = parts.map((part, k) => partTexts(part, decimals[k]));
    const { group = null } = column;
    const { kind } = column;
    const isText = kind === "text";
    if (upper === null) return [{ ...headingOf(column, j), isText, kind, group, cells: texts }];
    const above = columnParts(table, { ...upper, kind: own.kind === "share" ? "share" : "upper" }).map((part, k) =>
      partTexts(part, decimals[k]),
    );
    const cells = texts.map((part, k) =>
      part.map((low, i) => (low === "" && above[k][i] === "" ? "" : `[${low}, ${above[k][i]}]`)),
    );
    return [{ heading: `${percent(table.level)}CI`, isSymbol: false, isText, kind, group, cells }];
  });
  const used = Object.entries(ABBREVIATIONS).filter(([short]) =>
    columns.some(({ heading }) => heading.split(/\s/).includes(short)),
  );
  const notes = [...table.notes, ...(used.length === 0 ? [] : [used.map(([, long]) => long).join("; ")])];
  return { label: `Table ${number}`, title: table.title, columns, parts: partNames(table), notes: sentences(notes) };
}

/** All but degrees of freedom that are infinite throughout. */
function shownColumns({ columns }: ReportTable): readonly ReportColumn[] {
  return columns.filter(({ kind, values }) => {
    return kind !== "df" || values.length === 0 || values.some((value) => value !== null && value !== Infinity);
  });
}

/** Notes as sentences of one paragraph. */
function sentences(notes: readonly string[]): string[] {
  const text = notes.map((note) => (/[.!?]$/.test(note.trim()) ? note.trim() : `${note.trim()}.`));
  return text.length === 0 ? [] : [text.map((note) => note[0].toUpperCase() + note.slice(1)).join(" ")];
}

function percent(level: number | undefined): string {
  return level === undefined ? "" : `${Number((100 * level).toPrecision(4))}% `;
}

function headingOf({ name, key, kind }: ReportColumn, place: number): { heading: string; isSymbol: boolean } {
  if (Object.hasOwn(SYMBOLS, name) && kind !== "text") return { heading: SYMBOLS[name], isSymbol: true };
  if (Object.hasOwn(WORDS, name)) return { heading: WORDS[name], isSymbol: false };
  const words = name === "" && place === 0 ? (key === "name" ? "coefficient" : key) : name;
  return { heading: kind === "text" ? words.slice(0, 1).toUpperCase() + words.slice(1) : words, isSymbol: false };
}

/** Decimals of a column by part: those of an estimate are those of the standard errors beside it. */
function decimalsOf(table: ReportTable, column: ReportColumn): number[] {
  const isOf = (kind: ColumnKind) => (other: ReportColumn) => other.kind === kind && other.group === column.group;
  const [errors] = table.columns.filter(isOf("stdError"));
  const [lower, upper] = [table.columns.find(isOf("lower")), table.columns.find(isOf("upper"))];
  return columnParts(table, column).map((part, k) => {
    if (!ESTIMATES.includes(part.kind)) return FIXED[part.kind]?.(finite(part.values)) ?? 0;
    const own = finite(part.values);
    const known = errors === undefined ? [] : finite(columnParts(table, errors)[k].values);
    if (known.length > 0) return twoDigits(known);
    if (lower === undefined || upper === undefined) return Math.max(2, Math.min(4, twoDigits(own)));
    const [below, above] = [lower, upper].map((limits) => columnParts(table, limits)[k].values);
    const widths = below.flatMap((low, i) => {
      const high = above[i];
      return typeof low === "number" && typeof high === "number" ? [(high - low) / 4] : [];
    });
    return twoDigits(finite(widths));
  });
}

const ESTIMATES: readonly ColumnKind[] = ["estimate", "stdError", "lower", "upper"];

type Decimals = (values: readonly number[]) => number;
const FIXED: Partial<Record<ColumnKind, Decimals>> = {
  number: (values) => Math.max(2, Math.min(4, twoDigits(values))),
  share: (values) => (values.some((value) => value !== 0 && Math.abs(value) < 0.01) ? 3 : 2),
  correlation: () => 2,
  criterion: () => 2,
  statistic: () => 2,
  df: (values) => (values.every((value) => Math.abs(value - Math.round(value)) < 0.005) ? 0 : 2),
};

/** As many as show two digits of the smallest magnitude that is not zero. */
export function twoDigits(values: readonly number[]): number {
  const sizes = values.map(Math.abs).filter((size) => size > 0 && Number.isFinite(size));
  if (sizes.length === 0) return 2;
  const exponent = Number(
    Math.min(...sizes)
      .toExponential(1)
      .split("e")[1],
  );
  return Math.max(0, Math.min(12, 1 - exponent));
}

function finite(values: readonly (string | number | null)[]): number[] {
  return values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
}

function partTexts({ kind, values }: ReportColumn, decimals: number): string[] {
  return values.map((value) => {
    if (typeof value !== "number") return value ?? "";
    if (Number.isNaN(value)) return "–";
    if (kind === "p") return apaP(value);
    const isBounded = kind === "share" || kind === "correlation";
    return isBounded ? withoutZero(apaNumber(value, decimals)) : apaNumber(value, decimals);
  });
}

/** With a true minus sign, none before a zero. */
export function apaNumber(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const text = toFixedEven(Math.abs(value), decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** ".012", "< .001" or "> .999". */
export function apaP(p: number): string {
  if (p < 0.001) return "< .001";
  const text = toFixedEven(p, 3);
  return Number(text) === 1 ? "> .999" : withoutZero(text);
}

export function withoutZero(text: string): string {
  return text.replace(/^(−?)0\./, "$1.");
}
