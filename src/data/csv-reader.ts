// CSV text, block by block, into typed columns: header, delimiter, records, cells.
import { inferSchema, initParser, type Parser } from "udsv";
import { DataError, EngineBugError } from "../errors.js";
import { type ColumnRequests, checkRequestedNames, requestFor } from "./column-types.js";
import { tableOf } from "./columns.js";
import { CsvColumn } from "./csv-column.js";
import { CsvRecords } from "./csv-records.js";
import type { Table } from "./table.js";

/** How to read a CSV file. */
export interface CsvOptions extends ColumnRequests {
  /** One character; found out from the header (comma, tab, semicolon or bar) where not given. */
  readonly delimiter?: string | undefined;
  /** Texts that stand for a missing value, in place of "" and "NA"; in a numeric column blanks and NaN always do. */
  readonly naValues?: readonly string[] | undefined;
}

const LF = 10;
const CR = 13;
const QUOTE = 34;
const DELIMITERS = [",", "\t", ";", "|"];
const DEFAULT_NA_VALUES: readonly string[] = ["", "NA"];
const LONGEST_HEADER = 1 << 20;

/** Takes the text of a file in blocks of any size; `finish` gives the table. */
export class CsvReader {
  readonly #options: CsvOptions;
  readonly #missing: ReadonlySet<string>;
  #head = "";
  #records: CsvRecords | undefined;
  #lineEnd = "\n";
  #delimiter = ",";
  #parser: Parser | undefined;
  #columns: CsvColumn[] | undefined;
  #rowCount = 0;
  #recordInBlock = 0;
  #block = "";

  constructor(options: CsvOptions) {
    this.#options = options;
    this.#missing = new Set(options.naValues ?? DEFAULT_NA_VALUES);
  }

  /** Reads on; throws a DataError naming the line of what cannot be read. */
  push(text: string): void {
    if (this.#records !== undefined) {
      this.#read(this.#records.push(text));
      return;
    }
    this.#head += text;
    const header = findHeader(this.#head, this.#options.delimiter);
    if (header === undefined) {
      if (this.#head.length > LONGEST_HEADER) {
        throw new DataError(`the header line does not end within ${LONGEST_HEADER} characters; is this a CSV file?`);
      }
      return;
    }
    this.#start(header.text, header.lineEnd);
  }

  /** The table of all that was read. */
  finish(): Table {
    if (this.#records === undefined) {
      if (this.#head.trim() === "") throw new DataError("the file is empty; a header line is needed");
      this.#start(this.#head, "\n");
    }
    const records = this.#records as unknown as CsvRecords;
    this.#read(records.finish());
    if (this.#columns === undefined) throw new DataError("the file is empty; a header line is needed");
    return tableOf(this.#columns.map((column) => column.finish()));
  }

  #start(header: string, lineEnd: string): void {
    this.#delimiter = this.#options.delimiter ?? sniffDelimiter(header);
    this.#lineEnd = lineEnd;
    this.#records = new CsvRecords(this.#delimiter, lineEnd);
    const head = this.#head;
    this.#head = "";
    this.#read(this.#records.push(head));
  }

  #read(text: string): void {
    if (text === "") return;
    const records = this.#records as CsvRecords;
    this.#parser ??= parserFor(this.#delimiter, this.#lineEnd, Math.max(records.width, 2));
    this.#recordInBlock = 0;
    this.#block = text;
    // The parser takes a byte order mark off the start of every block, so one that is data is written twice.
    const block = text.charCodeAt(0) === 0xfeff ? `\ufeff${text}` : text;
    this.#parser.stringArrs(block, this.#takeRecord);
    if (this.#recordInBlock !== records.lines.length) {
      records.checkWidths(text);
      throw new EngineBugError(`the CSV parser found ${this.#recordInBlock} records of ${records.lines.length}`);
    }
  }

  readonly #takeRecord = (cells: string[]): void => {
    const records = this.#records as CsvRecords;
    const columns = this.#columns;
    if (columns === undefined) {
      this.#columns = this.#columnsFor(cells.slice(0, records.width));
    } else {
      const last = columns.length - 1;
      if (records.isUnchecked && cells[last].includes(this.#delimiter)) records.checkWidths(this.#block);
      for (let j = 0; j <= last; j++) {
        if (columns[j].append(cells[j])) continue;
        records.checkWidths(this.#block);
        throw columns[j].refusal(cells[j], this.#rowCount, records.lines[this.#recordInBlock]);
      }
      this.#rowCount++;
    }
    this.#recordInBlock++;
  };

  #columnsFor(header: string[]): CsvColumn[] {
    const names = withRowNames(header);
    names.forEach((name, index) => {
      if (name.trim() === "") throw new DataError(`the header has no name for field ${index + 1} of ${names.length}`);
      const earlier = names.indexOf(name);
      if (earlier < index) {
        throw new DataError(
          `the header has the name "${name}" twice, in fields ${earlier + 1} and ${index + 1}; each needs its own name`,
          { column: name },
        );
      }
    });
    checkRequestedNames(this.#options, names);
    return names.map((name) => {
      const { type, levels } = requestFor(name, this.#options);
      return new CsvColumn(name, this.#missing, type, levels);
    });
  }
}

/** The names of the header; R's write.csv gives row names an empty one, which is "X" then, as in R's read.csv. */
function withRowNames(header: string[]): string[] {
  const [first, ...rest] = header;
  if (first.trim() !== "") return header;
  if (!rest.includes("X")) return ["X", ...rest];
  throw new DataError(
    `the header has no name for field 1 of ${header.length}, and "X", as row names are called then, is taken; ` +
      "give field 1 a name",
  );
}

function parserFor(delimiter: string, lineEnd: string, width: number): Parser {
  // The schema comes from a made-up row: from a real one the parser would infer types that it is not asked for.
  const row = `x${delimiter.repeat(width - 1)}${lineEnd}`;
  return initParser(inferSchema(row, { header: () => [], col: delimiter, row: lineEnd }));
}

/** The first line that is not blank, and how it ends; undefined where its end has not been seen yet. */
function findHeader(text: string, delimiter: string | undefined): { text: string; lineEnd: string } | undefined {
  const delimiters = delimiter ?? DELIMITERS.join("");
  let isQuoted = false;
  let isFieldStart = true;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === QUOTE && (isQuoted || isFieldStart)) isQuoted = !isQuoted;
    if (!isQuoted && (unit === LF || unit === CR)) {
      if (unit === CR && i + 1 === text.length) return undefined;
      const lineEnd = unit === LF ? "\n" : text.charCodeAt(i + 1) === LF ? "\r\n" : "\r";
      if (i > start) return { text: text.slice(start, i), lineEnd };
      i += lineEnd.length - 1;
      start = i + 1;
      isFieldStart = true;
    } else {
      isFieldStart = unit === QUOTE || delimiters.includes(text[i]);
    }
  }
  return undefined;
}

function sniffDelimiter(header: string): string {
  const bare = header.replace(/"[^"]*"/g, "");
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))];
}
