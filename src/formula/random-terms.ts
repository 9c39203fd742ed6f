// `(x | a/b)` → one random term for each grouping factor.

import { FormulaError } from "../errors.js";
import type { Expression, RandomTerm } from "./ast.js";
import type { Bar } from "./bars.js";
import { deparse } from "./deparse.js";
import { TermEncoder } from "./term-encoder.js";
import { nodesOf } from "./variables.js";

/**
 * The random terms of one bar, in the order of lme4 2.1: the grouping factor is expanded as a formula of its own, and
 * with a "/" in it both the list and the components of each interaction are reversed (`a/b` gives "b:a", then "a").
 */
export function randomTermsOf(bar: Bar, source: string): Omit<RandomTerm, "isBare">[] {
  const fail = (message: string): never => {
    throw new FormulaError(`random term "${deparse(bar.node)}" ${message}`, source, bar.start, bar.end - bar.start);
  };
  if (bar.wrapper !== null && bar.doubleBar) fail(`has both "${bar.wrapper}" and "||"; write a single bar`);

  const rules = {
    source,
    random: "stands inside another one; add it to the formula on its own",
    offsets: "stands in a random term; add it to the fixed effects",
    dot: "cannot stand in a random term; name the variables",
  };
  const predictors = new TermEncoder(rules, bar.predictors).encode();
  if (!predictors.intercept && predictors.terms.length === 0) {
    fail("has no effects before the bar; write 1 for an intercept");
  }
  const groups = new TermEncoder(rules, bar.group).encode().terms.map((term) => term.variables);
  if (groups.length === 0) fail("has no grouping factor after the bar; name a column");

  return inGroupOrder(groups, bar.group).map((group) => ({
    structure: bar.wrapper ?? "us",
    structureArgs: bar.wrapperArgs,
    doubleBar: bar.doubleBar,
    predictors,
    group,
    groupLabel: groupLabelOf(group),
    label: `${deparse(bar.predictors)} ${bar.doubleBar ? "||" : "|"} ${group.map(deparse).join(":")}`,
    start: bar.start,
    end: bar.end,
  }));
}

function inGroupOrder(groups: (readonly Expression[])[], written: Expression): (readonly Expression[])[] {
  for (const node of nodesOf(written, false)) {
    if (node.kind === "binary" && node.operator === "/") return groups.map((group) => [...group].reverse()).reverse();
  }
  return groups;
}

/** A single column keeps its bare name, as in lme4; an interaction quotes names as in a formula. */
function groupLabelOf(group: readonly Expression[]): string {
  const [only] = group;
  return group.length === 1 && only!.kind === "name" ? only!.name : group.map(deparse).join(":");
}
