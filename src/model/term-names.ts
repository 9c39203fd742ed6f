// What random terms and the entries of theta are called.
import type { Design } from "../design/design.js";
import type { TermBlock } from "../likelihood/terms.js";

/** Names of the entries of theta, as lme4 gives them. */
export function thetaNames(design: Design, layout: readonly TermBlock[]): string[] {
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
