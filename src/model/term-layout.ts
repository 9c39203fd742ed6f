// Where each random term sits among the columns of its grouping factor: the engine knows one block of columns per
// factor, lme4's theta runs term by term in the order of Design.random.
import { covarianceStructure } from "../covariance/registry.js";
import type { Design, GroupingFactor, RandomDesign } from "../design/design.js";
import type { EngineInput, FactorInput } from "../engine/types.js";
import type { DevianceTerm } from "./profiled-deviance.js";

/** What of a design tells one random term from another. */
export interface TermDesign {
  readonly factors: readonly Pick<GroupingFactor, "name">[];
  readonly random: readonly Pick<RandomDesign, "factor" | "structure" | "names" | "label">[];
}

/** The places of the random terms, in the order of `design.random`. */
export function termLayout(design: TermDesign): DevianceTerm[] {
  const used = design.factors.map(() => 0);
  return design.random.map((term) => {
    const offset = used[term.factor];
    const columnCount = term.names.length;
    used[term.factor] += columnCount;
    return { factor: term.factor, offset, columnCount, structure: covarianceStructure(term.structure) };
  });
}

/** The design as the engine wants it: every factor with the columns of all its terms side by side. */
export function engineInput(design: Design): EngineInput {
  const factors: FactorInput[] = design.factors.map((factor, index) => ({
    levelCount: factor.levels.length,
    codes: factor.codes,
    columns: design.random.filter((term) => term.factor === index).flatMap((term) => term.columns),
  }));
  const { nobs, response, weights, offset } = design;
  return { nobs, fixed: design.fixed.columns, response, weights, offset, factors };
}

/** Names of the entries of theta, as lme4 gives them. */
export function thetaNames(design: Design, layout: readonly DevianceTerm[]): string[] {
  return design.random.flatMap((term, index) =>
    layout[index].structure.thetaNames(design.factors[term.factor].name, term.names),
  );
}

/** Group label of each term as lme4 prints it: a factor's second term is "Subject.1". */
export function termLabels(design: Design): string[] {
  const taken = new Set<string>();
  return design.random.map((term) => {
    const group = design.factors[term.factor].name;
    let label = group;
    for (let n = 1; taken.has(label); n++) label = `${group}.${n}`;
    taken.add(label);
    return label;
  });
}
