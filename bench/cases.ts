// The models of the bench: real data from datasets/cases.json, then simulated ones.
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { BenchCase, Generalized } from "./contract.js";
import {
  binaryCrossed,
  crossed,
  megastudy,
  nearlyNested,
  nested,
  sparselyCrossed,
  threeFactors,
} from "./simulate/recipes.js";
import { type Recipe, simulatedCsv } from "./simulate/simulate.js";

interface ListedCase {
  readonly id: string;
  readonly dataset: string;
  readonly formula: string;
  readonly reml?: boolean;
  readonly family?: Generalized["family"];
  readonly link?: Generalized["link"];
  readonly nAGQ?: number;
  readonly contrasts?: Readonly<Record<string, string>>;
}

interface ListedDataset {
  readonly name: string;
  readonly file: string;
  readonly copied: boolean;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

type Extras = Partial<Pick<BenchCase, "julia" | "juliaWeights" | "quick" | "budget">>;

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));
const LISTED = readJson("datasets/cases.json") as ListedCase[];
const DATASETS = readJson("datasets/datasets.json") as ListedDataset[];

/** A model on one of the data sets. */
function onDataset(title: string, model: ListedCase, extras: Extras): BenchCase {
  const { id, formula, reml = false, family, link = "logit", nAGQ = 1, contrasts = {} } = model;
  const data = DATASETS.find(({ name }) => name === model.dataset) as ListedDataset;
  const path = resolve(data.copied ? "datasets" : "../shared/reference/data", data.file);
  const factors = data.columns.filter(({ type }) => type !== "number").map(({ name }) => name);
  const sumContrasts = Object.keys(contrasts).filter((name) => contrasts[name] === "sum");
  const csv = () => (existsSync(path) ? path : null);
  const kind = { reml, ...(family && { generalized: { family, link, nAGQ } }) };
  const common = { julia: formula, factors, sumContrasts, quick: false, budget: {}, csv };
  return { id, title, formula, ...kind, ...common, ...extras };
}

/** A model of datasets/cases.json. */
function listed(title: string, id: string, extras: Extras = {}): BenchCase {
  return onDataset(title, LISTED.find((entry) => entry.id === id) as ListedCase, extras);
}

const logistic: Generalized = { family: "binomial", link: "logit", nAGQ: 1 };

/** The REML fit of a model to simulated data; of a binary response, the Laplace approximation. */
function simulated(id: string, title: string, formula: string, recipe: Recipe, extras: Extras = {}): BenchCase {
  const factors = recipe.factors.map(({ name }) => name);
  const csv = () => simulatedCsv(id, recipe);
  const kind = recipe.isBinary ? { reml: false, generalized: logistic } : { reml: true };
  const common = { julia: formula, factors, sumContrasts: [], quick: false, budget: {}, csv };
  return { id, title, formula, ...kind, ...common, ...extras };
}

const quick = true;
const lme4From = (id: string): Extras => ({ budget: { lme4: { evaluationsFrom: id } } });

const BY_BOTH = "y ~ 1 + x + (1 + x | subj) + (1 + x | item)";
const NESTED = "y ~ 1 + x + (1 + x | region) + (1 + x | group)";
const MEGASTUDY = "y ~ 1 + x + (1 | word) + (1 + x | participant)";
const THREE = "y ~ 1 + x + (1 + x | g) + (1 + x | h) + (1 + x | i)";

const insteval2 = {
  id: "insteval-two-factors-ml",
  dataset: "InstEval",
  formula: "y ~ 1 + service + (1 | s) + (1 | d)",
  reml: false,
};

const mrk17Julia = "negative_reciprocal(rt) ~ 1 + F * P * Q * lQ * lT + (1 + P + Q + lQ + lT | Subj) + (1 + P | Item)";

/** Every case, in the order of the tables. A case that another takes its evaluations from stands before it. */
export const CASES: readonly BenchCase[] = [
  listed("sleepstudy", "sleep-max-reml", { quick, julia: "Reaction ~ 1 + Days + (1 + Days | Subject)" }),
  listed("Dyestuff", "dyestuff-reml", { quick }),
  listed("cake", "cake-poly-reml", { quick, julia: "angle ~ 1 + recipe * temperature + (1 | recipe & replicate)" }),
  listed("Pastes", "pastes-nested-reml", { quick }),
  listed("Penicillin", "penicillin-reml", { quick }),
  listed("Exam", "exam-slope-ml", {
    quick,
    julia: "normexam ~ 1 + standLRT + sex + schgend + (1 + standLRT | school)",
  }),
  listed("ScotsSec", "scotssec-ml", {
    quick,
    julia: "attain ~ 1 + verbal * sex + social + (1 | primary) + (1 | second)",
  }),
  listed("kb07, random intercepts", "kb07-ri-ml", { quick }),
  listed("kb07, parsimonious", "kb07-parsimonious-ml", {
    quick,
    julia: "RTtrunc ~ 1 + S + P + C + (1 | subj) + (1 + P | item)",
  }),
  listed("kb07, 4 × 4", "kb07-maineffects-max-ml", {
    julia: "RTtrunc ~ 1 + S + P + C + (1 + S + P + C | subj) + (1 + S + P + C | item)",
  }),
  listed("kb07, maximal", "kb07-full-max-ml", {
    julia: `RTtrunc ~ 1 + S + P + C + SP + SC + PC + SPC + ${["subj", "item"]
      .map((factor) => `(1 + S + P + C + SP + SC + PC + SPC | ${factor})`)
      .join(" + ")}`,
    budget: { lme4: { rounds: 1 } },
  }),
  listed("bs10, maximal", "bs10-max-ml"),
  listed("mrk17", "mrk17-main-ml", { julia: mrk17Julia }),
  listed("Chem97", "chem97-ml", { julia: "score ~ 1 + gcsecnt + (1 | school) + (1 | lea)" }),
  onDataset("InstEval, two factors", insteval2, {}),
  listed("InstEval, three factors", "insteval-1-ml", {
    julia: "y ~ 1 + service + (1 | s) + (1 | d) + (1 | dept)",
  }),
  listed("InstEval, service × dept", "insteval-2-ml"),
  simulated(
    "sim-nearly-nested",
    "nearly nested, 1,720 × 60",
    "y ~ 1 + x + (1 + x | child) + (1 + x | school)",
    nearlyNested(60, 1720, 7_000, 0.02),
    { quick },
  ),
  simulated("sim-200x400", "200 × 400 crossed", BY_BOTH, crossed(200, 400)),
  simulated("sim-200x200-sparse", "200 × 200, 12,000 random cells", BY_BOTH, sparselyCrossed(200, 200, 12_000)),
  simulated(
    "sim-1000x1000-sparse",
    "1,000 × 1,000, 300,000 random cells",
    BY_BOTH,
    sparselyCrossed(1000, 1000, 300_000),
    lme4From("sim-200x200-sparse"),
  ),
  simulated("sim-megastudy-small", "megastudy, 100 × 4,000", MEGASTUDY, megastudy(100, 4_000, 33_000)),
  simulated(
    "sim-megastudy",
    "megastudy, 814 × 40,000",
    MEGASTUDY,
    megastudy(814, 40_000, 2_700_000),
    lme4From("sim-megastudy-small"),
  ),
  simulated("sim-nested-small", "nested, 2,000 groups in 20 regions", NESTED, nested(20, 2_000, 20_000)),
  simulated(
    "sim-nested",
    "nested, 100,000 groups in 1,000 regions",
    NESTED,
    nested(1_000, 100_000, 1_000_000),
    lme4From("sim-nested-small"),
  ),
  simulated("sim-three-small", "three factors, 800 × 100 × 20", THREE, threeFactors(800, 100, 20, 13_000)),
  simulated(
    "sim-three",
    "three factors, 8,000 × 1,000 × 60",
    THREE,
    threeFactors(8_000, 1_000, 60, 130_000),
    lme4From("sim-three-small"),
  ),
  listed("cbpp", "cbpp-laplace", {
    quick,
    julia: "incidence / size ~ 1 + period + (1 | herd)",
    juliaWeights: "size",
  }),
  listed("cbpp, 9 points", "cbpp-agq9", { quick, julia: null }),
  listed("Contraception, slopes", "contraception-slope", {
    quick,
    julia: "use ~ 1 + age + abs2(age) + urban + livch + (1 + urban | district)",
  }),
  listed("grouseticks", "grouseticks", {
    quick,
    julia: "TICKS ~ 1 + YEAR + cHEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION)",
  }),
  listed("salamander, crossed", "salamander", { quick, julia: "Mate ~ 1 + Cross + (1 | Male) + (1 | Female)" }),
  listed("VerbAgg, crossed", "verbagg-crossed", {
    julia: "r2 ~ 1 + Anger + Gender + btype + situ + (1 | id) + (1 | item)",
  }),
  listed("VerbAgg, slopes", "verbagg-mode", {
    julia: "r2 ~ 1 + mode * Gender + btype + situ + (1 + mode | id) + (1 | item)",
  }),
  simulated("sim-binary-500x200", "binary, 500 × 200 crossed", BY_BOTH, binaryCrossed(500, 200), {
    budget: { lme4: { rounds: 1 }, glmmTMB: { rounds: 1 } },
  }),
];
