// Expression → set of terms, as R's terms.formula reads it: operators join terms, anything else is a variable.

import { FormulaError } from "../errors.js";
import type { BinaryOperator, Expression, Span, Term, TermList } from "./ast.js";
import { type Bar, barOf, isBar } from "./bars.js";
import { deparse } from "./deparse.js";
import { Budget, TermSet } from "./term-set.js";
import { leftSpine, nodesOf } from "./variables.js";

/** What may stand in the part of a formula that is encoded: where it goes, or, as text, why it may not. */
export interface EncoderRules {
  readonly source: string;
  readonly random: ((bar: Bar) => void) | string;
  readonly offsets: Expression[] | string;
  /** The columns that "." stands for. */
  readonly dot: readonly string[] | string;
}

type Place = "sum" | "product" | "removed";

const TERM_OPERATORS: ReadonlySet<BinaryOperator> = new Set(["+", "-", "*", "/", "^", ":", "%in%"]);
const MAX_POWER = 1_000_000;

/** Encodes one part of a formula; variables are numbered by their first appearance, removed ones included. */
export class TermEncoder {
  private readonly variables: Expression[] = [];
  private readonly labels: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly budget: Budget;
  private intercept = true;
  private removing = false;

  constructor(
    private readonly rules: EncoderRules,
    private readonly expression: Expression,
  ) {
    const tooLarge = "formula expands to too many terms; name the interactions that you need";
    this.budget = new Budget(() => this.fail(tooLarge, expression));
  }

  /** The terms of the expression, by degree and then by appearance. */
  encode(): TermList {
    const terms = this.sum(this.expression, "sum").ordered();
    return { intercept: this.intercept, terms: terms.map((numbers) => this.term(numbers)) };
  }

  private term(numbers: readonly number[]): Term {
    const variables = numbers.map((number) => this.variables[number]!);
    return { label: numbers.map((number) => this.labels[number]!).join(":"), variables };
  }

  private sum(expression: Expression, place: Place): TermSet {
    const { first, steps } = leftSpine(expression, (operator) => TERM_OPERATORS.has(operator));
    const places: Place[] = [];
    let around = place;
    for (let i = steps.length - 1; i >= 0; i -= 1) {
      const { operator } = steps[i]!;
      if (operator !== "+" && operator !== "-" && around === "sum") around = "product";
      places[i] = around;
    }
    return steps.reduce(
      (left, { operator, right }, i) => this.combine(left, operator, right, places[i]!),
      this.single(first, around),
    );
  }

  private combine(left: TermSet, operator: BinaryOperator, right: Expression, place: Place): TermSet {
    if (operator === "^") return left.power(this.exponent(right));
    if (operator === "-") return this.remove(left, right);
    const terms = this.sum(right, place);
    if (operator === "+") return left.plus(terms);
    if (operator === "*") return left.cross(terms);
    if (operator === "/") return left.nest(terms);
    return operator === "%in%" ? left.within(terms) : left.interact(terms);
  }

  private remove(left: TermSet, right: Expression): TermSet {
    this.removing = !this.removing;
    const terms = this.sum(right, "removed");
    this.removing = !this.removing;
    return left.minus(terms);
  }

  private single(node: Expression, place: Place): TermSet {
    const bar = barOf(node);
    if (bar !== null) return this.random(bar, place);
    switch (node.kind) {
      case "paren":
        return this.sum(node.inner, place);
      case "number":
      case "logical":
        return this.constant(node, Number(node.value));
      case "string":
        return this.fail(`text ${deparse(node)} is not a variable; write column names without quotes`, node);
      case "dot":
        return this.everyColumn(node);
      case "unary":
        if (node.operator === "+") return this.sum(node.operand, place);
        if (node.operator === "-") return this.remove(this.none(), node.operand);
        return this.none().add([this.variable(node)]);
      case "call":
        return node.callee === "offset" ? this.offset(node, place) : this.none().add([this.variable(node)]);
      default:
        return this.none().add([this.variable(node)]);
    }
  }

  private none(): TermSet {
    return new TermSet(this.budget);
  }

  private random(bar: Bar, place: Place): TermSet {
    const { random } = this.rules;
    if (typeof random === "string") this.refuse(bar, random);
    if (place === "removed") this.refuse(bar, 'cannot be removed with "-"; leave it out of the formula');
    if (place === "product") this.refuse(bar, 'cannot be part of an interaction; add it with "+"');
    random(bar);
    return this.none();
  }

  private refuse(bar: Bar, why: string): never {
    return this.fail(`random term "${deparse(bar.node)}" ${why}`, bar);
  }

  private offset(node: Extract<Expression, { kind: "call" }>, place: Place): TermSet {
    const label = deparse(node);
    const { offsets } = this.rules;
    if (typeof offsets === "string") this.fail(`offset "${label}" ${offsets}`, node);
    if (place !== "sum") this.fail(`offset "${label}" can only be added to the other terms, with "+"`, node);
    if (node.args.length !== 1) this.fail(`offset "${label}" has ${node.args.length} arguments; give it one`, node);
    this.checkVariable(node);
    if (!offsets.some((other) => deparse(other) === label)) offsets.push(node);
    return this.none();
  }

  private constant(node: Expression, value: number): TermSet {
    if (value !== 0 && value !== 1) {
      const label = deparse(node);
      this.fail(`number "${label}" is not a term; write I(${label} * x) to compute, or 0 or 1 for the intercept`, node);
    }
    this.intercept = (value === 1) !== this.removing;
    return this.none();
  }

  private everyColumn(node: Expression): TermSet {
    const { dot } = this.rules;
    if (typeof dot === "string") this.fail(`"." ${dot}`, node);
    const terms = this.none();
    for (const name of dot) {
      terms.add([this.variable({ kind: "name", name, start: node.start, end: node.end })]);
    }
    return terms;
  }

  private exponent(node: Expression): number {
    const value = node.kind === "number" ? Math.floor(node.value) : 0;
    if (value >= 2) return Math.min(value, MAX_POWER);
    const label = deparse(node);
    return this.fail(
      `power "${label}" joins no terms; write a whole number of at least 2, or I(x^${label}) to compute`,
      node,
    );
  }

  private variable(node: Expression): number {
    const key = deparse(node);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.checkVariable(node);
    this.numbers.set(key, this.variables.length);
    this.labels.push(key);
    return this.variables.push(node) - 1;
  }

  private checkVariable(node: Expression): void {
    for (const part of nodesOf(node, false)) {
      if (part.kind !== "binary" || !isBar(part)) continue;
      const at = this.rules.source.indexOf("|", part.left.end);
      const where = { start: at, end: at + part.operator.length };
      if (part !== node) this.fail(`"${part.operator}" stands in a computation; write I(${deparse(node)})`, where);
      this.fail(`"${part.operator}" stands twice in a random term; write one bar`, where);
    }
    for (const part of nodesOf(node)) {
      if (part.kind === "dot") this.fail(`"." cannot stand inside "${deparse(node)}"; name the variables`, part);
    }
  }

  private fail(message: string, at: Span): never {
    throw new FormulaError(message, this.rules.source, at.start, Math.max(1, at.end - at.start));
  }
}
