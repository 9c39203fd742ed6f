// What files are by their first bytes, and what helps where a file is no table of text. Loaded when one does not look like text.

/** Kinds that readTable() reads. */
const READABLE: readonly (readonly [signature: string, what: string])[] = [
  ["PK\x03\x04", "an Excel workbook or a zip archive"],
  ["PAR1", "a Parquet file"],
  ["ARROW1", "an Arrow file"],
  ["\xff\xff\xff\xff", "an Arrow stream"],
];

const R_DATA = 'an R data file; in R write the table: write.csv(readRDS(file), "data.csv", row.names = FALSE)';
const SPSS = 'an SPSS file; in SPSS save it as CSV (File > Save As), in R write.csv(haven::read_sav(file), "data.csv")';
const STATA = "a Stata file; in Stata: export delimited using data.csv";

const OTHERS: readonly (readonly [signature: string, advice: string])[] = [
  [
    "\xd0\xcf\x11\xe0",
    "an Excel workbook of the old kind, or one with a password; save it as .xlsx without one, or as CSV",
  ],
  ["FEA1", "a Feather file of version 1; write it again as Feather version 2 or Parquet"],
  ["$FL2", SPSS],
  ["$FL3", SPSS],
  ["RDX", R_DATA],
  ["RDA", R_DATA],
  ["X\n\0\0\0", R_DATA],
  ["B\n\x02\0", R_DATA],
  ["B\n\x03\0", R_DATA],
  ["<stata_dta>", STATA],
  ["\x72\x01\x01\0", STATA],
  ["\x72\x02\x01\0", STATA],
  ["\x73\x01\x01\0", STATA],
  ["\x73\x02\x01\0", STATA],
  [`${"\0".repeat(12)}\xc2\xea\x81\x60`, "a SAS file; in SAS write it with proc export as CSV"],
  ["SQLite format", "an SQLite database; export the table as CSV"],
  ["%PDF", "a PDF document; export the table as CSV"],
  ["BZh", "a bzip2 archive; unpack it, or use gzip"],
  ["\xfd7zXZ", "an xz archive; unpack it, or use gzip"],
  ["\x28\xb5\x2f\xfd", "a Zstandard archive; unpack it, or use gzip"],
];
const WEB_PAGE = /^\s*<(?:!doctype|html|head|body|meta|table|\?xml)/i;
const JSON_TEXT = /^\s*(?:\{\s*"|\{\}|\[\s*[[{])/;

/** Why a file that begins so is no CSV text; null where it may be. */
export function foreignKind(start: string): string | null {
  const readable = READABLE.find(([signature]) => start.startsWith(signature));
  if (readable !== undefined) return notCsv(`${readable[1]}; readTable() reads such files, or export the table as CSV`);
  const other = OTHERS.find(([signature]) => start.startsWith(signature));
  if (other !== undefined) return notCsv(other[1]);
  if (WEB_PAGE.test(start)) return notCsv("a web page or XML; open it and save the table as CSV or .xlsx");
  if (!JSON_TEXT.test(start)) return null;
  return notCsv("JSON; readTable() reads it where there is an object of cells a line, or an array of them");
}

function notCsv(what: string): string {
  return `the file is not CSV text: it looks like ${what}`;
}
