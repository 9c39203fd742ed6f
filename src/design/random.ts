// The random terms: what each bar of the formula becomes, and its columns.
import { calledStructure, STRUCTURE_CALLS } from "../covariance/registry.js";
import type { CovarianceStructure } from "../covariance/structure.js";
import { UnsupportedError } from "../errors.js";
import type { RandomTerm, TermList } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { homogeneity } from "../formula/homogeneity.js";
import type { Notice } from "../frame/frame-checks.js";
import type { VariableSchema } from "../frame/variables.js";
import type { RandomDesign } from "./design.js";
import { codeTerms } from "./term-coding.js";
import type { TermValues } from "./term-columns.js";

/** A random term as it is fitted: `(1 + x || g)` has become two of them. */
export interface PlainRandomTerm {
  readonly label: string;
  /** Its name among all structures, which that of a call is not. */
  readonly structure: string;
  readonly predictors: TermList;
  readonly group: RandomTerm["group"];
  readonly groupLabel: string;
}

/**
 * The terms with `||` carried out as lme4 does: every term before the bars becomes a random term of its own, and a
 * factor among them keeps a full covariance block, which a notice says. Throws UnsupportedError for other structures.
 */
export function plainRandomTerms(
  random: readonly RandomTerm[],
  schemas: ReadonlyMap<string, VariableSchema>,
): { terms: PlainRandomTerm[]; notices: Notice[] } {
  const notices = random
    .filter(({ isBare }) => isBare)
    .slice(0, 1)
    .map(bareNotice);
  for (const term of random) {
    const structure = structureOf(term);
    const blocks = predictorsWithFactor(term, schemas);
    if (term.doubleBar && blocks.length > 0) notices.push(doubleBarNotice(term, blocks));
    if (structure.isOrdered && term.predictors.intercept && blocks.length > 0) {
      notices.push(orderNotice(term, structure));
    }
  }
  const terms = [...new Set(random.map(({ start }) => start))].flatMap((start) => {
    return splitBar(random.filter((term) => term.start === start));
  });
  return { terms, notices };
}

/**
 * The terms in lme4's order and the names of their factors in the order of first use.
 * Columns are coded by each term's own formula with R's default contrasts, whatever the fixed part has.
 */
export function arrangeRandom(
  terms: readonly PlainRandomTerm[],
  levelCount: (groupLabel: string) => number,
  schemas: ReadonlyMap<string, VariableSchema>,
  values: TermValues,
): { random: RandomDesign[]; factorNames: string[] } {
  const ordered = termOrder(terms.map(({ groupLabel }) => levelCount(groupLabel))).map((t) => terms[t]);
  const factorNames = [...new Set(ordered.map(({ groupLabel }) => groupLabel))];
  const random = ordered.map((term) => ({
    label: term.label,
    structure: term.structure,
    factor: factorNames.indexOf(term.groupLabel),
    ...randomColumns(term, schemas, values),
  }));
  return { random, factorNames };
}

function randomColumns(
  { predictors }: PlainRandomTerm,
  schemas: ReadonlyMap<string, VariableSchema>,
  values: TermValues,
): { names: string[]; columns: (Float64Array | null)[] } {
  const coded = codeTerms(predictors, schemas, {});
  const names = coded.flatMap((term) => term.names);
  const columns = coded.flatMap((term) => values.columns(term));
  return predictors.intercept
    ? { names: ["(Intercept)", ...names], columns: [values.one, ...columns] }
    : { names, columns };
}

/** The terms of one bar: with `||`, as lme4 writes them out, each effect for all of its grouping factors in turn. */
function splitBar(bar: readonly RandomTerm[]): PlainRandomTerm[] {
  const parts = bar.map((term) => {
    const { label, predictors, group, groupLabel } = term;
    const structure = structureOf(term).name;
    return term.doubleBar ? splitTerm(term) : [{ label, structure, predictors, group, groupLabel }];
  });
  return parts[0].flatMap((_, effect) => parts.map((part) => part[effect]));
}

/** Labels of the effects before the bar in which a factor takes part. */
function predictorsWithFactor({ predictors }: RandomTerm, schemas: ReadonlyMap<string, VariableSchema>): string[] {
  return predictors.terms
    .filter(({ variables }) => variables.some((variable) => schemas.get(deparse(variable))?.kind === "factor"))
    .map(({ label }) => label);
}

function splitTerm({ structure, predictors, group, groupLabel }: RandomTerm): PlainRandomTerm[] {
  const factor = group.map(deparse).join(":");
  const slopes = predictors.terms.map((term) => ({
    label: `0 + ${term.label} | ${factor}`,
    structure,
    predictors: { intercept: false, terms: [term] },
    group,
    groupLabel,
  }));
  if (!predictors.intercept) return slopes;
  const predictorsOfOne = { intercept: true, terms: [] };
  return [{ label: `1 | ${factor}`, structure, predictors: predictorsOfOne, group, groupLabel }, ...slopes];
}

function bareNotice({ label, predictors }: RandomTerm): Notice {
  const terms = predictors.terms.map((term) => term.label).join(" + ") || "1";
  const message =
    `"${label}" stands without parentheses, so that, as in lme4, all before the bar is the random part and the fixed part ` +
    `an intercept alone; write ${terms} + (${label}) if what is there has fixed effects, too (docs/differences.md)`;
  return { code: "M_BARE_BAR", message };
}

function doubleBarNotice({ label, predictors, group }: RandomTerm, factors: readonly string[]): Notice {
  const named = factors.map((factor) => `"${factor}"`).join(", ");
  const verb = factors.length === 1 ? "keeps" : "keep";
  const left = [predictors.intercept ? "1" : "0", ...predictors.terms.map((term) => term.label)].join(" + ");
  const message =
    `(${label}): "||" separates terms but not the levels of a factor, so ${named} ${verb} ` +
    `a full covariance block; for independent effects throughout write diag(${left} | ${group.map(deparse).join(":")}) (docs/differences.md)`;
  return { code: "M_DOUBLE_BAR_FACTOR", message };
}

/** ar1() of an intercept beside contrasts, which is read as it is written. */
function orderNotice({ label, predictors, group }: RandomTerm, { write }: CovarianceStructure): Notice {
  const series = `0 + ${predictors.terms.map((term) => term.label).join(" + ")} | ${group.map(deparse).join(":")}`;
  const message =
    `${write(label)} goes by columns, here an intercept and contrasts; ` +
    `for a series over levels write ${write(series)}`;
  return { code: "M_ORDER_OF_CONTRASTS", message };
}

function structureOf({ structure, structureArgs, label }: RandomTerm): CovarianceStructure {
  const refuse = (what: string, known: string): never => {
    throw new UnsupportedError(`${what} of ${structure}(${label}) is not supported; ${known}`);
  };
  const hom = homogeneity(structureArgs);
  const found = hom === undefined ? undefined : calledStructure(structure, hom);
  if (found !== undefined) return found;
  if (calledStructure(structure, null) === undefined) {
    return refuse(`covariance structure "${structure}"`, `${STRUCTURE_CALLS.join(", ")} are`);
  }
  const [{ name, value }] = structureArgs;
  const shown = name === null ? deparse(value) : `${name} = ${deparse(value)}`;
  const takes = calledStructure(structure, true) === undefined ? "a bar only" : "hom = TRUE or hom = FALSE";
  return refuse(`argument "${shown}"`, `${structure}() takes ${takes}`);
}

/**
 * The order of terms whose factors have these numbers of levels: as written where that is already decreasing, else by
 * decreasing number of levels with ties in reverse, which is what lme4's rev(order(levels)) gives.
 */
export function termOrder(levelCounts: readonly number[]): number[] {
  const written = levelCounts.map((_, t) => t);
  if (levelCounts.every((count, t) => t === 0 || count <= levelCounts[t - 1])) return written;
  return written.sort((a, b) => levelCounts[b] - levelCounts[a] || b - a);
}
