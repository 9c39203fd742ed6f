// Short names for the columns of a printed correlation matrix.

/**
 * Names of about `minLength` characters, all different where the names are, by the rules of R's `abbreviate`:
 * blanks go first, then lower-case vowels, then lower-case letters, then whatever is left, each from the end.
 * Names that collide are abbreviated anew with one character more.
 */
export function abbreviate(names: readonly string[], minLength: number): string[] {
  const trimmed = names.map((name) => name.replace(/^ +| +$/g, ""));
  const unique = [...new Set(trimmed)];
  const short = new Map(unique.map((name) => [name, shorten(name, minLength)]));
  for (let length = minLength + 1; ; length++) {
    const colliding = collidingKeys(short);
    if (colliding.length === 0) break;
    for (const name of colliding) short.set(name, shorten(name, length));
  }
  return trimmed.map((name) => short.get(name)!);
}

function collidingKeys(short: ReadonlyMap<string, string>): string[] {
  const uses = new Map<string, number>();
  for (const text of short.values()) uses.set(text, (uses.get(text) ?? 0) + 1);
  return [...short].filter(([, text]) => uses.get(text)! > 1).map(([name]) => name);
}

type Removable = (characters: readonly string[], i: number) => boolean;

const isBlank = (character: string | undefined): boolean => character !== undefined && /\s/.test(character);
const isVowel = (character: string): boolean => "aeiou".includes(character);
const isLower = (character: string): boolean => /\p{Ll}/u.test(character);
const startsWord: Removable = (characters, i) => isBlank(characters[i - 1]);
const endsWord: Removable = (characters, i) =>
  !isBlank(characters[i - 1]) && (i + 1 >= characters.length || isBlank(characters[i + 1]));

const PASSES: readonly Removable[] = [
  (characters, i) => isVowel(characters[i]) && endsWord(characters, i),
  (characters, i) => isVowel(characters[i]) && !startsWord(characters, i),
  (characters, i) => isLower(characters[i]) && endsWord(characters, i),
  (characters, i) => isLower(characters[i]) && !startsWord(characters, i),
  (characters, i) => !startsWord(characters, i) && !isBlank(characters[i]),
];

function shorten(name: string, minLength: number): string {
  const characters = [...name];
  const blanks = characters.filter((character) => isBlank(character)).length;
  const fits = (): boolean => characters.length - blanks <= minLength;
  if (characters.length <= minLength) return name;
  for (const removable of PASSES) {
    for (let i = characters.length - 1; i > 0 && !fits(); i--) {
      if (removable(characters, i)) characters.splice(i, 1);
    }
  }
  return characters.filter((character) => !isBlank(character)).join("");
}
