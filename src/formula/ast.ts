// The syntax tree of a formula. Spans are 0-based half-open character ranges of the source text.

export interface Span {
  readonly start: number;
  readonly end: number;
}

export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "^"
  | ":"
  | "%in%"
  | "%%"
  | "%/%"
  | "|"
  | "||"
  | "&"
  | "&&"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">=";

export type UnaryOperator = "+" | "-" | "!";

/** One argument of a call; `name` is set for `poly(x, 2, raw = TRUE)`. */
export interface Argument {
  readonly name: string | null;
  readonly value: Expression;
}

/** An R expression. `Dot` is the `.` of `y ~ .`; a `Paren` is kept, since `(x | g)` needs it. */
export type Expression =
  | ({ readonly kind: "number"; readonly value: number } & Span)
  | ({ readonly kind: "string"; readonly value: string } & Span)
  | ({ readonly kind: "logical"; readonly value: boolean } & Span)
  | ({ readonly kind: "name"; readonly name: string } & Span)
  | ({ readonly kind: "dot" } & Span)
  | ({ readonly kind: "call"; readonly callee: string; readonly args: readonly Argument[] } & Span)
  | ({ readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: Expression } & Span)
  | ({
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    } & Span)
  | ({ readonly kind: "paren"; readonly inner: Expression } & Span);

/** `response ~ predictors`, unexpanded; `response` is null for a one-sided formula. */
export interface FormulaAst {
  readonly source: string;
  readonly response: Expression | null;
  readonly predictors: Expression;
}

/** An interaction of one or more variables (`a:b`); a variable is any expression, named by its R deparse. */
export interface Term {
  /** R's term label: variable labels joined by ":". */
  readonly label: string;
  readonly variables: readonly Expression[];
}

/** The linear part: R's `terms()`, ordered by degree and then by appearance. */
export interface TermList {
  readonly intercept: boolean;
  readonly terms: readonly Term[];
}

/** `(predictors | group)`, after `a/b` has been spread over several of these. */
export interface RandomTerm extends Span {
  /** As written: `us` (the default, a bare bar), `diag`, or another wrapper's name. */
  readonly structure: string;
  /** Named arguments of the wrapper, such as `hom = TRUE`. */
  readonly structureArgs: readonly Argument[];
  /** Written with `||`: numeric terms become independent random terms (lme4 2.1's reading). */
  readonly doubleBar: boolean;
  /** Written without parentheses, so that it is all of the formula. */
  readonly isBare: boolean;
  readonly predictors: TermList;
  /** Components of the grouping factor: `a:b` has two. */
  readonly group: readonly Expression[];
  /** lme4's name of the grouping factor: component labels joined by ":" (`(1 | a/b)` gives "b:a" and "a"). */
  readonly groupLabel: string;
  /** The term as lme4 writes it, e.g. "1 + Days | Subject". */
  readonly label: string;
}

/** A formula with all operators carried out; what `frame` works from. */
export interface ExpandedFormula extends FormulaAst {
  readonly fixed: TermList;
  readonly offsets: readonly Expression[];
  readonly random: readonly RandomTerm[];
}
