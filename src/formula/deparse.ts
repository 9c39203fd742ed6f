// Tree → text, spaced and quoted as R's deparse does; labels of terms and names of coefficients come from here.

import { formatNumber } from "../math/number-label.js";
import type { Argument, BinaryOperator, Expression, FormulaAst } from "./ast.js";
import { isSyntacticName } from "./names.js";
import { writeQuoted } from "./string-literal.js";
import { leftSpine } from "./variables.js";

const TIGHT: ReadonlySet<BinaryOperator> = new Set(["^", ":", "/", "%%", "%/%"]);

/** The expression as R writes it, on one line. An integer such as 2L is written 2, as R does in term labels. */
export function deparse(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return formatNumber(expression.value);
    case "string":
      return writeQuoted(expression.value, '"');
    case "logical":
      return expression.value ? "TRUE" : "FALSE";
    case "name":
      return quoteName(expression.name);
    case "dot":
      return ".";
    case "call":
      return `${quoteName(expression.callee)}(${expression.args.map(deparseArgument).join(", ")})`;
    case "unary":
      return expression.operator + deparse(expression.operand);
    case "paren":
      return `(${deparse(expression.inner)})`;
    case "binary":
      return deparseBinary(expression);
  }
}

/** The whole formula on one line with R's spacing: "Reaction ~ Days + (Days | Subject)". */
export function formulaText(ast: Pick<FormulaAst, "response" | "predictors">): string {
  const right = deparse(ast.predictors);
  return ast.response === null ? `~${right}` : `${deparse(ast.response)} ~ ${right}`;
}

/** The name as it must be written in a formula: in backquotes unless R can read it without. */
export function quoteName(name: string): string {
  return isSyntacticName(name) ? name : writeQuoted(name, "`");
}

function deparseArgument(argument: Argument): string {
  const value = deparse(argument.value);
  return argument.name === null ? value : `${quoteName(argument.name)} = ${value}`;
}

function deparseBinary(expression: Expression): string {
  const { first, steps } = leftSpine(expression, () => true);
  const parts = [deparse(first)];
  for (const { operator, right } of steps) {
    parts.push(TIGHT.has(operator) ? operator : ` ${operator} `, deparse(right));
  }
  return parts.join("");
}
