// The cells of Excel workbooks (.xlsx), by read-excel-file. What is unpacked and how far a sheet reaches is known before it is
// parsed. Loaded when such a file comes, and so without classes of the package.
import { readSheet } from "read-excel-file/universal";
import { didYouMean } from "../names.js";
import type { DataNotice } from "./notices.js";
import { type SheetContents, sheetContents } from "./workbook-sheet.js";
import { storedZip, unzipped, type ZipEntry, zipEntries } from "./zip.js";

export type SheetCell = string | number | boolean | Date | null;

/** Parsing a larger sheet takes more memory than JavaScript has. */
const MOST_CELLS = 20_000_000;
/** The longest text that JavaScript holds is a little longer. */
const LONGEST_SHEET = 500_000_000;
const PARTS =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/(?:workbook|styles|sharedStrings)\.xml|xl\/_rels\/workbook\.xml\.rels)$/i;

/** The cells of one sheet, and what is to be told of them; throws an Error whose message is for the user. */
export async function sheetRows(
  bytes: Uint8Array<ArrayBuffer>,
  asked: string | number | undefined,
  maxBytes: number,
): Promise<{ rows: SheetCell[][]; notices: DataNotice[] }> {
  const notices: DataNotice[] = [];
  const entries = zipEntries(bytes);
  if (!entries.has("xl/workbook.xml")) throw noWorkbook(entries);
  const sheet = chosenSheet(await sheetList(entries), asked, notices);
  const needed = Array.from(entries.values()).filter(({ name }) => PARTS.test(name) || name === sheet.path);
  const size = needed.reduce((sum, entry) => sum + entry.size, 0);
  const limit = Math.min(maxBytes, LONGEST_SHEET);
  if (size > limit) {
    throw new Error(`the workbook unpacks to ${size} bytes, over the limit of ${limit}; export the sheet as CSV`);
  }
  const files = new Map<string, Uint8Array>();
  for (const entry of needed) files.set(entry.name, await unzipped(entry));
  const contents = sheetContents(new TextDecoder().decode(files.get(sheet.path)));
  checkReach(sheet.name, contents);
  tellOfCells(sheet.name, contents, notices);
  try {
    const rows = (await readSheet(storedZip(files), sheet.name, { trim: false })) as SheetCell[][];
    return { rows, notices };
  } catch (error) {
    throw new Error(`sheet "${sheet.name}" cannot be read: ${(error as Error).message}`);
  }
}

interface Sheet {
  readonly name: string;
  readonly path: string;
  readonly isHidden: boolean;
}

/** The sheets of the workbook, by what its two lists of them say. */
async function sheetList(entries: ReadonlyMap<string, ZipEntry>): Promise<Sheet[]> {
  const [book, relations] = await Promise.all(
    ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"].map((name) => textOf(entries.get(name))),
  );
  const targets = new Map(
    tags(relations, "Relationship").map((tag) => [attribute(tag, "Id"), attribute(tag, "Target")]),
  );
  return tags(book, "sheet").flatMap((tag) => {
    const target = targets.get(attribute(tag, "id")) ?? "";
    const path = target.startsWith("/") ? target.slice(1) : `xl/${target}`;
    const isHidden = /hidden/i.test(attribute(tag, "state"));
    return entries.has(path) ? [{ name: attribute(tag, "name"), path, isHidden }] : [];
  });
}

async function textOf(entry: ZipEntry | undefined): Promise<string> {
  if (entry === undefined || entry.size > LONGEST_SHEET) return "";
  return new TextDecoder().decode(await unzipped(entry));
}

function tags(xml: string, name: string): string[] {
  return Array.from(xml.matchAll(new RegExp(`<(?:\\w+:)?${name}\\s([^>]*)>`, "g")), ([, inside]) => inside);
}

/** The text of an attribute, whatever its namespace is called. */
function attribute(tag: string, name: string): string {
  const value = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return (value?.[1] ?? value?.[2] ?? "")
    .replace(/&#(?:x([\da-f]+)|(\d+));/gi, (_, hex, decimal) =>
      String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal)),
    )
    .replace(
      /&(lt|gt|quot|apos);/g,
      (_, entity: "lt" | "gt" | "quot" | "apos") => ({ lt: "<", gt: ">", quot: '"', apos: "'" })[entity],
    )
    .replaceAll("&amp;", "&");
}

function chosenSheet(sheets: readonly Sheet[], asked: string | number | undefined, notices: DataNotice[]): Sheet {
  if (sheets.length === 0) throw new Error("the workbook has no sheet of cells");
  const names = sheets.map(({ name }) => name);
  const list =
    names
      .slice(0, 12)
      .map((name) => `"${name}"`)
      .join(", ") + (names.length > 12 ? ", …" : "");
  if (asked === undefined) {
    const first = sheets.find(({ isHidden }) => !isHidden) ?? sheets[0];
    if (sheets.length > 1) {
      const other = names.find((name) => name !== first.name) as string;
      notices.push({
        code: "M_SHEET",
        message: `the workbook has ${sheets.length} sheets, ${list}; "${first.name}" was read`,
        columns: [],
        choices: names,
        remedies: [{ options: { sheet: other }, effect: "reads another" }],
      });
    }
    return first;
  }
  const found =
    sheets.find(({ name }) => name === asked) ?? (/^\d+$/.test(String(asked)) ? sheets[Number(asked) - 1] : undefined);
  if (found !== undefined) return found;
  const hint = didYouMean(String(asked), names, `its sheets are ${list}`);
  throw new Error(`the workbook has no sheet ${typeof asked === "number" ? asked : `"${asked}"`}; ${hint}`);
}

function checkReach(sheet: string, { rows, columns, last }: SheetContents): void {
  const cells = rows * columns;
  if (cells <= MOST_CELLS) return;
  throw new Error(
    `sheet "${sheet}" reaches to ${last}: ${rows} rows × ${columns} columns are ${cells} cells, over the limit of ` +
      `${MOST_CELLS}; delete what is beyond the table, or export it as CSV`,
  );
}

function tellOfCells(sheet: string, { errors, unvalued }: SheetContents, notices: DataNotice[]): void {
  if (errors !== null) {
    const { count, first, text } = errors;
    const message = `sheet "${sheet}" has ${count} cell${count === 1 ? "" : "s"} with an error, the first ${text} in ${first}; they are missing`;
    notices.push({ code: "W_CELL_ERRORS", message, columns: [], count, first: text, remedies: [] });
  }
  if (unvalued !== null) {
    const { count, first } = unvalued;
    const message =
      `sheet "${sheet}" has ${count} formula${count === 1 ? "" : "s"} without a value, the first in ${first}; ` +
      "they are missing: open and save the workbook in Excel, which computes them";
    notices.push({ code: "W_CELLS_NOT_COMPUTED", message, columns: [], count, first, remedies: [] });
  }
}

function noWorkbook(entries: ReadonlyMap<string, ZipEntry>): Error {
  const kinds: readonly (readonly [file: string, what: string])[] = [
    ["content.xml", "an OpenDocument file; in LibreOffice save the sheet as .xlsx or CSV (File > Save As)"],
    ["xdata.json", "a jamovi file; in jamovi export the data (Menu > Export > CSV)"],
    ["metadata.json", "a jamovi file; in jamovi export the data (Menu > Export > CSV)"],
    ["manifest.json", "a JASP file; in JASP export the data as CSV"],
    ["xl/workbook.bin", "an Excel workbook in binary form; save it as .xlsx or CSV"],
    ["Index/Document.iwa", "a Numbers document; export it to Excel or CSV (File > Export To)"],
    ["word/document.xml", "a Word document; save its table as CSV"],
  ];
  const known = kinds.find(([file]) => entries.has(file));
  if (known !== undefined) return new Error(`the file is no table that can be read: it looks like ${known[1]}`);
  const [name] = Array.from(entries.keys()).filter((entry) => !entry.endsWith("/"));
  return new Error(`the file is a zip archive${name === undefined ? "" : ` with "${name}"`}; unpack it`);
}
