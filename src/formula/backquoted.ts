// Names of columns that a text holds without the backquotes that they need.
import { quoteName } from "./deparse.js";
import { isSyntacticName } from "./names.js";

const QUOTED = "`[^`]*`|\"[^\"]*\"|'[^']*'";

/** The text with every such name in backquotes, whatever its blanks and case; null where there is none. */
export function backquoted(text: string, names: readonly string[]): string | null {
  const unusual = names.filter((name) => !isSyntacticName(name) && name.trim() !== "" && name !== ".");
  const byLength = unusual.sort((a, b) => b.length - a.length);
  const patterns = byLength.map((name) => name.trim().split(/\s+/).map(escaped).join("\\s*"));
  if (patterns.length === 0) return null;
  const whole = new RegExp(
    `${QUOTED}|(?<![\\p{L}\\p{N}._])(?:${patterns.map((p) => `(${p})`).join("|")})(?![\\p{L}\\p{N}_])`,
    "giu",
  );
  const result = text.replace(whole, (found, ...groups: unknown[]) => {
    const which = groups.slice(0, byLength.length).findIndex((group) => group !== undefined);
    return which < 0 ? found : quoteName(byLength[which]);
  });
  return result === text ? null : result;
}

const escaped = (word: string) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
