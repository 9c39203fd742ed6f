// Power as tables: of one study, along a curve, and of a search.

import { checkArgument } from "../options.js";
import type { PowerResult } from "../power/power.js";
import type { PowerCurve, PowerPoint } from "../power/power-curve.js";
import type { PowerSearch } from "../power/power-search.js";
import type { TestPower } from "../power/summarize.js";
import { messages } from "./notes.js";
import { conditionWords } from "./power-sentence.js";
import { CURVE, POWER, SEARCH, SOME_POINTS } from "./power-shape.js";
import type { ReportTable } from "./report-table.js";
import { type ColumnsOf, tableOf } from "./table-of.js";

const SHARE = ["share", "decimals"] as const;

/**
 * A row a test, and below those of all tests together and of any where there are several.
 *
 * @example
 * const design = { units: { subj: 12 }, within: { load: ["low", "high"] } };
 * const random = { "sd_(Intercept)|subj": 1 };
 * const study = { seed: 1, effects: { loadlow: 0.8 }, random, sigma: 1 };
 * const options = { ...study, replicates: 50 };
 * console.log(tableText(powerTable(await power("y ~ load + (1 | subj)", design, options))));
 */
export function powerTable(result: PowerResult): ReportTable {
  checkArgument("result", result, POWER);
  const { tests, joint, level, own } = result;
  const rows: Row[] = tests.map((test, i) => {
    return { ...test, note: test.isNull ? "type I error" : "", own: own?.[i].power.estimate };
  });
  const others = joint === null ? [] : [together("all tests", joint.all), together("any test", joint.any)];
  const notes = [
    ...studyNotes(result),
    `${percent(level)} limits are exact (Clopper-Pearson)`,
    ...messages(result.warnings),
  ];
  const all = [...rows, ...others];
  return tableOf("Power by simulation", notes, all, [
    ["test", "", "text", ({ name }) => name],
    ...powerColumns(),
    own !== null && ["own", "at estimates", SHARE],
    ...measureColumns(all),
    all.some(({ note }) => note !== "") && ["note", "", "text"],
  ]);
}

/**
 * A row a point and test; points so far where the curve is not final.
 *
 * @example
 * const design = { units: { subj: 12 }, within: { load: ["low", "high"] } };
 * const random = { "sd_(Intercept)|subj": 1 };
 * const study = { seed: 1, effects: { loadlow: 0.8 }, random, sigma: 1 };
 * const options = { ...study, along: { subj: [10, 20] }, replicates: 50 };
 * const curve = await powerCurve("y ~ load + (1 | subj)", design, options);
 * console.log(tableText(powerCurveTable(curve)));
 */
export function powerCurveTable(curve: PowerCurve): ReportTable {
  checkArgument("curve", curve, CURVE);
  checkArgument("curve", curve, SOME_POINTS);
  const { along, points, replicates } = curve;
  const rows = points.flatMap((point) =>
    point.tests.map((test): Row & { point: PowerPoint } => ({ ...test, note: "", point })),
  );
  const [first] = points;
  const hasTests = first.tests.length > 1;
  const varied = along.join(" × ");
  const notes = [
    ...formulaNotes(first),
    `${replicates} replicates a point, seed ${first.seed}; all points share their random numbers`,
    ...countNotes(points),
    `${percent(first.level)} limits are exact (Clopper-Pearson)`,
    ...messages(first.warnings),
  ];
  return tableOf(`Power along ${varied}`, notes, rows, [
    ...along.map((name) => [`at_${name}`, name, "number", (row: (typeof rows)[number]) => row.point.at[name]] as const),
    ["nobs", "rows", "count", ({ point }) => point.nobs],
    hasTests && ["test", "test", "text", ({ name }) => name],
    ...powerColumns(),
    ...measureColumns(rows),
    ["singular", "singular", "count", ({ point }) => point.singular],
  ]);
}

/**
 * What was found, and the trials behind it.
 *
 * @example
 * const design = { units: { subj: 12 }, within: { load: ["low", "high"] } };
 * const random = { "sd_(Intercept)|subj": 1 };
 * const study = { seed: 1, effects: { loadlow: 0.8 }, random, sigma: 1 };
 * const options = { ...study, along: "subj", error: 0.05 };
 * const search = await powerSearch("y ~ load + (1 | subj)", design, options);
 * console.log(writeTable(powerSearchTables(search)));
 */
export function powerSearchTables(search: PowerSearch): ReportTable[] {
  checkArgument("search", search, SEARCH);
  const { along, target, value, limits, power, trials, replicates, seed, test, warnings } = search;
  const found = [{ along, test, target, value, lower: limits?.[0], upper: limits?.[1], ...power, replicates }];
  const notes = [
    `limits are those of ${along} at 1.96 Monte-Carlo errors of the curve through all trials; seed ${seed}`,
    ...messages(warnings),
  ];
  return [
    tableOf(`Where the power of "${test}" is ${target}`, notes, found, [
      ["along", "", "text"],
      ["value", "value", "number"],
      ["lower", "lower", "number"],
      ["upper", "upper", "number"],
      ["power", "power", SHARE, ({ estimate }) => estimate],
      ["stdError", "MC error", SHARE],
      ["replicates", "replicates", "count"],
    ]),
    tableOf("Trials", [], trials, [
      ["value", along, "number"],
      ["power", "power", SHARE, (trial) => trial.successes / trial.replicates],
      ["replicates", "replicates", "count"],
      trials.some(({ preview }) => preview !== null) && ["preview", "by t", SHARE],
    ]),
  ];
}

type Row = Pick<TestPower, "name" | "power"> &
  Partial<TestPower> & { readonly note: string; readonly own?: number | undefined };

function together(name: string, power: TestPower["power"]): Row {
  return { name, power, note: "" };
}

function powerColumns(): ColumnsOf<Row> {
  return [
    ["power", "power", SHARE, ({ power }) => power.estimate],
    ["lower", "lower", SHARE, ({ power }) => power.lower],
    ["upper", "upper", SHARE, ({ power }) => power.upper],
    ["stdError", "MC error", SHARE, ({ power }) => power.stdError],
  ];
}

function measureColumns(rows: readonly Row[]): ColumnsOf<Row> {
  const has = (key: keyof TestPower) => rows.some((row) => (row[key] ?? null) !== null);
  return [
    has("preview") && ["preview", "by t", SHARE],
    has("truth") && ["truth", "truth", "number"],
    has("bias") && ["bias", "bias", "number", ({ bias }) => bias?.value],
    has("coverage") && ["coverage", "coverage", SHARE, ({ coverage }) => coverage?.estimate],
    has("typeS") && ["typeS", "type S", SHARE, ({ typeS }) => typeS?.estimate],
    has("typeM") && ["typeM", "type M", "number", ({ typeM }) => typeM?.value],
  ];
}

function formulaNotes({ formula, simulated }: PowerResult): string[] {
  return [`Model: ${formula}`, ...(simulated === null ? [] : [`Simulated: ${simulated}`])];
}

function studyNotes(result: PowerResult): string[] {
  const { units, nobs, replicates, seed, conditions } = result;
  const sizes = Object.entries(units).map(([name, count]) => `${name} ${count}`);
  return [
    ...formulaNotes(result),
    `${nobs} rows; ${sizes.join(", ")}; ${replicates} replicates, seed ${seed}`,
    `observations${conditionWords(conditions).replace(/^,/, ":")}`,
    ...countNotes([result]),
  ];
}

function countNotes(results: readonly PowerResult[]): string[] {
  const sum = (key: "singular" | "notConverged" | "failed") =>
    results.reduce((total, result) => total + result[key], 0);
  const [singular, notConverged, failed] = [sum("singular"), sum("notConverged"), sum("failed")];
  const all = results.reduce((total, { replicates }) => total + replicates, 0);
  return [`of ${all} fits ${singular} are singular, ${notConverged} did not converge, ${failed} could not be made`];
}

function percent(level: number): string {
  return `${Number((100 * level).toPrecision(6))} %`;
}
