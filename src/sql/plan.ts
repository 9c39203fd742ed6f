// What a formula asks of a database: the keys of cells, and the numbers that vary within them.
import { UnsupportedError } from "../errors.js";
import type { ExpandedFormula, Expression, Term } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { requireResponse } from "../formula/expand.js";
import { parseExpression } from "../formula/parser.js";
import { effectsOf, groupsOf, variablesOf } from "../formula/variables.js";
import { type Compiled, compileExpression, compileNumber, missing, type SqlScope } from "./compile-expression.js";
import type { SqlKind } from "./dialect.js";

/** A column of the table of cells. */
export interface CellKey {
  readonly name: string;
  readonly kind: SqlKind;
  readonly sql: string;
}

/** A variable of the model whose values are those of keys. */
export interface KeyVariable {
  readonly label: string;
  /** Over the table of cells. */
  readonly expression: Expression;
}

/** A number of a row: the product of the variables of numbers of a term, or the response without the offset. */
export interface Atom {
  /** Labels of the variables, in the order of the alphabet. */
  readonly label: string;
  readonly sql: string;
}

/** What may be missing. */
export interface Requirement {
  readonly label: string;
  readonly isMissing: string;
}

export interface CellPlan {
  readonly keys: readonly CellKey[];
  readonly factors: readonly KeyVariable[];
  /** Labels of the variables of numbers, without those of the response. */
  readonly numbers: readonly string[];
  /** The response is last. */
  readonly atoms: readonly Atom[];
  /** Columns of numbers that the fixed part is made of, as they are. */
  readonly covariates: readonly Atom[];
  readonly weights: string | null;
  readonly condition: string | null;
  readonly required: readonly Requirement[];
}

export interface PlanOptions {
  readonly weights?: string | undefined;
  readonly offset?: string | undefined;
  readonly subset?: string | undefined;
  readonly types?: Readonly<Record<string, string>> | undefined;
}

/** Calls whose value is a factor, computed here from the levels of their arguments. */
const FACTOR_CALLS = ["factor", "ordered", "as.factor", "as.ordered", "relevel", "C", "interaction"];

/** Throws FormulaError for names that are no columns, UnsupportedError for what SQL is not written for. */
export function cellPlan(formula: ExpandedFormula, scope: SqlScope, options: PlanOptions): CellPlan {
  return new Planner(scope, options).plan(formula);
}

/** The label of the product of a term's variables of numbers; "" where it has none. */
export function atomLabel(labels: readonly string[]): string {
  return [...labels].sort().join(" * ");
}

class Planner {
  private readonly keys = new Map<string, CellKey>();
  private readonly factors = new Map<string, KeyVariable>();
  private readonly numbers = new Map<string, Expression>();
  private readonly required = new Map<string, string>();

  constructor(
    private readonly scope: SqlScope,
    private readonly options: PlanOptions,
  ) {}

  plan(formula: ExpandedFormula): CellPlan {
    const { scope, options } = this;
    const response = requireResponse(formula);
    for (const variable of effectsOf(formula)) this.variable(variable);
    for (const group of groupsOf(formula)) this.group(group);
    const { fixed, random } = formula;
    const terms = [fixed, ...random.map(({ predictors }) => predictors)].flatMap((list) => list.terms);
    const atoms = new Map(terms.flatMap((term) => this.atom(term)).map((atom) => [atom.label, atom]));
    const offsets = [...formula.offsets.map(argumentOf), ...this.given("offset")];
    const y = this.number(response, scope);
    const minus = offsets.map(({ expression, scope: own }) => this.number(expression, own ?? scope));
    const own = { label: deparse(response), sql: minus.length === 0 ? y : `(${[y, ...minus].join(" - ")})` };
    const [weights] = this.given("weights").map(({ expression, scope: own }) => this.number(expression, own));
    const [subset] = this.given("subset").map(({ expression, scope: own }) => compileExpression(expression, own));
    if (subset !== undefined && subset.kind !== "logical") {
      throw new UnsupportedError(`subset "${options.subset}" must be a condition such as x > 0`);
    }
    return {
      keys: [...this.keys.values()],
      factors: [...this.factors.values()],
      numbers: [...this.numbers.keys()],
      atoms: [...atoms.values(), own],
      covariates: this.covariates(formula),
      weights: weights ?? null,
      condition: subset?.sql ?? null,
      required: Array.from(this.required, ([label, isMissing]) => ({ label, isMissing })),
    };
  }

  private covariates({ fixed }: ExpandedFormula): Atom[] {
    const names = new Set(fixed.terms.flatMap(({ variables }) => variables.flatMap(variablesOf)));
    const numbers = [...names].filter(
      (name) => this.scope.columns.get(name)?.kind === "number" && !this.keys.has(name),
    );
    return numbers.map((name) => ({ label: name, sql: compileNumber(nameOf(name), this.scope) }));
  }

  /** An option that is a column or an expression of columns. */
  private given(option: "weights" | "offset" | "subset"): { expression: Expression; scope: SqlScope }[] {
    const text = this.options[option];
    if (text === undefined) return [];
    const scope = { ...this.scope, option, source: text };
    if (!this.scope.columns.has(text)) return [{ expression: parseExpression(text), scope }];
    return [{ expression: nameOf(text), scope }];
  }

  private number(expression: Expression, scope: SqlScope): string {
    const sql = compileNumber(expression, scope);
    this.required.set(deparse(expression), missing(sql, scope.dialect));
    return sql;
  }

  private variable(expression: Expression): void {
    const label = deparse(expression);
    if (this.isFactorCall(expression)) this.factor(label, this.overKeys(expression));
    else {
      const compiled = compileExpression(expression, this.scope);
      if (compiled.kind === "number" && !this.isTypedFactor(expression)) {
        if (variablesOf(expression).length === 0) throw constantOf(label);
        this.numbers.set(label, expression);
        this.required.set(label, missing(compiled.sql, this.scope.dialect));
      } else this.factor(label, this.keyed(expression, compiled));
    }
  }

  private group(expression: Expression): void {
    const label = deparse(expression);
    if (this.factors.has(label)) return;
    const value = this.isFactorCall(expression)
      ? this.overKeys(expression)
      : this.keyed(expression, compileExpression(expression, this.scope));
    this.factor(label, value);
  }

  private factor(label: string, expression: Expression): void {
    if (!this.factors.has(label)) this.factors.set(label, { label, expression });
  }

  private isFactorCall(expression: Expression): boolean {
    const inner = unwrapped(expression);
    return inner.kind === "call" && FACTOR_CALLS.includes(inner.callee);
  }

  private isTypedFactor(expression: Expression): boolean {
    const type = expression.kind === "name" ? this.options.types?.[expression.name] : undefined;
    return type === "factor" || type === "ordered";
  }

  /** The expression as a key, by the name of a column where it is one. */
  private keyed(expression: Expression, { kind, sql }: Compiled): Expression {
    const name = expression.kind === "name" ? expression.name : deparse(expression);
    if (!this.keys.has(name)) {
      this.keys.set(name, { name, kind, sql });
      const isMissing = kind === "number" ? missing(sql, this.scope.dialect) : `(${sql} is null)`;
      this.required.set(name, isMissing);
    }
    return nameOf(name);
  }

  /** A call of factors whose columns are keys. */
  private overKeys(expression: Expression): Expression {
    switch (expression.kind) {
      case "name":
        return this.scope.columns.has(expression.name) || expression.name !== "pi"
          ? this.keyed(expression, compileExpression(expression, this.scope))
          : expression;
      case "paren":
        return { ...expression, inner: this.overKeys(expression.inner) };
      case "call": {
        if (FACTOR_CALLS.includes(expression.callee) || expression.callee === "I") {
          const args = expression.args.map((argument, i) => {
            // Only what is coded comes from the data: the rest are names of contrasts and constants.
            const isData = i === 0 || expression.callee === "interaction";
            return isData ? { ...argument, value: this.overKeys(argument.value) } : argument;
          });
          return { ...expression, args };
        }
        break;
      }
      case "string":
      case "number":
      case "logical":
        return expression;
    }
    const text =
      `factors are made of columns where a database is the source, not of "${deparse(expression)}"; ` +
      "compute the column in the select of the source";
    throw new UnsupportedError(text);
  }

  /** The product of the variables of numbers of a term. */
  private atom({ variables }: Term): Atom[] {
    const own = variables.filter((variable) => this.numbers.has(deparse(variable)));
    if (own.length === 0) return [];
    const parts = own.map((variable) => compileNumber(variable, this.scope));
    return [{ label: atomLabel(own.map(deparse)), sql: parts.length === 1 ? parts[0] : `(${parts.join(" * ")})` }];
  }
}

function nameOf(name: string): Expression {
  return { kind: "name", name, start: 0, end: name.length };
}

function unwrapped(expression: Expression): Expression {
  return expression.kind === "paren" ? unwrapped(expression.inner) : expression;
}

function argumentOf(offset: Expression): { expression: Expression; scope?: SqlScope } {
  const isCall = offset.kind === "call" && offset.callee === "offset";
  return { expression: isCall ? offset.args[0].value : offset };
}

function constantOf(label: string): UnsupportedError {
  return new UnsupportedError(`"${label}" is a constant, not a variable; it needs one value for each row`);
}
