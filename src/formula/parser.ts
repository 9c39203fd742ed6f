// Tokens → tree by precedence climbing (Pratt 1973), with R's precedences.

import { FormulaError } from "../errors.js";
import { checkArgument, TEXT } from "../options.js";
import type { Argument, BinaryOperator, Expression, FormulaAst, UnaryOperator } from "./ast.js";
import { RESERVED_WORDS } from "./names.js";
import { scan, type Token } from "./scanner.js";

const BINDING: Readonly<Record<string, number>> = {
  "|": 1,
  "||": 1,
  "&": 2,
  "&&": 2,
  "==": 4,
  "!=": 4,
  "<": 4,
  "<=": 4,
  ">": 4,
  ">=": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "%in%": 7,
  "%%": 7,
  "%/%": 7,
  ":": 8,
  "^": 10,
};
const LOWEST = 1;
const NOT = 3;
const COMPARISON = 4;
const SIGN = 9;
const POWER = 10;

const TERM_OPERATORS: ReadonlySet<string> = new Set(["+", "-", "*", "/", "^", ":", "%in%"]);

// Recursive readers of the tree (this parser, the evaluator) must not run out of stack.
const MAX_NESTING = 200;
const MAX_DEPTH = 500;

/**
 * Reads `response ~ predictors` or `~ predictors`; throws FormulaError with the offending span.
 *
 * @example
 * const { response } = parseFormula("rt ~ condition + (1 | subject)");
 */
export function parseFormula(text: string): FormulaAst {
  return new Parser(text, "formula").formula();
}

/** Reads an expression of columns (a subset, weights, an offset), in which `|` means "or" and `~` has no place. */
export function parseExpression(text: string): Expression {
  return new Parser(text, "expression").expression();
}

/** A subtree with its depth as a recursive evaluator would see it: sums of terms are flat there. */
interface Parsed {
  readonly node: Expression;
  readonly depth: number;
}

class Parser {
  private readonly tokens: readonly Token[];
  private index = 0;
  private nesting = 0;
  /** Inside a call, the response or a bare expression, where `+` computes instead of joining terms. */
  private computing = 0;
  private readonly open: Token[] = [];

  constructor(
    private readonly source: string,
    private readonly what: "formula" | "expression",
  ) {
    checkArgument(what, source, TEXT);
    this.tokens = scan(source);
  }

  formula(): FormulaAst {
    if (this.peek().kind === "end") this.fail("formula is empty; write response ~ predictors", this.peek());
    let response: Expression | null = null;
    if (!this.isOperator("~")) {
      this.computing += 1;
      response = this.binary(LOWEST).node;
      this.computing -= 1;
      this.requireTilde();
    }
    this.advance();
    if (this.peek().kind === "end") {
      this.fail('formula ends after "~"; write the predictors, or 1 for an intercept alone', this.peek());
    }
    const predictors = this.binary(LOWEST).node;
    this.requireEnd();
    return { source: this.source, response, predictors };
  }

  expression(): Expression {
    if (this.peek().kind === "end") this.fail("expression is empty; write a column or a computation", this.peek());
    this.computing += 1;
    const { node } = this.binary(LOWEST);
    this.requireEnd();
    return node;
  }

  private binary(least: number): Parsed {
    this.enter();
    let left = this.prefix();
    for (;;) {
      const token = this.peek();
      const binding = token.kind === "operator" ? BINDING[token.text] : undefined;
      if (binding === undefined || binding < least) break;
      this.advance();
      const right = this.binary(binding === POWER ? POWER : binding + 1);
      left = this.join(token, left, right);
      if (binding === COMPARISON && this.peek().kind === "operator" && BINDING[this.peek().text] === COMPARISON) {
        const first = token.text;
        this.fail(`"${this.peek().text}" cannot follow "${first}" directly; join two comparisons with &`, this.peek());
      }
    }
    this.nesting -= 1;
    return left;
  }

  private join(token: Token, left: Parsed, right: Parsed): Parsed {
    const flat = this.computing === 0 && TERM_OPERATORS.has(token.text);
    const depth = Math.max(left.depth, right.depth) + (flat ? 0 : 1);
    if (depth > MAX_DEPTH) {
      this.fail(`${this.what} holds a computation of more than ${MAX_DEPTH} steps; compute a column first`, token);
    }
    const operator = token.text as BinaryOperator;
    const { start } = left.node;
    const { end } = right.node;
    return { node: { kind: "binary", operator, left: left.node, right: right.node, start, end }, depth };
  }

  private prefix(): Parsed {
    const token = this.peek();
    if (token.kind !== "operator") return this.primary();
    if (token.text === "(") return this.paren();
    if (token.text !== "-" && token.text !== "+" && token.text !== "!") return this.unexpected(token);
    this.advance();
    const operand = this.binary(token.text === "!" ? NOT : SIGN);
    const operator: UnaryOperator = token.text;
    const { end } = operand.node;
    return {
      node: { kind: "unary", operator, operand: operand.node, start: token.start, end },
      depth: operand.depth + 1,
    };
  }

  private paren(): Parsed {
    const opening = this.advance();
    if (this.isOperator(")")) this.fail('"()" is empty; write a term between ( and )', opening, this.peek().end);
    this.open.push(opening);
    const inner = this.binary(LOWEST);
    const closing = this.close("(");
    return {
      node: { kind: "paren", inner: inner.node, start: opening.start, end: closing.end },
      depth: inner.depth + 1,
    };
  }

  private primary(): Parsed {
    const token = this.peek();
    if (token.kind === "end") return this.unexpected(token);
    this.advance();
    const { start, end } = token;
    if (token.kind === "number") return { node: { kind: "number", value: token.value, start, end }, depth: 1 };
    if (token.kind === "string") return { node: { kind: "string", value: token.text, start, end }, depth: 1 };
    if (!token.quoted) {
      if (token.text === "TRUE" || token.text === "FALSE") {
        return { node: { kind: "logical", value: token.text === "TRUE", start, end }, depth: 1 };
      }
      if (token.text === "Inf") return { node: { kind: "number", value: Infinity, start, end }, depth: 1 };
      if (RESERVED_WORDS.has(token.text)) this.reserved(token);
    }
    if (this.isOperator("(")) return this.call(token);
    if (token.text === "." && !token.quoted) return { node: { kind: "dot", start, end }, depth: 1 };
    return { node: { kind: "name", name: token.text, start, end }, depth: 1 };
  }

  private call(callee: Token): Parsed {
    this.open.push(this.advance());
    this.computing += 1;
    const args: Argument[] = [];
    let depth = 0;
    while (!this.isOperator(")") || args.length > 0) {
      if (this.isOperator(",") || this.isOperator(")")) {
        this.fail(
          `argument ${args.length + 1} of "${callee.text}" is empty; write a value or remove the comma`,
          this.peek(),
        );
      }
      const name = this.argumentName();
      const value = this.binary(LOWEST);
      depth = Math.max(depth, value.depth);
      args.push({ name, value: value.node });
      if (!this.isOperator(",")) break;
      this.advance();
    }
    const closing = this.close(callee.text);
    this.computing -= 1;
    return {
      node: { kind: "call", callee: callee.text, args, start: callee.start, end: closing.end },
      depth: depth + 1,
    };
  }

  private argumentName(): string | null {
    const token = this.peek();
    const next = this.tokens[this.index + 1];
    if ((token.kind !== "name" && token.kind !== "string") || next?.kind !== "operator" || next.text !== "=")
      return null;
    this.index += 2;
    return token.text;
  }

  private close(opener: string): Token {
    if (this.isOperator(")")) {
      this.open.pop();
      return this.advance();
    }
    if (this.isOperator(",") && opener === "(") {
      this.fail('"," separates the arguments of a function; between terms write "+"', this.peek());
    }
    return this.unexpected(this.peek());
  }

  private requireTilde(): void {
    if (this.isOperator("~")) return;
    if (this.peek().kind === "end") {
      const length = this.peek().end;
      throw new FormulaError('formula has no "~"; write response ~ predictors', this.source, 0, Math.max(1, length));
    }
    this.unexpected(this.peek());
  }

  private requireEnd(): void {
    if (this.peek().kind !== "end") this.unexpected(this.peek());
  }

  private reserved(token: Token): never {
    let advice = "is a reserved word of R; a column of that name needs backquotes";
    if (token.text === "NULL") advice = "stands for nothing; remove it";
    else if (token.text.startsWith("N")) {
      advice = "is a missing value, which no term can hold; rows with missing values are dropped anyway";
    }
    return this.fail(`"${token.text}" ${advice}`, token);
  }

  private unexpected(token: Token): never {
    const before = this.tokens[this.index - 1];
    const opening = this.open[this.open.length - 1];
    if (token.kind === "end") {
      if (opening !== undefined) this.fail('"(" is never closed; add ")"', opening);
      this.fail(`${this.what} ends after ${this.written(before)}; write what comes next, or remove it`, token);
    }
    if (token.text === "~" && token.kind === "operator") this.misplacedTilde(token);
    if (token.text === "=" && token.kind === "operator") {
      const between = this.what === "formula" && this.open.length === 0 ? ', and "~" before the predictors' : "";
      this.fail(`"=" names an argument of a function; write "==" to compare${between}`, token);
    }
    if (token.text === ")" && token.kind === "operator") {
      if (opening === undefined) this.fail('")" closes nothing; remove it or add "("', token);
      this.fail(`")" follows ${this.written(before)}; write a term between them`, token);
    }
    if (before !== undefined && this.endsOperand(before)) {
      const missing = token.text === "," ? 'join terms with "+"' : "an operator such as + is missing between them";
      this.fail(`${this.written(token)} follows ${this.written(before)}; ${missing}`, token);
    }
    const after = before === undefined ? `begin the ${this.what}` : `follow ${this.written(before)}`;
    return this.fail(`${this.written(token)} cannot ${after}; write a variable, a number or a function there`, token);
  }

  private misplacedTilde(token: Token): never {
    if (this.what === "expression") this.fail('"~" belongs in a formula, not in an expression of columns', token);
    if (this.open.length > 0)
      this.fail('"~" stands inside parentheses; it belongs between response and predictors', token);
    const before = this.tokens[this.index - 1];
    if (before !== undefined && !this.endsOperand(before)) {
      this.fail(`"~" follows ${this.written(before)}; write a variable between them`, token);
    }
    return this.fail('"~" appears twice; a formula has one, between response and predictors', token);
  }

  /** The token as it stands in the text, in quotes of its own or in ours. */
  private written(token: Token | undefined): string {
    if (token === undefined) return "nothing";
    const text = this.source.slice(token.start, token.end);
    return token.kind === "string" ? text : `"${text}"`;
  }

  private endsOperand(token: Token): boolean {
    return token.kind !== "operator" || token.text === ")";
  }

  private enter(): void {
    this.nesting += 1;
    if (this.nesting > MAX_NESTING) {
      this.fail(`${this.what} is nested more than ${MAX_NESTING} levels deep; compute a column first`, this.peek());
    }
  }

  private peek(): Token {
    return this.tokens[this.index]!;
  }

  private advance(): Token {
    const token = this.peek();
    this.index += 1;
    return token;
  }

  private isOperator(text: string): boolean {
    return this.peek().kind === "operator" && this.peek().text === text;
  }

  private fail(message: string, at: Token, end: number = at.end): never {
    throw new FormulaError(message, this.source, at.start, Math.max(1, end - at.start));
  }
}
