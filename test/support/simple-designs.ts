// Small models with their matrices built by hand, without a formula: real data and seeded random designs.
import { existsSync, readFileSync } from "node:fs";
import { covarianceStructure } from "../../src/covariance/registry.js";
import type { EngineInput, FactorInput } from "../../src/engine/types.js";
import type { TermBlock } from "../../src/likelihood/terms.js";

export interface SimpleModel {
  readonly input: EngineInput;
  readonly terms: readonly TermBlock[];
}

/** A term written out: grouping codes and its columns (null = ones). */
export interface TermSpec {
  readonly group: readonly (string | number)[];
  readonly columns: readonly (Float64Array | null)[];
  readonly structure?: string;
}

/** Columns of a data set as text, by name. */
export function readColumns(name: string): Record<string, string[]> {
  const file = ["datasets", "../shared/reference/data"]
    .map((at) => `${at}/${name}.csv`)
    .find((path) => existsSync(path));
  if (file === undefined) throw new Error(`no data set ${name}`);
  const [header, ...rows] = readFileSync(file, "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const bare = (cell: string) => cell.replace(/^"|"$/g, "");
  return Object.fromEntries(header.map((title, c) => [bare(title), rows.map((row) => bare(row[c]))]));
}

export function numbers(column: readonly string[]): Float64Array {
  return Float64Array.from(column, Number);
}

/** Treatment-coded indicator columns of all levels but the first, in order of appearance unless levels are given. */
export function indicators(column: readonly string[], levels = [...new Set(column)]): Float64Array[] {
  return levels.slice(1).map((level) => Float64Array.from(column, (entry) => (entry === level ? 1 : 0)));
}

export function ones(n: number): Float64Array {
  return new Float64Array(n).fill(1);
}

/** Terms of one grouping (the same array) share a factor; factors come by decreasing number of random effects. */
export function simpleModel(
  response: Float64Array,
  fixed: readonly Float64Array[],
  specs: readonly TermSpec[],
  extra: { weights?: Float64Array; offset?: Float64Array } = {},
): SimpleModel {
  const groups = [...new Set(specs.map((spec) => spec.group))];
  const factors: FactorInput[] = groups.map((group) => {
    const levels = [...new Set(group)];
    return {
      levelCount: levels.length,
      codes: Int32Array.from(group, (entry) => levels.indexOf(entry)),
      columns: specs.filter((spec) => spec.group === group).flatMap((spec) => spec.columns),
    };
  });
  const size = (f: number) => factors[f].levelCount * factors[f].columns.length;
  const order = groups.map((_, f) => f).sort((a, b) => size(b) - size(a) || a - b);
  const used = groups.map(() => 0);
  const terms = specs.map((spec) => {
    const f = groups.indexOf(spec.group);
    const offset = used[f];
    used[f] += spec.columns.length;
    const structure = covarianceStructure(spec.structure ?? "us");
    return { factor: order.indexOf(f), offset, columnCount: spec.columns.length, structure, transform: null };
  });
  return {
    input: {
      nobs: response.length,
      fixed,
      response,
      weights: extra.weights ?? null,
      offset: extra.offset ?? null,
      factors: order.map((f) => factors[f]),
    },
    terms,
  };
}

/** The real models of the tests; `reference` names the reference fit with the same matrices. */
export const realModels: Record<string, { readonly reml: boolean; build(): SimpleModel }> = {
  "sleep-max-ml": { reml: false, build: () => sleepstudy([[null, "Days"]]) },
  "sleep-max-reml": { reml: true, build: () => sleepstudy([[null, "Days"]]) },
  "sleep-zcp-reml": { reml: true, build: () => sleepstudy([[null], ["Days"]]) },
  "sleep-diag": { reml: false, build: () => sleepstudy([[null, "Days"]], "diag") },
  "dyestuff-ml": { reml: false, build: () => intercepts("Dyestuff", "Yield", ["Batch"]) },
  "dyestuff-reml": { reml: true, build: () => intercepts("Dyestuff", "Yield", ["Batch"]) },
  "dyestuff2-ml": { reml: false, build: () => intercepts("Dyestuff2", "Yield", ["Batch"]) },
  "dyestuff2-reml": { reml: true, build: () => intercepts("Dyestuff2", "Yield", ["Batch"]) },
  "penicillin-ml": { reml: false, build: () => intercepts("Penicillin", "diameter", ["plate", "sample"]) },
  "penicillin-reml": { reml: true, build: () => intercepts("Penicillin", "diameter", ["plate", "sample"]) },
  "pastes-ml": { reml: false, build: () => intercepts("Pastes", "strength", ["sample", "batch"]) },
  "pastes-nested-reml": { reml: true, build: () => intercepts("Pastes", "strength", ["sample", "batch"]) },
  "cake-temp-ml": { reml: false, build: cake },
  "machines-doublebar": { reml: true, build: machinesDoubleBar },
  "sleep-weights-ml": { reml: false, build: () => weightedSleepstudy() },
};

function sleepstudy(terms: readonly (readonly ("Days" | null)[])[], structure = "us"): SimpleModel {
  const data = readColumns("sleepstudy");
  const days = numbers(data.Days);
  const specs = terms.map((columns) => {
    return { group: data.Subject, columns: columns.map((column) => (column === null ? null : days)), structure };
  });
  return simpleModel(numbers(data.Reaction), [ones(days.length), days], specs);
}

function weightedSleepstudy(): SimpleModel {
  const data = readColumns("sleepstudy_w");
  const days = numbers(data.Days);
  const spec = { group: data.Subject, columns: [null, days] };
  return simpleModel(numbers(data.Reaction), [ones(days.length), days], [spec], { weights: numbers(data.w) });
}

function intercepts(name: string, response: string, groups: readonly string[]): SimpleModel {
  const data = readColumns(name);
  const y = numbers(data[response]);
  return simpleModel(
    y,
    [ones(y.length)],
    groups.map((group) => ({ group: data[group], columns: [null] })),
  );
}

function cake(): SimpleModel {
  const data = readColumns("cake");
  const group = data.recipe.map((recipe, i) => `${recipe}:${data.replicate[i]}`);
  const temp = numbers(data.temp);
  const recipes = indicators(data.recipe, ["A", "B", "C"]);
  return simpleModel(numbers(data.angle), [ones(temp.length), ...recipes, temp], [{ group, columns: [null] }]);
}

function machinesDoubleBar(): SimpleModel {
  const data = readColumns("Machines");
  const y = numbers(data.score);
  const all = ["A", "B", "C"].map((level) => Float64Array.from(data.Machine, (entry) => (entry === level ? 1 : 0)));
  const specs = [
    { group: data.Worker, columns: [null] },
    { group: data.Worker, columns: all },
  ];
  return simpleModel(y, [ones(y.length), all[1], all[2]], specs);
}
