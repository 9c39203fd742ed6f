// Formula → fixed terms, offsets and random terms, with every operator carried out as R's terms() and lme4 do.

import { FormulaError } from "../errors.js";
import type { ExpandedFormula, Expression, FormulaAst, RandomTerm, TermList } from "./ast.js";
import { isBar } from "./bars.js";
import { deparse } from "./deparse.js";
import { randomTermsOf } from "./random-terms.js";
import { TermEncoder } from "./term-encoder.js";
import { nodesOf, variablesOf } from "./variables.js";

/**
 * Carries out the operators of a formula; "." stands for all columns but those of the response.
 * A formula without a response, or without a random term, is none of its business: see `requireResponse`.
 */
export function expandFormula(ast: FormulaAst, columnNames: readonly string[]): ExpandedFormula {
  const { source, response } = ast;
  // Without parentheses a bar takes in all before it, as in lme4.
  const isBare = isBar(ast.predictors);
  const predictors = isBare ? inParentheses(ast.predictors) : ast.predictors;
  if (response !== null) checkResponse(response, source);
  const taken = new Set(response === null ? [] : variablesOf(response));
  const random: RandomTerm[] = [];
  const offsets: Expression[] = [];
  const fixed = new TermEncoder(
    {
      source,
      random: (bar) => void random.push(...randomTermsOf(bar, source).map((term) => ({ ...term, isBare }))),
      offsets,
      dot: columnNames.length > 0 ? columnNames.filter((name) => !taken.has(name)) : "has no columns to stand for",
    },
    predictors,
  ).encode();
  if (response !== null) {
    refuseAsPredictor(response, fixed, source);
    for (const term of random) refuseAsPredictor(response, term.predictors, source);
  }
  return { ...ast, predictors, fixed, offsets, random };
}

function inParentheses(inner: Expression): Expression {
  return { kind: "paren", inner, start: inner.start, end: inner.end };
}

/** The response of a formula that must have one. */
export function requireResponse(formula: {
  readonly source: string;
  readonly response: Expression | null;
}): Expression {
  if (formula.response !== null) return formula.response;
  const { source } = formula;
  const tilde = Math.max(0, source.indexOf("~"));
  throw new FormulaError('"~" has no response before it; write response ~ predictors', source, tilde);
}

function checkResponse(response: Expression, source: string): void {
  const fail = (message: string, at: Expression): never => {
    throw new FormulaError(message, source, at.start, at.end - at.start);
  };
  const label = deparse(response);
  for (const node of nodesOf(response, false)) {
    if (isBar(node))
      fail(`response "${label}" holds a bar; random terms stand after "~", and I(a | b) means "or"`, node);
  }
  for (const node of nodesOf(response)) {
    if (node.kind === "dot") fail(`response "${label}" holds "."; name the column`, node);
  }
  if (variablesOf(response).length === 0)
    fail(`response "${label}" names no column; write response ~ predictors`, response);
}

function refuseAsPredictor(response: Expression, { terms }: TermList, source: string): void {
  const label = deparse(response);
  for (const variable of new Set(terms.flatMap(({ variables }) => variables))) {
    if (deparse(variable) !== label) continue;
    const message = `response "${label}" is also a predictor; remove it after "~"`;
    throw new FormulaError(message, source, variable.start, variable.end - variable.start);
  }
}
