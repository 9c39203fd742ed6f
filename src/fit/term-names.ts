// What random terms and the entries of theta are called.
import type { Design } from "../design/design.js";

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
