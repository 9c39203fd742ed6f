// The models whose numbers are compared bit for bit.
import { readFileSync } from "node:fs";
import type { BitsCase } from "./bits.js";
import { cases, datasetPath, datasetSchema, glmmCaseOptions, glmmCases } from "./reference.js";

const IDS = [
  "sleep-max-reml",
  "sleep-max-ml",
  "sleep-poly2",
  "sleep-log-response",
  "sleep-offset-weights",
  "dyestuff2-ml",
  "penicillin-ml",
  "pastes-nested-reml",
  "machines-slope-reml",
  "cake-poly-reml",
  "oxboys-poly-ml",
  "ovary-trig",
  "arabidopsis-log",
  "scotssec-ml",
  "exam-slope-ml",
];

const GENERALIZED = [
  "cbpp-laplace",
  "cbpp-agq9",
  "cbpp-probit",
  "cbpp-cloglog",
  "grouseticks",
  "grouse-sqrt",
  "salamander",
  "owls-negbin-fixed",
  "sleep-gamma-log",
  "sleep-invgauss",
  "gopher-offset",
];

/** The cases with their data as text, ready to be sent to a browser. */
export function bitsCases(): BitsCase[] {
  const text = ({ id, dataset, formula }: { id: string; dataset: string; formula: string }) => ({
    id,
    formula,
    csv: readFileSync(datasetPath(dataset) as string, "utf8"),
    ...datasetSchema(dataset),
  });
  const linear = cases.filter(({ id }) => IDS.includes(id));
  const generalized = glmmCases.filter(({ id }) => GENERALIZED.includes(id));
  return [
    ...linear.map((model) => {
      const { reml, weights, offset } = model;
      return { ...text(model), options: { reml, weights, offset } };
    }),
    ...generalized.map((model) => ({ ...text(model), options: { ...glmmCaseOptions(model), family: model.family } })),
  ];
}
