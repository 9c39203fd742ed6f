// What a sheet's XML holds, found without parsing it: how far it reaches, errors, formulas that were never computed.

export interface SheetContents {
  /** Up to the last cell with something in it, which is `last`. */
  readonly rows: number;
  readonly columns: number;
  readonly last: string;
  readonly errors: { readonly count: number; readonly first: string; readonly text: string } | null;
  readonly unvalued: { readonly count: number; readonly first: string } | null;
}

/** The tags of cells and of what counts as their content, whatever the namespace is called. */
const TAG = /<(\/?)(?:\w+:)?([cvtf])(\s[^>]*)?>/g;
const PLACE = /\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']/;
const ERROR = /\st\s*=\s*["']e["']/;

interface Cell {
  readonly attributes: string;
  value: string | null;
  hasFormula: boolean;
}

export function sheetContents(xml: string): SheetContents {
  const contents = new ContentsSoFar();
  let cell: Cell | null = null;
  for (const { 0: tag, 1: slash, 2: name, 3: attributes = "", index } of xml.matchAll(TAG)) {
    if (name === "c") {
      if (cell !== null) contents.add(cell);
      cell = slash === "/" || attributes.endsWith("/") ? null : { attributes, value: null, hasFormula: false };
    } else if (cell !== null && slash === "") {
      if (name === "f") cell.hasFormula = true;
      else if (!attributes.endsWith("/")) {
        const start = index + tag.length;
        cell.value ??= xml.slice(start, xml.indexOf("<", start));
      }
    }
  }
  if (cell !== null) contents.add(cell);
  return contents;
}

class ContentsSoFar implements SheetContents {
  rows = 0;
  columns = 0;
  errors: { count: number; first: string; text: string } | null = null;
  unvalued: { count: number; first: string } | null = null;

  get last(): string {
    return columnLetters(this.columns) + this.rows;
  }

  add({ attributes, value, hasFormula }: Cell): void {
    const place = PLACE.exec(attributes);
    if (place === null || (value === null && !hasFormula)) return;
    const [, letters, digits] = place;
    const address = letters + digits;
    this.rows = Math.max(this.rows, Number(digits));
    this.columns = Math.max(this.columns, columnNumber(letters));
    if (ERROR.test(attributes)) {
      this.errors ??= { count: 0, first: address, text: value ?? "" };
      this.errors.count++;
    } else if (value === null) {
      this.unvalued ??= { count: 0, first: address };
      this.unvalued.count++;
    }
  }
}

function columnNumber(letters: string): number {
  return Array.from(letters).reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0);
}

function columnLetters(column: number): string {
  return column === 0
    ? ""
    : columnLetters(Math.floor((column - 1) / 26)) + String.fromCharCode(65 + ((column - 1) % 26));
}
