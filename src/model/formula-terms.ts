// The terms of a model's formula as texts, from which the formulas of other models are written.
import { CORRELATED, covarianceStructure, INDEPENDENT } from "../covariance/registry.js";
import { plainRandomTerms } from "../design/random.js";
import { codeTerms } from "../design/term-coding.js";
import type { Expression, FormulaAst, Term, TermList } from "../formula/ast.js";
import { barOf } from "../formula/bars.js";
import { deparse } from "../formula/deparse.js";
import { requireResponse } from "../formula/expand.js";
import { leftSpine, nodesOf } from "../formula/variables.js";
import type { ModelFrame } from "../frame/model-frame.js";

export interface EffectTerm {
  /** "a:b" */
  readonly label: string;
  readonly variables: readonly string[];
  /** Names of its columns in this formula. */
  readonly columns: readonly string[];
  /** Whether a factor takes part. */
  readonly isCategorical: boolean;
}

export interface EffectList {
  readonly intercept: boolean;
  readonly terms: readonly EffectTerm[];
}

export interface FixedTermsText extends EffectList {
  /** As it was written, "a * b"; null where it is not to be told from the random part. */
  readonly text: string | null;
}

export interface RandomTermText extends EffectList {
  readonly structure: string;
  /** The grouping factor as a formula has it. */
  readonly group: string;
  /** Its name. */
  readonly groupName: string;
  /** As the design has it: "1 + a | g". */
  readonly label: string;
  /** The whole term as it was written: "(1 + a | g)". */
  readonly text: string;
}

export interface FormulaTerms {
  readonly response: string;
  readonly fixed: FixedTermsText;
  readonly offsets: readonly string[];
  /** In the order of the formula, "||" carried out. */
  readonly random: readonly RandomTermText[];
}

export function formulaTerms({ formula, variables, contrasts }: ModelFrame): FormulaTerms {
  const effectList = ({ intercept, terms }: TermList, codings: ModelFrame["contrasts"]): EffectList => {
    const coded = codeTerms({ intercept, terms }, variables, codings);
    return { intercept, terms: terms.map((term, t) => effectTerm(term, coded[t].names, variables)) };
  };
  const random = plainRandomTerms(formula.random, variables).terms.map((term) => {
    const { structure, label, predictors, group, groupLabel } = term;
    const bar = { structure, group: group.map(deparse).join(":"), groupName: groupLabel, label };
    return { ...effectList(predictors, {}), ...bar, text: covarianceStructure(structure).write(label) };
  });
  return {
    response: deparse(requireResponse(formula)),
    fixed: { ...effectList(formula.fixed, contrasts), text: fixedText(formula) },
    offsets: formula.offsets.map(deparse),
    random,
  };
}

/** "y ~ a + a:b + (1 | g)", from the random terms' texts. */
export function formulaText({
  response,
  fixed,
  offsets,
  random,
}: Omit<FormulaTerms, "random"> & { readonly random: readonly Pick<RandomTermText, "text">[] }): string {
  const left = fixed.text === null ? [effectText(fixed, false), ...offsets] : [fixed.text];
  return `${response} ~ ${[...left, ...random.map(({ text }) => text)].join(" + ")}`;
}

/** What a formula adds up besides its random terms, offsets included; null where a random term stands elsewhere. */
function fixedText({ predictors }: FormulaAst): string | null {
  const { first, steps } = leftSpine(predictors, (operator) => operator === "+");
  const parts = [first, ...steps.map(({ right }) => right)].filter((part) => barOf(part) === null);
  if (parts.some((part) => [...nodesOf(part, false)].some((node) => barOf(node) !== null))) return null;
  return parts.length === 0 ? "1" : parts.map(deparse).join(" + ");
}

/** The random term with other effects, or of another structure. */
export function withEffects(
  term: RandomTermText,
  { intercept, terms, structure = term.structure }: EffectList & { readonly structure?: string },
): RandomTermText {
  const label = `${effectText({ intercept, terms }, true)} | ${term.group}`;
  return { ...term, intercept, terms, structure, label, text: covarianceStructure(structure).write(label) };
}

/** The random term without correlations: "(1 + a || g)", or where factors take part "diag(1 + f | g)". */
export function uncorrelated(term: RandomTermText): RandomTermText {
  const { intercept, terms } = term;
  if (columnCount(term) === 1) return withEffects(term, { ...term, structure: CORRELATED });
  const independent = withEffects(term, { ...term, structure: INDEPENDENT });
  if (terms.some(({ isCategorical, columns }) => isCategorical || columns.length > 1)) return independent;
  return { ...independent, text: `(${effectText({ intercept, terms }, true)} || ${term.group})` };
}

/** Random effects of each level. */
export function columnCount({ intercept, terms }: EffectList): number {
  return terms.reduce((sum, { columns }) => sum + columns.length, intercept ? 1 : 0);
}

/** The terms that no other of the list contains (R's drop.scope). */
export function droppableTerms(terms: readonly EffectTerm[]): readonly EffectTerm[] {
  return terms.filter((term) => {
    return !terms.some((other) => other !== term && term.variables.every((label) => other.variables.includes(label)));
  });
}

function effectTerm(
  { label, variables: expressions }: Term,
  columns: readonly string[],
  known: ModelFrame["variables"],
): EffectTerm {
  const variables = expressions.map(deparse);
  return { label, variables, columns, isCategorical: variables.some((name) => known.get(name)?.kind === "factor") };
}

/** A 1 for the intercept where `withOne` or where nothing else stands there. */
function effectText({ intercept, terms }: EffectList, withOne: boolean): string {
  const labels = terms.map(({ label }) => label);
  if (!intercept) return ["0", ...labels].join(" + ");
  return (withOne || labels.length === 0 ? ["1", ...labels] : labels).join(" + ");
}

export interface ResponseTransform {
  /** As R names it, "log". */
  readonly name: string;
  /** What is added to the response before: 1 in log(y + 1). */
  readonly shift: number;
}

/** The function around the response of a formula, null where there is none. */
export function responseTransform({ response }: FormulaAst): ResponseTransform | null {
  if (response === null || response.kind === "name") return null;
  if (response.kind !== "call" || response.callee === "I" || response.callee === "cbind") return null;
  const [first, ...others] = response.args;
  if (first === undefined || others.length > 0) return { name: deparse(response), shift: 0 };
  return { name: response.callee, shift: shiftOf(first.value) };
}

function shiftOf(argument: Expression): number {
  if (argument.kind === "paren") return shiftOf(argument.inner);
  if (argument.kind !== "binary") return 0;
  const { operator, left, right } = argument;
  if (operator === "+" && right.kind === "number") return right.value;
  if (operator === "+" && left.kind === "number") return left.value;
  return operator === "-" && right.kind === "number" ? -right.value : 0;
}
