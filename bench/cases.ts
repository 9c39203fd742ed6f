// The models of the bench: four of datasets/cases.json and one simulated.
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { BenchCase } from "./contract.js";
import { simulateCrossed } from "./simulate.js";

const PUBLISHED: Readonly<Record<string, string>> = {
  "sleep-max-reml": "sleepstudy",
  "kb07-full-max-ml": "kb07, maximal",
  "chem97-ml": "Chem97",
  "insteval-1-ml": "InstEval, three factors",
};

interface ListedCase {
  readonly id: string;
  readonly dataset: string;
  readonly formula: string;
  readonly reml: boolean;
}

interface ListedDataset {
  readonly name: string;
  readonly file: string;
  readonly copied: boolean;
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

/** Every case whose data are here; the titles of the others in `missing`. */
export function benchCases(): { cases: BenchCase[]; missing: string[] } {
  const listed = readJson("datasets/cases.json") as ListedCase[];
  const datasets = readJson("datasets/datasets.json") as ListedDataset[];
  const cases: BenchCase[] = [];
  const missing: string[] = [];
  for (const [id, title] of Object.entries(PUBLISHED)) {
    const model = listed.find((entry) => entry.id === id) as ListedCase;
    const data = datasets.find(({ name }) => name === model.dataset) as ListedDataset;
    const csv = resolve(data.copied ? "datasets" : "../shared/reference/data", data.file);
    if (!existsSync(csv)) {
      missing.push(title);
      continue;
    }
    const factors = data.columns.filter(({ type }) => type !== "number").map(({ name }) => name);
    cases.push({ id, title, formula: model.formula, reml: model.reml, csv, factors, rows: data.rows });
  }

  const csv = resolve("build/bench-data/sim-200x400.csv");
  simulateCrossed(csv, 200, 400, 1);
  cases.push({
    id: "sim-200x400",
    title: "simulated, 200 × 400 crossed",
    formula: "y ~ x + (1 + x | subj) + (1 + x | item)",
    reml: true,
    csv,
    factors: ["subj", "item"],
    rows: 80_000,
  });
  return { cases, missing };
}
