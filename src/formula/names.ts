// Which names R can read without backquotes.

/** Words that R keeps for itself; as a column name each of them needs backquotes. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set([
  "if",
  "else",
  "repeat",
  "while",
  "function",
  "for",
  "next",
  "break",
  "in",
  "TRUE",
  "FALSE",
  "NULL",
  "Inf",
  "NaN",
  "NA",
  "NA_integer_",
  "NA_real_",
  "NA_complex_",
  "NA_character_",
]);

const NAME = "(?:[\\p{L}\\p{Nl}]|\\.(?![0-9]))[\\p{L}\\p{Nl}\\p{Nd}\\p{Mn}\\p{Mc}._]*";

/** Matches a name at `lastIndex` (sticky); make a new one for each text, since it has state. */
export function namePattern(): RegExp {
  return new RegExp(NAME, "uy");
}

const WHOLE_NAME = new RegExp(`^${NAME}$`, "u");

/** Whether the name can be written without backquotes; "." cannot, since it means "all other columns". */
export function isSyntacticName(name: string): boolean {
  return name !== "." && WHOLE_NAME.test(name) && !RESERVED_WORDS.has(name);
}
