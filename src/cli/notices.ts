// What was decided about data or is doubtful in them, on stderr, with the options of the command line that settle it.
import { isDoubt } from "../data/doubt.js";
import type { DataNotice, Remedy, RemedyOptions } from "../data/notices.js";
import type { Table } from "../data/table.js";
import { oneLine } from "../report/control-characters.js";
import type { Session } from "./session.js";

/** Writes the notices of a table as one block; all, or only those about doubtful columns, or only the others. */
export function writeNotices({ notices = [] }: Table, session: Session, which?: "doubts" | "others"): void {
  const chosen = notices.filter((notice) => which === undefined || isDoubt(notice) === (which === "doubts"));
  const lines = chosen.map(
    (notice) => `${notice.code.startsWith("M_") ? "note" : "warning"}: ${oneLine(noticeLine(notice))}\n`,
  );
  if (lines.length > 0) session.err(lines.join(""));
}

/** A notice as one line, with what settles it. */
export function noticeLine({ message, remedies }: DataNotice): string {
  return remedies.length === 0 ? message : `${message}; ${remedyFlags(remedies)}`;
}

/** The remedies as options of the command line: `--na freq=n/a makes …`. */
function remedyFlags(remedies: readonly Remedy[]): string {
  return remedies
    .map(({ effect, options, expression }) => `${expression ?? flags(options ?? {})} ${effect}`)
    .join(", ");
}

function flags(options: RemedyOptions): string {
  const { types, missing, ...others } = options;
  const words = [
    ...Object.entries(types ?? {}).map(([column, type]) => `--column-type ${quoted(`${column}=${type}`)}`),
    ...Object.entries(missing ?? {}).flatMap(([column, texts]) =>
      texts.map((text) => `--na ${quoted(`${column}=${text}`)}`),
    ),
    ...Object.entries(others).map(([name, value]) => `--${name} ${quoted(String(value))}`),
  ];
  return words.join(" ");
}

/** As a shell takes it. */
function quoted(word: string): string {
  return /^[\w.,/=:%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
