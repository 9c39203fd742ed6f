// The models whose numbers are compared bit for bit.
import { readFileSync } from "node:fs";
import type { BitsCase } from "./bits.js";
import {
  cases,
  datasetPath,
  datasetSchema,
  type GlmmCase,
  glmmCaseOptions,
  glmmCases,
  isCopied,
  type ReferenceCase,
} from "./reference.js";

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

/** By the iterative method: crossed factors, slopes by one of them. */
const ITERATIVE = [
  { id: "iterative-penicillin", dataset: "Penicillin", formula: "diameter ~ 1 + (1 | plate) + (1 | sample)" },
  { id: "iterative-scotssec", dataset: "ScotsSec", formula: "attain ~ verbal + (1 + verbal | primary) + (1 | second)" },
];

/** A case without the text of its data. */
export type NamedBitsCase = Omit<BitsCase, "csv"> & { readonly dataset: string };

/** A few cases, of every kind of model. */
export function bitsCases(): NamedBitsCase[] {
  return allBitsCases().filter(({ id }) => IDS.includes(id) || GENERALIZED.includes(id));
}

/** Every model of the list whose data are in the project. */
export function allBitsCases(): NamedBitsCase[] {
  const isHere = ({ dataset, supported }: ReferenceCase | GlmmCase) => supported && isCopied(dataset);
  const named = ({ id, dataset, formula }: ReferenceCase | GlmmCase) => ({
    id,
    dataset,
    formula,
    ...datasetSchema(dataset),
  });
  return [
    ...ITERATIVE.map(({ id, dataset, formula }) => ({
      ...{ id, dataset, formula, ...datasetSchema(dataset) },
      options: { method: "iterative", probes: 8, seed: 2 } as const,
    })),
    ...cases.filter(isHere).map((model) => {
      const { reml, weights, offset, contrasts } = model;
      return { ...named(model), options: { reml, weights, offset, contrasts } };
    }),
    ...glmmCases.filter(isHere).map((model) => ({
      ...named(model),
      options: { ...glmmCaseOptions(model), family: model.family },
    })),
  ];
}

/** The data of a case as text. */
export function datasetText(dataset: string): string {
  return readFileSync(datasetPath(dataset) as string, "utf8");
}
