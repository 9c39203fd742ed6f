// Random terms and grouping factors together, in lme4's order.
import { deparse } from "../formula/deparse.js";
import type { Notice } from "../frame/frame-checks.js";
import type { ModelFrame } from "../frame/model-frame.js";
import type { FrameVariable } from "../frame/variables.js";
import { checkEffectCounts, checkRandomCounts, checkSeveralLevels } from "./checks.js";
import type { GroupingFactor, RandomDesign } from "./design.js";
import { groupingFactor } from "./grouping.js";
import { arrangeRandom, plainRandomTerms } from "./random.js";
import type { TermValues } from "./term-columns.js";

/** Every random term with its columns, every grouping factor once; throws DesignError where lme4's checks fail. */
export function randomDesign(
  { formula, variables, nobs }: ModelFrame,
  hasScale: boolean,
  values: TermValues,
): {
  random: RandomDesign[];
  factors: GroupingFactor[];
  notices: Notice[];
} {
  const { terms, notices } = plainRandomTerms(formula.random, variables);
  checkRandomCounts(terms, variables, nobs);
  const byName = new Map<string, GroupingFactor>();
  for (const { groupLabel, group } of formula.random) {
    if (byName.has(groupLabel)) continue;
    const components = group.map((component) => variables.get(deparse(component)) as FrameVariable);
    byName.set(groupLabel, sharedFactor(groupLabel, components));
  }
  const factorOf = (groupLabel: string) => byName.get(groupLabel) as GroupingFactor;
  const levelCount = (groupLabel: string) => factorOf(groupLabel).levels.length;
  const { random, factorNames } = arrangeRandom(terms, levelCount, variables, values);
  const factors = factorNames.map(factorOf);
  checkSeveralLevels(random, factors);
  checkEffectCounts(random, factors, nobs, hasScale);
  return { random, factors, notices };
}

const coded = new WeakMap<Float64Array, GroupingFactor>();

/** A grouping factor; that of numbers once for all frames which have them. */
function sharedFactor(name: string, components: readonly FrameVariable[]): GroupingFactor {
  const [first] = components;
  if (components.length > 1 || first.kind !== "number" || first.columns.length > 1)
    return groupingFactor(name, components);
  const [values] = first.columns;
  const known = coded.get(values);
  if (known?.name === name) return known;
  const factor = groupingFactor(name, components);
  coded.set(values, factor);
  return factor;
}
