// How a file is written, for programs that read it elsewhere: its kind, and of text the delimiter, encoding and first lines.
import type { ReadCsvOptions } from "./csv.js";
import { findStart } from "./csv-dialect.js";
import { beginning, csvText } from "./csv-text.js";
import type { DataNotice } from "./notices.js";

export interface TextForm {
  readonly kind: "text" | "workbook" | "parquet" | "arrow" | "json lines" | "json array";
  /** Of text; empty for other kinds. */
  readonly delimiter: string;
  readonly isTrimmed: boolean;
  /** As TextDecoder calls it. */
  readonly encoding: string;
  /** Lines before the header. */
  readonly skip: number;
  readonly hasRowNames: boolean;
  /** Whether fields have no name, which are no columns. */
  readonly hasNameless: boolean;
}

const SAMPLE = 1 << 16;
const SIGNATURES = [
  ["PK\x03\x04", "workbook"],
  ["PAR1", "parquet"],
  ["ARROW1", "arrow"],
  ["\xff\xff\xff\xff", "arrow"],
] as const;

/** The form of what readTable() could read with these options. */
export async function textForm(source: Blob | string, options: ReadCsvOptions): Promise<TextForm> {
  const bytes = typeof source === "string" ? source : new Uint8Array(await source.slice(0, 64).arrayBuffer());
  const start = beginning(bytes);
  const other = { delimiter: "", isTrimmed: false, encoding: "utf-8", skip: 0, hasRowNames: false, hasNameless: false };
  const known = SIGNATURES.find(([signature]) => start.startsWith(signature));
  if (known !== undefined) return { ...other, kind: known[1] };
  if (/^\s*\{/.test(start)) return { ...other, kind: "json lines" };
  if (/^\s*\[\s*(?:\{|$)/.test(start)) return { ...other, kind: "json array" };
  const notices: DataNotice[] = [];
  let [text, isLast] = ["", true];
  for await (const block of csvText(source, options, notices)) {
    text += block;
    if (text.length < SAMPLE) continue;
    isLast = false;
    break;
  }
  const found = findStart(text, isLast, options);
  const lines = text.split(/\r\n|\r|\n/, (options.skip ?? 0) + 1);
  const hasSepLine = /^"?sep=./i.test(lines.at(-1) ?? "");
  return {
    kind: "text",
    delimiter: found?.dialect.delimiter ?? ",",
    isTrimmed: found?.dialect.trims ?? false,
    encoding: options.encoding ?? encodingOf(start, notices),
    skip: (options.skip ?? 0) + (hasSepLine ? 1 : 0),
    hasRowNames: found?.hasRowNames ?? false,
    hasNameless: found?.names.some((name) => name.trim() === "") ?? false,
  };
}

function encodingOf(start: string, notices: readonly DataNotice[]): string {
  if (start.startsWith("\xff\xfe") || start.startsWith("\xfe\xff")) return "utf-16";
  const told = notices.find(({ code }) => code === "M_ENCODING")?.message ?? "";
  return /\b(?:UTF-16(?:LE|BE)|Windows-1252)\b/.exec(told)?.[0].toLowerCase() ?? "utf-8";
}
