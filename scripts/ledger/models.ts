// The models of the ledger: those of datasets/cases.json whose data are in the project, and a few with options that none of these has.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type GlmmOptions, type LmmOptions, readCsv, type Table, toTable } from "../../src/index.js";
import { simulated } from "./simulated.js";

const SIMULATED = "simulated";

export interface Model {
  readonly id: string;
  readonly dataset: string;
  readonly formula: string;
  /** Of glmm() where there is a family, else of lmm(). */
  readonly options: LmmOptions | GlmmOptions;
}

interface Listed
  extends Pick<LmmOptions, "reml" | "weights" | "offset" | "contrasts">,
    Pick<GlmmOptions, "family" | "link" | "nAGQ" | "shape">,
    Omit<Model, "options"> {
  readonly supported: boolean;
}

interface Dataset {
  readonly name: string;
  readonly file: string;
  readonly copied: boolean;
  readonly columns: readonly {
    readonly name: string;
    readonly type: "number" | "factor" | "ordered";
    readonly levels?: readonly string[];
  }[];
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

const datasets = (readJson("datasets/datasets.json") as readonly Dataset[]).filter(({ copied }) => copied);

const shares = (every: number, from: number, rows: number) =>
  Array.from({ length: rows }, (_, i) => 1 + ((i + from) % every) / every);

const MORE: readonly Model[] = [
  {
    id: "sleep-subset-start",
    dataset: "sleepstudy",
    formula: "Reaction ~ Days + (Days | Subject)",
    options: { subset: "Days > 1", start: [0.8, 0.1, 0.2], dataName: "sleepstudy" },
  },
  {
    id: "scotssec-iterative",
    dataset: "ScotsSec",
    formula: "attain ~ verbal + (1 + verbal | primary) + (1 | second)",
    options: { method: "iterative", probes: 8, seed: 2 },
  },
  {
    id: "sleep-arrays",
    dataset: "sleepstudy",
    formula: "Reaction ~ Days + (1 | Subject)",
    options: { weights: shares(3, 1, 180), offset: shares(5, 0, 180), reml: false },
  },
  {
    id: "cake-given-contrasts",
    dataset: "cake",
    formula: "angle ~ recipe * temperature + (1 | recipe:replicate)",
    options: {
      contrasts: {
        recipe: {
          matrix: [
            [1, 0],
            [-1, 1],
            [0, -1],
          ],
          columns: ["AB", "BC"],
        },
        temperature: "sdif",
      },
    },
  },
  {
    id: "sleep-stopped",
    dataset: "sleepstudy",
    formula: "Reaction ~ Days + (Days | Subject)",
    options: { start: [5, 3, 4], maxIterations: 1 },
  },
  {
    id: "grouse-negbin",
    dataset: "grouseticks",
    formula: "TICKS ~ YEAR + (1 | BROOD)",
    options: { family: "negbinomial" },
  },
  {
    id: "owls-negbin-sqrt",
    dataset: "Owls",
    formula: "SiblingNegotiation ~ FoodTreatment + (1 | Nest)",
    options: { family: "negbinomial", link: "sqrt", information: "observed" },
  },
  {
    id: "sleep-gamma-ml",
    dataset: "sleepstudy",
    formula: "Reaction ~ Days + (1 | Subject)",
    options: { family: "gamma", link: "log", dispersion: "ml" },
  },
  {
    id: "sleep-gamma-inverse",
    dataset: "sleepstudy",
    formula: "Reaction ~ Days + (1 | Subject)",
    options: { family: "gamma" },
  },
  {
    id: "sleep-gaussian-identity",
    dataset: "sleepstudy",
    formula: "Reaction ~ Days + (1 | Subject)",
    options: { family: "gaussian" },
  },
  {
    id: "cbpp-observed",
    dataset: "cbpp",
    formula: "cbind(incidence, size - incidence) ~ period + (1 | herd)",
    options: { family: "binomial", link: "probit", information: "observed", start: { theta: [0.5] } },
  },
  {
    id: "cbpp-cauchit",
    dataset: "cbpp",
    formula: "cbind(incidence, size - incidence) ~ period + (1 | herd)",
    options: { family: "binomial", link: "cauchit" },
  },
  {
    id: "simulated-crossed-slopes",
    dataset: SIMULATED,
    formula: "y ~ c * age + x + (1 + c | subj) + (1 + x | item)",
    options: { weights: "w" },
  },
  {
    id: "simulated-terms-of-a-factor",
    dataset: SIMULATED,
    formula: "y ~ c + x + (1 | subj) + (0 + x | subj) + diag(c | item) + (1 | school)",
    options: { offset: "off", reml: false },
  },
  {
    id: "simulated-poisson-slopes",
    dataset: SIMULATED,
    formula: "n ~ c + x + (1 + c | subj) + (1 | item)",
    options: { family: "poisson" },
  },
  {
    id: "simulated-negbin-nested",
    dataset: SIMULATED,
    formula: "n ~ c * age + (1 | school/subj)",
    options: { family: "negbinomial", offset: "off", information: "observed" },
  },
];

function listed({ id, dataset, formula, reml, family, link, nAGQ, shape, weights, offset, contrasts }: Listed): Model {
  const shared = { weights, offset, contrasts };
  const options = family === undefined ? { reml, ...shared } : { family, link, nAGQ, shape, ...shared };
  return { id, dataset, formula, options };
}

export function models(): Model[] {
  const isHere = ({ dataset, supported }: Listed) => supported && datasets.some(({ name }) => name === dataset);
  return [...(readJson("datasets/cases.json") as readonly Listed[]).filter(isHere).map(listed), ...MORE];
}

const tables = new Map<string, Promise<Table>>();

export const tableNames: readonly string[] = [...datasets.map(({ name }) => name), SIMULATED];

/** A data set, read once. */
export function tableOf(name: string): Promise<Table> {
  const known = tables.get(name);
  if (known !== undefined) return known;
  const table = name === SIMULATED ? Promise.resolve(toTable(simulated())) : read(name);
  tables.set(name, table);
  return table;
}

function read(name: string): Promise<Table> {
  const { file, columns } = datasets.find((dataset) => dataset.name === name) as Dataset;
  const types = Object.fromEntries(columns.map((column) => [column.name, column.type]));
  const levels = Object.fromEntries(
    columns.flatMap(({ name: column, levels: order }) => (order === undefined ? [] : [[column, [...order]]])),
  );
  return readCsv(readFileSync(join("datasets", file)), { types, levels });
}
