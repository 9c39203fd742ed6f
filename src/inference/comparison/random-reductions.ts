// The models that random terms can be reduced to, by lmerTest's rule.
import { CORRELATED, covarianceStructure } from "../../covariance/registry.js";
import { droppableTerms, type RandomTermText, withEffects } from "../../model/formula-terms.js";

export interface RandomReduction {
  /** What is taken away: "(1 | g)", or "x in (x | g)". */
  readonly label: string;
  /** The random terms that are left. */
  readonly random: readonly RandomTermText[];
}

const INTERCEPT = { intercept: true, terms: [] };

/**
 * Each random term made smaller in turn: `(a + b | g)` to `(b | g)` and to `(a | g)`, `(a | g)` and `(0 + a | g)` to
 * `(1 | g)` unless another term has the intercepts of g, and `(1 | g)` to nothing; without `reduceTerms` every term to
 * nothing.
 */
export function randomReductions(terms: readonly RandomTermText[], reduceTerms: boolean): RandomReduction[] {
  return terms.flatMap((term) => {
    const others = (...replacement: readonly RandomTermText[]) =>
      terms.flatMap((other) => (other === term ? replacement : [other]));
    const droppable = reduceTerms ? droppableTerms(term.terms) : [];
    if (droppable.length === 0) return [{ label: term.text, random: others() }];
    const hasIntercept = terms.some((other) => {
      return other !== term && other.groupName === term.groupName && other.intercept;
    });
    return droppable.map((dropped) => {
      const label = `${dropped.label} in ${term.text}`;
      const left = term.terms.filter((other) => other !== dropped);
      if (left.length > 0) return { label, random: others(withEffects(term, { ...term, terms: left })) };
      const isCovered = hasIntercept && !term.intercept;
      const structure = covarianceStructure(term.structure).correlations === "tied" ? CORRELATED : term.structure;
      return { label, random: isCovered ? others() : others(withEffects(term, { ...INTERCEPT, structure })) };
    });
  });
}
