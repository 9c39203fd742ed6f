// The columns of the data that the expected response is made of.
import type { Table } from "../data/table.js";
import type { ExpandedFormula, Expression } from "../formula/ast.js";
import { parseExpression } from "../formula/parser.js";
import { variablesOf } from "../formula/variables.js";

/** The columns that fixed terms and offsets of the formula name, and those of the offset option; none is copied. */
export function predictorTable(
  { fixed, offsets }: Pick<ExpandedFormula, "fixed" | "offsets">,
  offset: string | Expression | ArrayLike<number> | undefined,
  { rowCount, columns }: Table,
): Table {
  const expressions = [...fixed.terms.flatMap(({ variables }) => variables), ...offsets];
  const names = new Set([...expressions.flatMap(variablesOf), ...offsetNames(offset, columns)]);
  return { rowCount, columns: new Map([...columns].filter(([name]) => names.has(name))) };
}

function offsetNames(offset: string | Expression | ArrayLike<number> | undefined, columns: Table["columns"]): string[] {
  if (typeof offset === "string") return columns.has(offset) ? [offset] : variablesOf(parseExpression(offset));
  return typeof offset === "object" && "kind" in offset ? variablesOf(offset) : [];
}
