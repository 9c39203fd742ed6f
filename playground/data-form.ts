// How data are read and shaped: what a user asked of a file, as options of readTable(), longer() and toTable().
import type { DataNotice, LongerOptions, ReadTableOptions, RemedyOptions, Table } from "../src/index.js";
import type { Sample } from "./samples.js";

export type ColumnTypes = Readonly<Record<string, "number" | "factor" | "ordered">>;

/** What may be said of a file; types of columns stand apart. */
export type Reading = Pick<
  ReadTableOptions,
  "delimiter" | "decimal" | "thousands" | "encoding" | "naValues" | "missing" | "comment" | "skip" | "sheet" | "trim"
>;

export interface DataForm {
  readonly types: ColumnTypes;
  readonly reading: Reading;
  readonly longer: LongerOptions | null;
}

export const AS_FOUND: DataForm = { types: {}, reading: {}, longer: null };

/** Data that were read, and all that is needed to read them again. */
export interface LoadedData {
  readonly name: string;
  readonly source: Blob | string;
  readonly sample: Sample | null;
  readonly form: DataForm;
  readonly table: Table;
  /** Of the reader. */
  readonly notices: readonly DataNotice[];
}

/** Types of columns that only longer() makes. */
export function lateTypes({ types, longer }: DataForm): ColumnTypes {
  if (longer === null) return {};
  return Object.fromEntries(Object.entries(types).filter(([name]) => name === longer.names || name === longer.values));
}

/** The options that read the file: of a sample, its own types besides. */
export function readOptions(form: DataForm, sample: Sample | null): ReadTableOptions {
  const late = lateTypes(form);
  const own = Object.entries(form.types).filter(([name]) => !Object.hasOwn(late, name));
  const types = Object.fromEntries([...Object.entries(sample?.types ?? {}), ...own]);
  return { ...form.reading, ...(Object.keys(types).length > 0 && { types }) };
}

/** The form with what a remedy of a notice asks for besides. */
export function withRemedy(form: DataForm, { types, missing, ...reading }: RemedyOptions): DataForm {
  return {
    ...form,
    types: { ...form.types, ...types },
    reading: {
      ...form.reading,
      ...reading,
      ...(missing !== undefined && { missing: { ...form.reading.missing, ...missing } }),
    },
  };
}
