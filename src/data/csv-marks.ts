// Whether the numbers of a file have decimal points or commas, and digits in groups: said by all of its columns together.
import type { ColumnReadings, CsvColumn, Reading } from "./csv-column.js";
import { countTexts, numberShare, numbersOfTexts, type Texts } from "./doubt.js";
import { type DataNotice, type Places, placeOf, placeText } from "./notices.js";
import { type DecimalMark, isGrouped, type ReadText, readMarked } from "./number-shape.js";

/** What is known of a file before its numbers are read. */
export interface MarkOptions {
  readonly decimal: DecimalMark | undefined;
  readonly thousands: string | undefined;
  readonly delimiter: string;
}

/** What a column says of the mark before decimals. */
interface Evidence {
  readonly column: CsvColumn;
  /** null for a column of numbers with a decimal point. */
  readonly texts: Texts | null;
  /** Whether all cells are numbers under each mark, or most, and different ones. */
  readonly isNumeric: Readonly<Record<DecimalMark, boolean>>;
  /** The one mark under which its numbers can be read; null where they say nothing, or could be either. */
  readonly own: DecimalMark | null;
  /** A row whose number could be either, -1 where there is none. */
  readonly eitherRow: number;
}

/** Throws nothing: what cannot be read as numbers stays text. */
export function columnReadings(columns: readonly CsvColumn[], options: MarkOptions, places: Places): ColumnReadings {
  const evidence = columns.map((column) => (column.isOpen ? evidenceOf(column, options.delimiter) : null));
  const { mark, isSettled } = fileMark(
    evidence.filter((entry) => entry !== null),
    options,
  );
  const notices = new MarkNotices(places);
  const readings = columns.map((column, i): Reading | null => {
    const found = evidence[i];
    const read: ReadText = (text) => readMarked(text, mark, options.thousands);
    if (found === null) return mark === "," ? { read, mark } : null;
    if (found.texts === null) {
      const isContrary = found.own === "." && mark === "," && options.decimal === undefined;
      if (isContrary) notices.mixed.push(column.name);
      if (mark === "." || isContrary || (found.eitherRow < 0 && found.own === null)) {
        if (!isSettled && found.eitherRow >= 0 && found.own === null) notices.addEither(column, found.eitherRow, mark);
        return null;
      }
    } else if (
      options.decimal === undefined &&
      found.own !== null &&
      found.own !== mark &&
      found.isNumeric[found.own]
    ) {
      const own: Reading = { read: (text) => readMarked(text, found.own as DecimalMark), mark: found.own };
      return column.type === "number" ? own : { ...own, doubt: notices.contrary(column, found.own) };
    }
    const isPlain = mark === "." && options.thousands === undefined && !found.isNumeric["."];
    if (isPlain) return null;
    if (!isSettled && found.eitherRow >= 0 && found.own === null) notices.addEither(column, found.eitherRow, mark);
    notices.addRead(column, mark, read);
    return { read, mark };
  });
  return { readings, notices: notices.list() };
}

function evidenceOf(column: CsvColumn, delimiter: string): Evidence {
  const { numbers } = column;
  if (numbers !== undefined) {
    const own = numbers.provesPoint ? "." : null;
    return { column, texts: null, isNumeric: { ".": true, ",": false }, own, eitherRow: numbers.eitherRow };
  }
  const texts = column.texts();
  const point = numbersOfTexts(texts.levels, (text) => readMarked(text, "."));
  const comma = numbersOfTexts(texts.levels, (text) => readMarked(text, ","));
  const counts = countTexts(texts);
  const shares = { ".": numberShare(point, counts), ",": numberShare(comma, counts) };
  const proves = (mine: typeof point, other: typeof point) =>
    mine.some((value, i) => value !== undefined && other[i] === undefined);
  const isEither = texts.levels.map(
    (_, i) => point[i] !== undefined && comma[i] !== undefined && !Object.is(point[i], comma[i]),
  );
  const [provesPoint, provesComma] = [proves(point, comma), proves(comma, point)];
  let own: DecimalMark | null = null;
  if (provesPoint && provesComma) own = shares[","].numbers > shares["."].numbers ? "," : ".";
  else if (provesPoint || provesComma) own = provesPoint ? "." : ",";
  return {
    column,
    texts,
    // Where commas stand between cells, a few texts like 1,2 may be something else.
    isNumeric: {
      ".": shares["."].areMost || areAll(shares["."]),
      ",": shares[","].areMost || (delimiter !== "," && areAll(shares[","])),
    },
    own,
    eitherRow: texts.codes.findIndex((code) => code >= 0 && isEither[code]),
  };
}

function areAll({ cells, numbers }: { cells: number; numbers: number }): boolean {
  return cells > 0 && numbers === cells;
}

/** The mark of the file, and whether something other than a default says so. */
function fileMark(
  evidence: readonly Evidence[],
  { decimal, thousands, delimiter }: MarkOptions,
): { mark: DecimalMark; isSettled: boolean } {
  if (decimal !== undefined) return { mark: decimal, isSettled: true };
  if (thousands === "," || thousands === ".") return { mark: thousands === "," ? "." : ",", isSettled: true };
  const votes = (mark: DecimalMark) => evidence.filter(({ own, isNumeric }) => own === mark && isNumeric[mark]).length;
  const [points, commas] = [votes("."), votes(",")];
  const isCommaLikely = delimiter !== ",";
  if (points + commas > 0) {
    const isComma = commas === points ? isCommaLikely : commas > points;
    return { mark: isComma ? "," : ".", isSettled: true };
  }
  const isOpen = evidence.some(({ texts, eitherRow, isNumeric }) => texts !== null && eitherRow >= 0 && isNumeric[","]);
  return { mark: isOpen && isCommaLikely ? "," : ".", isSettled: false };
}

/** What is told of how numbers were read, each thing once for all columns. */
class MarkNotices {
  /** Columns with a decimal point in a file of commas. */
  readonly mixed: string[] = [];
  readonly #places: Places;
  readonly #commas: Found[] = [];
  readonly #groups: Found[] = [];
  readonly #others: DataNotice[] = [];

  constructor(places: Places) {
    this.#places = places;
  }

  /** A column whose texts are read with `mark`. */
  addRead(column: CsvColumn, mark: DecimalMark, read: ReadText): void {
    const texts = column.texts();
    if (numbersOfTexts(texts.levels, read).includes(undefined)) return;
    this.#note(this.#groups, column.name, texts, (level) => isGrouped(level, mark));
    if (mark === ",") this.#note(this.#commas, column.name, texts, (level) => level.includes(","));
  }

  #note(list: Found[], name: string, { codes, levels }: Texts, holds: (level: string) => boolean): void {
    const isFound = levels.map(holds);
    const row = codes.findIndex((code) => code >= 0 && isFound[code]);
    if (row < 0) return;
    let count = 0;
    for (const code of codes) if (code >= 0 && isFound[code]) count++;
    list.push({ name, count, first: levels[codes[row]], row });
  }

  /** A column in which nothing tells decimals from thousands. */
  addEither(column: CsvColumn, row: number, mark: DecimalMark): void {
    const first = column.textAt(row);
    const value = readMarked(first, mark);
    const other: DecimalMark = mark === "." ? "," : ".";
    const message =
      `column "${column.name}": nothing tells whether its numbers, such as "${first}" ${placeText(row, this.#places)}, have decimals or ` +
      `thousands; "${first}" was taken as ${value}`;
    const remedies = [{ options: { decimal: other }, effect: `takes it as ${readMarked(first, other)}` }];
    this.#others.push({
      code: "W_AMBIGUOUS_NUMBERS",
      message,
      columns: [column.name],
      first,
      ...placeOf(row, this.#places),
      remedies,
    });
  }

  /** The doubt about a column whose mark is not the file's. */
  contrary(column: CsvColumn, own: DecimalMark): DataNotice {
    const { name } = column;
    const { codes, levels } = column.texts();
    const row = codes.findIndex((code) => code >= 0 && readMarked(levels[code], own) !== undefined);
    const first = levels[codes[row]];
    const [mine, others] = own === "," ? ["commas", "points"] : ["points", "commas"];
    const message = `column "${name}" seems to have decimal ${mine}, the first "${first}" ${placeText(row, this.#places)}, but other columns have decimal ${others}; it is kept as text`;
    const remedies = [
      { options: { types: Object.fromEntries([[name, "number" as const]]) }, effect: "reads its numbers" },
      { options: { types: Object.fromEntries([[name, "factor" as const]]) }, effect: "makes a factor of it" },
    ];
    return { code: "W_CONTRARY_DECIMALS", message, columns: [name], first, ...placeOf(row, this.#places), remedies };
  }

  list(): DataNotice[] {
    const notices = [...this.#others];
    const [comma] = this.#commas;
    if (comma !== undefined) {
      const remedies = [{ options: { decimal: "." as const }, effect: "takes them for text" }];
      notices.push(this.#notice("M_DECIMAL_COMMA", "decimal commas were read", this.#commas, remedies));
    }
    if (this.#groups.length > 0) {
      const remedies = [
        {
          options: { types: Object.fromEntries(this.#groups.map(({ name }) => [name, "factor" as const])) },
          effect: "keeps them as text",
        },
      ];
      notices.push(this.#notice("M_THOUSANDS", "signs between thousands were taken off", this.#groups, remedies));
    }
    if (this.mixed.length > 0) {
      const names = this.mixed.map((name) => `"${name}"`).join(", ");
      const message = `decimal points in ${names} were read, while other columns have decimal commas`;
      notices.push({ code: "W_MIXED_DECIMALS", message, columns: this.mixed, remedies: [] });
    }
    return notices;
  }

  #notice(code: string, what: string, found: readonly Found[], remedies: DataNotice["remedies"]): DataNotice {
    const count = found.reduce((sum, entry) => sum + entry.count, 0);
    const [{ first, row }] = found;
    const names = found.map(({ name }) => `"${name}"`).join(", ");
    const message = `${what} in ${count} cell${count === 1 ? "" : "s"} of ${names}, the first "${first}" ${placeText(row, this.#places)}`;
    return {
      code,
      message,
      columns: found.map(({ name }) => name),
      count,
      first,
      ...placeOf(row, this.#places),
      remedies,
    };
  }
}

interface Found {
  readonly name: string;
  readonly count: number;
  readonly first: string;
  readonly row: number;
}
