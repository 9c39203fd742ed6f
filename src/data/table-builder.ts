// Cells of text, row by row, into a table of typed columns.
import { DataError } from "../errors.js";
import { type ColumnRequests, checkRequestedNames, requestFor } from "./column-types.js";
import { tableOf } from "./columns.js";
import { type ColumnReadings, CsvColumn } from "./csv-column.js";
import type { CsvRecord } from "./csv-scanner.js";
import { MAX_BYTES, MAX_ROWS } from "./limits.js";
import { LineMap } from "./line-map.js";
import type { DataNotice } from "./notices.js";
import type { DecimalMark } from "./number-shape.js";
import type { Column, Table } from "./table.js";

/** What cells may mean, and how many of them are taken. */
export interface CellOptions extends ColumnRequests {
  /** Texts that stand for a missing value, in place of "" and "NA"; in a numeric column blanks and NaN always do. */
  readonly naValues?: readonly string[] | undefined;
  /** More such texts, by column. */
  readonly missing?: Readonly<Record<string, readonly string[]>> | undefined;
  /** What stands before decimals; found out from all columns where not given. */
  readonly decimal?: DecimalMark | undefined;
  /** What stands between thousands; whatever is not the mark before decimals where not given. */
  readonly thousands?: string | undefined;
  /** Rows and unpacked bytes from which on a file is refused. */
  readonly maxRows?: number | undefined;
  /** Unpacked bytes from which on a file is refused with a DataError: 2 GiB unless given. */
  readonly maxBytes?: number | undefined;
}

/** In files of every kind. */
export const NA_VALUES: readonly string[] = ["", "NA"];
/** What a cell takes in a column that grows. */
const CELL_BYTES = 9;

/** Takes a header and records; `finish` gives the table. */
export class TableBuilder {
  readonly #options: CellOptions;
  readonly #notices: DataNotice[] = [];
  readonly #places: LineMap;
  #delimiter = "";
  /** What the header calls each field. */
  #names: readonly string[] = [];
  /** One a field; null for one without a name, or with one that another has, too. */
  #fields: (CsvColumn | null)[] = [];
  /** By name; null for one that several fields have. */
  #columns = new Map<string, CsvColumn | null>();
  /** Where names stand that several fields have. */
  readonly #doubles = new Map<string, readonly number[]>();
  #rowCount = 0;
  #mostRows = 0;

  /** `areLines`: of a text; else of a sheet. */
  constructor(options: CellOptions, areLines: boolean) {
    this.#options = options;
    this.#places = new LineMap(areLines);
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Takes the names of the fields, before which row names may stand, and what stood between them. */
  begin(names: readonly string[], hasRowNames: boolean, delimiter: string): void {
    this.#delimiter = delimiter;
    this.#names = withRowNames(hasRowNames ? ["", ...names] : names);
    if (hasRowNames) this.#notices.push(ROW_NAMES);
    const places = new Map<string, number[]>();
    this.#names.forEach((name, index) => {
      const fields = places.get(name);
      if (fields !== undefined) fields.push(index + 1);
      else if (name.trim() !== "") places.set(name, [index + 1]);
    });
    checkRequestedNames(this.#options, Array.from(places.keys()));
    this.#fields = new Array(this.#names.length).fill(null);
    for (const [name, fields] of places) {
      const column = fields.length > 1 ? null : this.#column(name);
      this.#columns.set(name, column);
      if (column !== null) this.#fields[fields[0] - 1] = column;
      else {
        this.#doubles.set(name, fields);
        this.#notices.push(doubledName(name, fields));
      }
    }
    const { maxRows = MAX_ROWS, maxBytes = MAX_BYTES } = this.#options;
    this.#mostRows = Math.min(maxRows, Math.floor(maxBytes / (CELL_BYTES * this.#fields.length)));
  }

  /** The table of all that was taken; `notices` are of what was before. */
  async finish(notices: readonly DataNotice[]): Promise<Table> {
    const columns = Array.from(this.#columns.values()).filter((column) => column !== null);
    const found = await this.#readings(columns);
    const finished = new Map(columns.map((column, i) => [column.name, column.finish(found.readings[i] ?? null)]));
    const all = Array.from(this.#columns.keys(), (name): Column => finished.get(name) ?? this.#doubled(name));
    return tableOf(all, [...notices, ...this.#notices, ...found.notices]);
  }

  /** What is needed for other than plain numbers is loaded where there may be such. */
  async #readings(columns: readonly CsvColumn[]): Promise<ColumnReadings> {
    const { decimal, thousands } = this.#options;
    const isPlain = decimal === undefined && thousands === undefined && !columns.some((column) => column.isUnclear);
    if (isPlain) return { readings: [], notices: [] };
    const { columnReadings } = await import("./csv-marks.js");
    return columnReadings(columns, { decimal, thousands, delimiter: this.#delimiter }, this.#places);
  }

  #column(name: string): CsvColumn {
    const { naValues, missing } = this.#options;
    const texts = new Set(naValues ?? NA_VALUES);
    if (missing !== undefined && Object.hasOwn(missing, name)) for (const text of missing[name]) texts.add(text);
    const { type, levels } = requestFor(name, this.#options);
    return new CsvColumn(name, texts, type, levels, this.#places);
  }

  /** Takes a row of cells; false where there are too many or too few. */
  add(record: CsvRecord): boolean {
    const fields = this.#fields;
    const { count, bounds, text, unescaped } = record;
    if (this.#rowCount >= this.#mostRows) throw this.#tooLarge();
    if (count !== fields.length && !this.#hasRightWidth(record)) return false;
    this.#places.add(this.#rowCount, record.line);
    for (let j = 0; j < fields.length; j++) {
      const column = fields[j];
      if (column === null) {
        if (j < count && !record.isEmpty(j)) this.#checkNamed(record, j);
        continue;
      }
      const start = bounds[2 * j];
      const isTaken = start < 0 ? column.appendText(unescaped[~start]) : column.append(text, start, bounds[2 * j + 1]);
      if (!isTaken) throw column.refusal(record.cell(j), this.#rowCount);
    }
    this.#rowCount++;
    return true;
  }

  /** Fields that are empty may be too many, and those without a name too few. */
  #hasRightWidth(record: CsvRecord): boolean {
    const { count } = record;
    let isRight = this.#names.slice(count).every((name) => name.trim() === "");
    for (let j = this.#fields.length; j < count; j++) if (!record.isEmpty(j)) isRight = false;
    return isRight;
  }

  #checkNamed(record: CsvRecord, field: number): void {
    if (this.#names[field].trim() !== "") return;
    const unit = this.#places.areLines ? "line" : "row";
    const message =
      `the header has no name for field ${field + 1} of ${this.#names.length}, and ${unit} ${record.line} has ` +
      `"${record.cell(field)}" there`;
    const skipped = `; skip: ${record.line - 1} leaves out what is before ${unit} ${record.line}`;
    const isBlank = this.#fields.every((column) => {
      return (
        column === null ||
        column
          .texts()
          .codes.subarray(0, this.#rowCount)
          .every((code) => code < 0)
      );
    });
    throw new DataError(isBlank ? message + skipped : message, { row: this.#rowCount });
  }

  #doubled(name: string): Column {
    const fields = this.#doubles.get(name) as readonly number[];
    const text = `the header has the name "${name}" twice, in fields ${fields[0]} and ${fields[1]}; each needs its own name`;
    const problem = new DataError(text, { column: name });
    return { kind: "unusable", name, length: this.#rowCount, problem };
  }

  #tooLarge(): DataError {
    const { maxRows = MAX_ROWS, maxBytes = MAX_BYTES } = this.#options;
    const [count, what] = maxRows <= this.#mostRows ? [maxRows, "maxRows"] : [maxBytes, "maxBytes"];
    const size = `more than ${this.#mostRows} rows of ${this.#fields.length} columns`;
    return new DataError(`the file has ${size}, over the limit of ${what}, ${count}`);
  }
}

const ROW_NAMES: DataNotice = {
  code: "M_ROW_NAMES",
  message:
    'the header has one name less than the rows have fields; the first field was taken for row names, column "X"',
  columns: ["X"],
  remedies: [],
};

function doubledName(name: string, fields: readonly number[]): DataNotice {
  const message = `the header has the name "${name}" twice, in fields ${fields[0]} and ${fields[1]}; formulas cannot use it`;
  return { code: "M_DOUBLED_NAME", message, columns: [name], remedies: [] };
}

/** The names of the header; R's write.csv gives row names an empty one, which is "X" then, as in R's read.csv. */
function withRowNames(header: readonly string[]): readonly string[] {
  const [first, ...rest] = header;
  if (header.every((name) => name.trim() === ""))
    throw new DataError("the header has no names; a line of names is needed");
  if (first.trim() !== "") return header;
  if (!rest.includes("X")) return ["X", ...rest];
  throw new DataError(
    `the header has no name for field 1 of ${header.length}, and "X", as row names are called then, is taken; ` +
      "give field 1 a name",
  );
}
