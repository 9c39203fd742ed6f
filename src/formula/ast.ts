// The syntax tree of a formula. Spans are 0-based half-open character ranges of the source text.

export interface Span {
  /** Where it begins in the text: the offset of a character, from 0 on. */
  readonly start: number;
  /** Where it ends: the offset of the character behind it. */
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
  /** Its name, null where it has none. */
  readonly name: string | null;
  /** What it is. */
  readonly value: Expression;
}

/** An R expression. `Dot` is the `.` of `y ~ .`; a `Paren` is kept, since `(x | g)` needs it. */
export type Expression =
  | ({
      /** A number as it is written in a formula. */
      readonly kind: "number";
      /** Its value. */
      readonly value: number;
    } & Span)
  | ({
      /** A text in quotes. */
      readonly kind: "string";
      /** The text without its quotes. */
      readonly value: string;
    } & Span)
  | ({
      /** TRUE or FALSE. */
      readonly kind: "logical";
      /** Which of the two. */
      readonly value: boolean;
    } & Span)
  | ({
      /** The name of a variable. */
      readonly kind: "name";
      /** The name, without backquotes. */
      readonly name: string;
    } & Span)
  | ({
      /** The point that stands for all other columns. */
      readonly kind: "dot";
    } & Span)
  | ({
      /** A call of a function. */
      readonly kind: "call";
      /** Name of the function. */
      readonly callee: string;
      /** Its arguments in their order. */
      readonly args: readonly Argument[];
    } & Span)
  | ({
      /** An operator before one operand. */
      readonly kind: "unary";
      /** Which operator. */
      readonly operator: UnaryOperator;
      /** What it is applied to. */
      readonly operand: Expression;
    } & Span)
  | ({
      /** An operator between two operands. */
      readonly kind: "binary";
      /** Which operator. */
      readonly operator: BinaryOperator;
      /** The operand before it. */
      readonly left: Expression;
      /** The operand behind it. */
      readonly right: Expression;
    } & Span)
  | ({
      /** Parentheses. */
      readonly kind: "paren";
      /** What is in them. */
      readonly inner: Expression;
    } & Span);

/** `response ~ predictors`, unexpanded; `response` is null for a one-sided formula. */
export interface FormulaAst {
  /** The text that was parsed. */
  readonly source: string;
  /** What stands before "~". */
  readonly response: Expression | null;
  /** What stands behind "~", fixed and random terms alike. */
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
