// Changes of a formula's text that a click makes.
import { parseFormula } from "../src/index.js";

type Tree = ReturnType<typeof parseFormula>["predictors"];

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A name as a formula has it. */
export function inFormula(name: string): string {
  return /^[\p{L}.][\p{L}\p{N}._]*$/u.test(name) ? name : `\`${name.replace(/[\\`]/g, "\\$&")}\``;
}

/** The formula with a name at the caret: the response first, then a term, or what an operator waits for. */
export function insertedName(formula: string, caret: number, name: string): { text: string; caret: number } {
  const before = formula.slice(0, caret).trimEnd();
  const after = formula.slice(caret);
  const isFirst = before === "" && !after.includes("~");
  const isOperand = before === "" || /[~+*:/|(,^-]$/.test(before) || before.endsWith("%in%");
  const gap = before === "" || before.endsWith("(") ? "" : " ";
  const head = `${before}${isOperand ? gap : " + "}${inFormula(name)}${isFirst ? " ~ " : ""}`;
  return { text: head + (isFirst ? after.trimStart() : after), caret: head.length };
}

/** Where a column stands in a formula first; null where it does not, or the formula cannot be read. */
export function spanOf(formula: string, name: string): Span | null {
  return spansOf(formula, name)[0] ?? null;
}

/** The formula with an expression wherever the column stood by itself. */
export function replacedName(formula: string, name: string, expression: string): string {
  return spansOf(formula, name)
    .reverse()
    .reduce((text, { start, end }) => text.slice(0, start) + expression + text.slice(end), formula);
}

function spansOf(formula: string, name: string): Span[] {
  const spans: Span[] = [];
  const visit = (node: Tree): void => {
    if (node.kind === "name" && node.name === name) spans.push(node);
    else if (node.kind === "paren") visit(node.inner);
    else if (node.kind === "unary") visit(node.operand);
    else if (node.kind === "call") for (const { value } of node.args) visit(value);
    else if (node.kind === "binary") {
      visit(node.left);
      visit(node.right);
    }
  };
  try {
    const { response, predictors } = parseFormula(formula);
    if (response !== null) visit(response);
    visit(predictors);
  } catch {
    return [];
  }
  return spans;
}
