// Long formulas over several lines, broken where R breaks them.

const BREAK_AFTER = 60;

interface OpenBreak {
  readonly depth: number;
  readonly strength: number;
}

const STRENGTH: Readonly<Record<string, number>> = {
  ",": 0,
  "~": 1,
  "|": 2,
  "||": 2,
  "&": 3,
  "&&": 3,
  "==": 5,
  "!=": 5,
  "<": 5,
  "<=": 5,
  ">": 5,
  ">=": 5,
  "+": 6,
  "-": 6,
  "*": 7,
  "%in%": 8,
};

/**
 * Pieces of a formula text: a new one begins after the first operator or comma past 60 characters, indented by four
 * blanks for each broken expression that it is in.
 */
export function formulaLines(formula: string): string[] {
  const lines: string[] = [];
  const open: OpenBreak[] = [];
  let line = "";
  let depth = 0;
  for (const token of tokens(formula)) {
    line += token;
    if (token === "(") depth++;
    if (token === ")") {
      depth--;
      while (open.length > 0 && open.at(-1)!.depth > depth) open.pop();
    }
    const strength = STRENGTH[token.trim()];
    const breakable = strength !== undefined && token.endsWith(" ");
    if (!breakable) continue;
    while (open.length > 0 && endsBefore(open.at(-1)!, depth, strength)) open.pop();
    if (line.length <= BREAK_AFTER) continue;
    lines.push(line);
    if (strength > 0 || !open.some((node) => node.depth === depth && node.strength === 0))
      open.push({ depth, strength });
    line = "    ".repeat(Math.min(4, open.length)) + "  ".repeat(Math.max(0, open.length - 4));
  }
  lines.push(line);
  return lines;
}

function endsBefore(node: OpenBreak, depth: number, strength: number): boolean {
  return node.depth > depth || (node.depth === depth && node.strength >= strength && node.strength > 0);
}

function tokens(formula: string): string[] {
  return (
    formula.match(
      /`[^`]*`|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|, |[()]| (?:%in%|[^\s\w().`"']+) |[^\s()`"',]+|\s|./gsu,
    ) ?? []
  );
}
