// Texts that a condition compares a factor with, and that no row has: a slip, mostly of case.
import type { Table } from "../data/table.js";
import type { Expression } from "../formula/ast.js";
import { parseExpression } from "../formula/parser.js";
import { nodesOf } from "../formula/variables.js";
import { didYouMean } from "../names.js";

const COMPARING: readonly string[] = ["==", "!=", "%in%"];
const MOST_SHOWN = 5;

/** A sentence for each of them; none where the condition cannot be read, which is told elsewhere. */
export function unknownLevels(condition: string, { columns }: Table): string[] {
  return [...nodesOf(parsed(condition))].flatMap((node) => {
    if (node.kind !== "binary" || !COMPARING.includes(node.operator)) return [];
    const sides = [node.left, node.right];
    const named = sides.find((side) => side.kind === "name");
    const column = named?.kind === "name" ? columns.get(named.name) : undefined;
    if (column?.kind !== "factor" || column.logical) return [];
    const { levels } = column;
    const texts = sides.flatMap((side) =>
      [...nodesOf(side)].flatMap((part) => (part.kind === "string" ? [part.value] : [])),
    );
    return texts
      .filter((text) => !levels.includes(text))
      .map((text) => {
        const some = levels.slice(0, MOST_SHOWN).map((level) => `"${level}"`);
        const listed = `its levels are ${some.join(", ")}${levels.length > MOST_SHOWN ? ", …" : ""}`;
        return `"${text}" is no level of "${column.name}"; ${didYouMean(text, levels, listed)}`;
      });
  });
}

function parsed(condition: string): Expression {
  try {
    return parseExpression(condition);
  } catch {
    return { kind: "dot", start: 0, end: 0 };
  }
}
