// Characters that move a terminal's cursor, color it, turn the direction of what follows or worse, as text that says which they are.

/** All control characters but line ends, as \x1b, and those of direction, as \u202e. */
export function shown(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, (char) => escaped(char));
}

/** The same on one line. */
export function oneLine(text: string): string {
  return shown(text).replaceAll("\n", "\\n");
}

function escaped(char: string): string {
  if (char === "\t") return "\\t";
  if (char === "\r") return "\\r";
  const code = char.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, "0")}`;
}
