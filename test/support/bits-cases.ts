// The models whose numbers are compared bit for bit.
import { readFileSync } from "node:fs";
import type { BitsCase } from "./bits.js";
import { cases, datasetPath, datasetSchema } from "./reference.js";

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

/** The cases with their data as text, ready to be sent to a browser. */
export function bitsCases(): BitsCase[] {
  return cases
    .filter(({ id }) => IDS.includes(id))
    .map(({ id, dataset, formula, reml, weights, offset }) => ({
      id,
      formula,
      csv: readFileSync(datasetPath(dataset) as string, "utf8"),
      ...datasetSchema(dataset),
      options: { reml, ...(weights !== undefined && { weights }), ...(offset !== undefined && { offset }) },
    }));
}
