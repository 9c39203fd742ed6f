// The random terms: what each bar of the formula becomes, and its columns.
import { hasStructure, supportedStructures } from "../covariance/registry.js";
import { UnsupportedError } from "../errors.js";
import type { RandomTerm, TermList } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import type { Notice } from "../frame/frame-checks.js";
import type { FrameVariable, VariableSchema } from "../frame/variables.js";
import type { RandomDesign } from "./design.js";
import { codeTerms } from "./term-coding.js";
import { termColumns } from "./term-columns.js";

/** A random term as it is fitted: `(1 + x || g)` has become two of them. */
export interface PlainRandomTerm {
  readonly label: string;
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
  const notices: Notice[] = [];
  for (const term of random) {
    checkStructure(term);
    const blocks = predictorsWithFactor(term, schemas);
    if (term.doubleBar && blocks.length > 0) notices.push(doubleBarNotice(term, blocks));
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
  variables: ReadonlyMap<string, FrameVariable>,
): { random: RandomDesign[]; factorNames: string[] } {
  const ordered = termOrder(terms.map(({ groupLabel }) => levelCount(groupLabel))).map((t) => terms[t]);
  const factorNames = [...new Set(ordered.map(({ groupLabel }) => groupLabel))];
  const random = ordered.map((term) => ({
    label: term.label,
    structure: term.structure,
    factor: factorNames.indexOf(term.groupLabel),
    ...randomColumns(term, schemas, variables),
  }));
  return { random, factorNames };
}

function randomColumns(
  { predictors }: PlainRandomTerm,
  schemas: ReadonlyMap<string, VariableSchema>,
  variables: ReadonlyMap<string, FrameVariable>,
): { names: string[]; columns: (Float64Array | null)[] } {
  const coded = codeTerms(predictors, schemas, {});
  const names = coded.flatMap((term) => term.names);
  const columns = coded.flatMap((term) => termColumns(term, variables));
  return predictors.intercept ? { names: ["(Intercept)", ...names], columns: [null, ...columns] } : { names, columns };
}

/** The terms of one bar: with `||`, as lme4 writes them out, each effect for all of its grouping factors in turn. */
function splitBar(bar: readonly RandomTerm[]): PlainRandomTerm[] {
  const parts = bar.map((term) => {
    const { label, structure, predictors, group, groupLabel } = term;
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

function doubleBarNotice({ label, predictors, group }: RandomTerm, factors: readonly string[]): Notice {
  const named = factors.map((factor) => `"${factor}"`).join(", ");
  const verb = factors.length === 1 ? "keeps" : "keep";
  const left = [predictors.intercept ? "1" : "0", ...predictors.terms.map((term) => term.label)].join(" + ");
  const message =
    `(${label}): "||" separates terms but not the levels of a factor, so ${named} ${verb} ` +
    `a full covariance block; for independent effects throughout write diag(${left} | ${group.map(deparse).join(":")})`;
  return { code: "M_DOUBLE_BAR_FACTOR", message };
}

function checkStructure({ structure, structureArgs, label }: RandomTerm): void {
  if (!hasStructure(structure)) {
    const written = `${structure}(${label})`;
    throw new UnsupportedError(
      `covariance structure "${structure}" of ${written} is not supported; ${supportedStructures} are`,
    );
  }
  if (structureArgs.length > 0) {
    const [{ name, value }] = structureArgs;
    const shown = name === null ? deparse(value) : `${name} = ${deparse(value)}`;
    throw new UnsupportedError(
      `argument "${shown}" of ${structure}(${label}) is not supported; ${supportedStructures} take a bar only`,
    );
  }
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
