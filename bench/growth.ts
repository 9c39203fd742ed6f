// Time and memory of blup against rows, levels and slopes, with the exponent of the growth.
// Usage: npm run bench:growth [-- --series ID …] [--rounds N] [--quick] [--output DIR]; --quick: the first three points
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fittedExponent } from "./exponent.js";
import { runEngine } from "./launch.js";
import { type Machine, machineLine, observeMachine } from "./machine.js";
import { type Column, count, duration, markdownTable, megabytes, NONE, replaceBetweenMarkers } from "./markdown.js";
import { type EngineResult, summarize, writeJson } from "./results.js";
import { manySlopes, nested, oneFactor, twoFactors } from "./simulate/recipes.js";
import { covariateNames, type Recipe, simulatedCsv } from "./simulate/simulate.js";

interface Series {
  readonly id: string;
  readonly title: string;
  /** What grows. */
  readonly variable: string;
  readonly values: readonly number[];
  readonly recipe: (value: number) => Recipe;
  readonly formula: (value: number) => string;
}

interface Point {
  readonly value: number;
  readonly effects: number;
  readonly plannedMemory: number;
  readonly result: EngineResult;
}

const ROWS = [10_000, 30_000, 100_000, 300_000, 1_000_000];

const SERIES: readonly Series[] = [
  {
    id: "rows-nested",
    title: "Rows, nested: 10 rows in a group, 100 groups in a region; intercept and slope by both",
    variable: "rows",
    values: ROWS,
    recipe: (n) => nested(n / 1000, n / 10, n),
    formula: () => "y ~ 1 + x + (1 + x | region) + (1 + x | group)",
  },
  {
    id: "rows-crossed",
    title: "Rows, crossed: 100 × 100 levels; intercept and slope by both",
    variable: "rows",
    values: ROWS,
    recipe: (n) => twoFactors(100, 100, n),
    formula: () => "y ~ 1 + x + (1 + x | subj) + (1 + x | item)",
  },
  {
    id: "levels-one",
    title: "Levels of one factor: 300,000 rows; intercept and slope",
    variable: "levels",
    values: [100, 1_000, 10_000, 100_000],
    recipe: (levels) => oneFactor(levels, 300_000),
    formula: () => "y ~ 1 + x + (1 + x | group)",
  },
  {
    id: "levels-crossed",
    title: "Levels of each of two crossed factors: 200,000 rows in random cells; intercept and slope by both",
    variable: "levels",
    values: [50, 100, 200, 400, 800],
    recipe: (levels) => twoFactors(levels, levels, 200_000),
    formula: () => "y ~ 1 + x + (1 + x | subj) + (1 + x | item)",
  },
  {
    id: "slopes",
    title: "Columns of each of two random terms (intercept and slopes): 100 × 100 levels fully crossed, 10,000 rows",
    variable: "columns",
    values: [1, 2, 3, 4, 6, 8],
    recipe: (columns) => manySlopes(100, 100, columns - 1),
    formula: (columns) => {
      const terms = ["1", ...covariateNames(columns - 1)].join(" + ");
      return `y ~ ${terms} + (${terms} | subj) + (${terms} | item)`;
    },
  },
];

const { values: options } = parseArgs({
  options: {
    series: { type: "string", multiple: true },
    rounds: { type: "string", default: "3" },
    quick: { type: "boolean", default: false },
    output: { type: "string" },
  },
});

function measure(series: Series, value: number): Point {
  const observed = observeMachine();
  const recipe = series.recipe(value);
  const csv = simulatedCsv(`growth-${series.id}-${value}`, recipe);
  const factors = recipe.factors.map(({ name }) => name);
  const request = { csv, formula: series.formula(value), reml: true, factors, sumContrasts: [] };
  const budget = { seconds: 1, repeats: 50, whole: true, theta: [] };
  const answers = Array.from({ length: Number(options.rounds) }, () => runEngine("blup", { ...request, ...budget }));
  const result = summarize(answers, new Date().toISOString(), observed());
  console.error(`${series.id} ${value}: ${result.whole.toFixed(1)} ms, ${result.evaluations} evaluations`);
  const { effects = 0, plannedMemory = 0 } = answers[0].model ?? {};
  return { value, effects, plannedMemory, result };
}

/** Bytes that the job added to the bare process. */
const added = ({ result: { memory } }: Point) => (memory ? memory.peak - memory.start : 0);

interface Figure {
  readonly title: string;
  readonly of: (point: Point) => number;
  readonly show: (value: number) => string;
  readonly grows: boolean;
}

const FIGURES: readonly Figure[] = [
  { title: "random effects", of: ({ effects }) => effects, show: count, grows: false },
  { title: "read", of: ({ result }) => result.read, show: duration, grows: true },
  { title: "build", of: ({ result }) => result.build ?? 0, show: duration, grows: true },
  { title: "fit", of: ({ result: { whole, build = 0 } }) => whole - build, show: duration, grows: true },
  { title: "evaluations", of: ({ result }) => result.evaluations, show: count, grows: false },
  { title: "one objective", of: ({ result }) => result.evaluation ?? 0, show: duration, grows: true },
  { title: "memory", of: added, show: megabytes, grows: true },
  { title: "core, as planned", of: ({ plannedMemory }) => plannedMemory, show: megabytes, grows: true },
];

function exponents(points: readonly Point[], { of, grows }: Figure): string {
  if (!grows || points.length < 2) return "";
  const exponent = (some: readonly Point[]) =>
    fittedExponent(
      some.map(({ value }) => value),
      some.map(of),
    ).toFixed(2);
  return `**${exponent(points)}** (${exponent(points.slice(-2))})`;
}

function seriesTable({ title, variable }: Series, points: readonly Point[]): string {
  const first: Column<Point | null> = {
    title: variable,
    cell: (point) => (point === null ? "exponent" : count(point.value)),
  };
  const columns = FIGURES.map((figure): Column<Point | null> => {
    const cell = (point: Point | null) =>
      point === null ? exponents(points, figure) : figure.of(point) > 0 ? figure.show(figure.of(point)) : NONE;
    return { title: figure.title, cell };
  });
  return `${title}:\n\n${markdownTable([first, ...columns], [...points, null])}`;
}

const observed = observeMachine();
const chosen = SERIES.filter(({ id }) => options.series?.includes(id) ?? true);
const measured = chosen.map((series) => ({
  series,
  points: series.values.slice(0, options.quick ? 3 : undefined).map((value) => measure(series, value)),
}));
const date = new Date().toISOString();
const machine: Machine = observed();
const text = [
  ...measured.map(({ series, points }) => seriesTable(series, points)),
  `Medians, blup alone, one thread. The exponent is that of the fitted power, in brackets that of the last step alone.
Memory is what the whole job, reading included, added to the bare process. ${machineLine(date, machine)}`,
].join("\n\n");
console.log(text);
const folder = options.output ?? "bench/results";
const stored = measured.map(({ series: { id, title, variable }, points }) => ({ id, title, variable, points }));
writeJson(`${folder}/growth.json`, { date, machine, series: stored });
writeFileSync(`${folder}/growth.md`, `${text}\n`);
if (options.output === undefined) replaceBetweenMarkers("docs/performance.md", "growth", text);
