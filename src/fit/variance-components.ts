// Variances, standard deviations and correlations of the random effects: Σ_t = σ² λ_t λ_t'.
import { covarianceStructure } from "../covariance/registry.js";
import type { Design } from "../design/design.js";
import { splitTheta, type TermBlock } from "../likelihood/terms.js";
import { eachEntry, gram } from "../math/matrix-product.js";
import { unitOfAll } from "../math/units.js";
import type { VarianceComponent } from "./types.js";

/** The components of all terms at theta; `scale` is the standard deviation of an effect whose λ is 1. */
export function varianceComponents(
  design: Design,
  terms: readonly TermBlock[],
  par: Float64Array,
  scale: number,
): VarianceComponent[] {
  const labels = termLabels(design);
  const lambdas = splitTheta(terms, par);
  return design.random.map(({ factor, structure, names }, term) => {
    const named = { group: design.factors[factor].name, label: labels[term], structure, names };
    return varianceComponent(named, lambdas[term], scale);
  });
}

function rhoOf(name: string, k: number, lambda: Float64Array, root: readonly number[]): { rho?: number } {
  const structure = covarianceStructure(name);
  if (structure.correlations !== "tied" || k === 1) return {};
  const isKnown = root.filter((sd) => sd > 0).length > 1;
  return { rho: isKnown ? structure.toPar(k, lambda)[structure.parCount(k) - 1] : Number.NaN };
}

/** One term's component at its λ (k × k, column-major); a correlation with a zero variance is NaN. */
export function varianceComponent(
  names: Pick<VarianceComponent, "group" | "label" | "structure" | "names">,
  lambda: Float64Array,
  sigma: number,
): VarianceComponent {
  const k = names.names.length;
  const units = Float64Array.from({ length: k }, (_, i) => unitOfAll(lambda.filter((__, at) => at % k === i)));
  const relative = gram(
    k,
    eachEntry(k, lambda, (entry, row) => entry * units[row]),
  );
  const inUnits = Array.from({ length: k }, (_, i) => Math.sqrt(relative[i + i * k]));
  const root = inUnits.map((value, i) => value / units[i]);
  const sd = root.map((value) => value * sigma);
  const correlation = (i: number, j: number): number => {
    if (root[i] === 0 || root[j] === 0) return Number.NaN;
    if (i === j) return 1;
    return Math.max(-1, Math.min(1, relative[i + j * k] / (inUnits[i] * inUnits[j])));
  };
  return {
    ...names,
    variance: sd.map((value) => value * value),
    sd,
    corr: sd.map((_, i) => sd.map((_, j) => correlation(i, j))),
    ...rhoOf(names.structure, k, lambda, root),
  };
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
