// A formula's tree as text, for those who have made or changed the tree.
import { checkArgument, isName, isText, type OptionRule } from "../options.js";
import type { Argument, Expression, FormulaAst } from "./ast.js";
import { formulaText } from "./deparse.js";

const FORMULA: OptionRule = [
  (value) => {
    const { response, predictors } = Object(value);
    return (response === null || isExpression(response)) && isExpression(predictors);
  },
  "what parseFormula() gave",
];

/**
 * The whole formula on one line with R's spacing: "Reaction ~ Days + (Days | Subject)". Throws OptionError.
 *
 * @example
 * formatFormula(parseFormula("y~a*b+(1|g)")); // "y ~ a * b + (1 | g)"
 */
export function formatFormula(ast: Pick<FormulaAst, "response" | "predictors">): string {
  checkArgument("ast", ast, FORMULA);
  return formulaText(ast);
}

/** Without recursion: a sum of thousands of terms is as deep. */
function isExpression(root: unknown): boolean {
  const left = [root];
  while (left.length > 0) {
    const inner = partsOf(left.pop());
    if (inner === null) return false;
    left.push(...inner);
  }
  return true;
}

/** The expressions within one; null for what is none. */
function partsOf(value: unknown): readonly unknown[] | null {
  const expression = Object(value) as Partial<Record<string, unknown>> & { kind?: Expression["kind"] };
  const { kind, callee, args, operator, left, right, operand, inner } = expression;
  switch (kind) {
    case "number":
      return typeof expression.value === "number" ? [] : null;
    case "logical":
      return typeof expression.value === "boolean" ? [] : null;
    case "string":
      return isText(expression.value) ? [] : null;
    case "name":
      return isText(expression.name) ? [] : null;
    case "dot":
      return [];
    case "call": {
      if (!isText(callee) || !Array.isArray(args)) return null;
      const given = Array.from(args, (argument) => Object(argument) as Partial<Argument>);
      return given.every(({ name }) => isName(name)) ? given.map((argument) => argument.value) : null;
    }
    case "unary":
      return isText(operator) ? [operand] : null;
    case "binary":
      return isText(operator) ? [left, right] : null;
    case "paren":
      return [inner];
    default:
      return null;
  }
}
