// How a CSV text is written, found from its first lines: delimiter, blanks around it, header, row names.
import { DataError } from "../errors.js";
import { countOf } from "./columns.js";
import { afterLine, type CsvRecord, CsvScanner, type Dialect } from "./csv-scanner.js";

/** What may be fixed about how a text is written. */
export interface DialectOptions {
  /** One character; found out from the first lines (comma, tab, semicolon, bar or space) where not given. */
  readonly delimiter?: string | undefined;
  /** Whether blanks around cells are taken off; found out together with the delimiter where not given. */
  readonly trim?: boolean | undefined;
  /** What lines begin with that are left out. */
  readonly comment?: string | undefined;
  /** So many lines before the header are left out. */
  readonly skip?: number | undefined;
}

/** Where the records begin, and what the columns are called. */
export interface CsvStart {
  readonly dialect: Dialect;
  /** Names of the fields, empty where the header has none. */
  readonly names: readonly string[];
  /** Whether the header has no name for the first field, which holds row names. */
  readonly hasRowNames: boolean;
  /** Where the first record after the header begins. */
  readonly at: number;
  readonly line: number;
}

interface Sample {
  readonly dialect: Dialect;
  readonly records: readonly (readonly string[])[];
  /** Whether blanks follow the delimiters, in the header or in all other records. */
  readonly isPadded: boolean;
  /** Why it ends before the text; null where it does not. */
  readonly error: unknown;
  readonly at: number;
  readonly line: number;
}

/** From the one that is least often part of a cell on. */
const DELIMITERS = ["\t", ";", "|", ","];
const BY_COUNT = [",", "\t", ";", "|"];
/** Characters of a record. */
export const LONGEST_RECORD = 1 << 24;
const SEP_LINE = /^"?sep=(.)"?[ \t;,]*(?:\r\n|\r|\n|$)/i;

/** What the first lines say; undefined where more of the text is needed. */
export function findStart(text: string, isLast: boolean, options: DialectOptions): CsvStart | undefined {
  let at = 0;
  let line = 1;
  for (let i = 0; i < (options.skip ?? 0) && !(isLast && at >= text.length); i++, line++) {
    at = afterLine(text, at, isLast);
    if (at < 0) return undefined;
  }
  const sep = SEP_LINE.exec(text.slice(at, at + 40));
  if (sep !== null) {
    at += sep[0].length;
    line++;
  }
  const from = { text, at, line, isLast };
  const sample =
    options.delimiter !== undefined
      ? sampleOf(from, dialectOf(options.delimiter, options.trim === true, options))
      : bestSample(from, sep === null ? null : sep[1], options);
  const { records } = sample;
  if (records.length === 0 && sample.error !== null) throw sample.error;
  if (records.length === 0 || (records.length === 1 && !isLast)) {
    if (text.length > LONGEST_RECORD) {
      const what = records.length === 0 ? "the header line" : `line ${sample.line}`;
      throw new DataError(`${what} does not end within ${LONGEST_RECORD} characters; is this a CSV file?`);
    }
    if (isLast && records.length === 0) throw new DataError("the file is empty; a header line is needed");
    return undefined;
  }
  const [names, ...rows] = records;
  const hasRowNames =
    names.length > 1 &&
    rows.length > 0 &&
    rows.every((cells) => cells.length === names.length + 1) &&
    rows.some((cells) => cells[names.length] !== "");
  return { dialect: sample.dialect, names, hasRowNames, at: sample.at, line: sample.line };
}

interface From {
  readonly text: string;
  readonly at: number;
  readonly line: number;
  readonly isLast: boolean;
}

function dialectOf(delimiter: string, trims: boolean, { comment }: DialectOptions): Dialect {
  return { delimiter, trims, comment: comment ?? null };
}

/** The sample of the delimiter that fits all records, else of the one that splits the first line most. */
function bestSample(from: From, given: string | null, options: DialectOptions): Sample {
  const tried = (given === null ? DELIMITERS : [given]).map((delimiter) => fitting(from, delimiter, options));
  const fits = tried.find(hasOneWidth);
  if (fits !== undefined) return fits;
  if (given === null && tried.every(({ records }) => (records[0]?.length ?? 1) === 1)) {
    const trims = options.trim === undefined ? [false, true] : [options.trim];
    const spaced = trims.map((trim) => sampleOf(from, dialectOf(" ", trim, options))).find(hasOneWidth);
    if (spaced !== undefined) return spaced;
  }
  const [firstLine] = from.text
    .slice(from.at)
    .trimStart()
    .split(/[\r\n]/, 1);
  const alone = given === null ? tried.find(isOneOfDecimals) : undefined;
  if (alone !== undefined) return alone;
  const counts = BY_COUNT.map((delimiter) => firstLine.replace(/"[^"]*"/g, "").split(delimiter).length);
  const most = given ?? BY_COUNT[counts.indexOf(Math.max(...counts))];
  return tried.find(({ dialect }) => dialect.delimiter === most) as Sample;
}

function fitting(from: From, delimiter: string, options: DialectOptions): Sample {
  if (options.trim !== false) {
    const loose = sampleOf(from, dialectOf(delimiter, true, options));
    const isSplit = (loose.records[0]?.length ?? 0) > 1;
    if (options.trim === true || (loose.error === null && (!isSplit || loose.isPadded))) return loose;
  }
  return sampleOf(from, dialectOf(delimiter, false, options));
}

/** Whether every record has the fields of the header, two at least; one more for row names, and fewer or more that are empty. */
function hasOneWidth({ records, error }: Sample): boolean {
  const [header, ...rows] = records;
  if (error !== null || header === undefined || header.length < 2) return false;
  let least = header.length;
  while (least > 1 && header[least - 1] === "") least--;
  return (
    rows.length > 0 &&
    (rows.every((cells) => cells.length === header.length + 1) ||
      rows.every((cells) => cells.length >= least && cells.slice(header.length).every((cell) => cell === "")))
  );
}

/** Whether there is one column, of decimal commas; row names without a name would look so, too. */
function isOneOfDecimals({ dialect, records, error }: Sample): boolean {
  const [header, ...rows] = records;
  if (error !== null || dialect.delimiter === "," || rows.length === 0 || header.length !== 1) return false;
  if (/,/.test(header[0]) || !rows.every((cells) => cells.length === 1)) return false;
  const commas = rows.filter(([cell]) => cell.includes(","));
  const areCounted = commas.every(([cell], i) => Number(cell.split(",")[0]) === i + 1);
  return commas.length > 0 && !areCounted && commas.every(([cell]) => /^\s*[+-]?\d+,\d+\s*$/.test(cell));
}

function sampleOf({ text, at, line, isLast }: From, dialect: Dialect): Sample {
  const records: string[][] = [];
  const header = { padded: 0, unpadded: 0 };
  const rows = { padded: 0, unpadded: 0 };
  let start = { at: 0, line: 1 };
  const scanner = new CsvScanner(dialect, (record: CsvRecord) => {
    records.push(Array.from({ length: record.count }, (_, index) => record.cell(index)));
    const sum = records.length === 1 ? header : rows;
    sum.padded += record.padded;
    sum.unpadded += record.unpadded;
    if (records.length === 1) start = { at: record.next, line: record.nextLine };
  });
  scanner.line = line;
  let error: unknown = null;
  try {
    scanner.scan(text, at, isLast);
  } catch (problem) {
    error = problem;
  }
  const isPadded = [header, rows].some(({ padded, unpadded }) => padded > 0 && unpadded === 0);
  return { dialect, records, isPadded, error, ...start };
}

/** The record that has not the fields of the header; the first one may tell of lines that are no table. */
export function wrongWidth(line: number, count: number, names: readonly string[], row: number): DataError {
  const counts = `line ${line} has ${countOf(count, "field")}; the header has ${names.length}`;
  const sign = /^\s*([#%]|\/\/)/.exec(names[0]);
  const hints = [
    ...(sign === null ? [] : [`comment: "${sign[1]}" leaves out lines that begin so`]),
    ...(row > 0 ? [] : [`skip: ${line - 1} leaves out what is before line ${line}`]),
  ];
  return new DataError(`${counts}${hints.length > 0 ? `; ${hints.join(", ")}` : ""}`, { row });
}
