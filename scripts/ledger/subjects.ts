// The fits that are asked every question.
import type { TableLike } from "../../src/index.js";

/** What questions need to know about a model. */
export interface Subject {
  /** Of a model of the ledger. */
  readonly id: string;
  readonly group: string;
  /** A model within it, of the same data and options; null where there is none. */
  readonly smaller: string | null;
  readonly rows: TableLike;
  /** Variables of the means, values of others, and a variable of their slopes. */
  readonly means: string | readonly string[];
  readonly at?: Readonly<Record<string, readonly (number | string)[]>>;
  readonly by?: string;
  readonly trend: string;
}

const SLEEP = {
  group: "Subject",
  smaller: "Reaction ~ 1 + (1 | Subject)",
  rows: { Days: [0, 4.5, 10], Subject: ["308", "new", "335"] },
  means: "Days",
  at: { Days: [0, 4, 9] },
  trend: "Days",
} as const;

const HERDS = {
  group: "herd",
  smaller: "cbind(incidence, size - incidence) ~ 1 + (1 | herd)",
  rows: { period: ["1", "4", "2"], herd: ["1", "new", "15"] },
  means: "period",
  trend: "size",
} as const;

const CROSSED = {
  rows: {
    c: ["a", "b", "b"],
    age: ["old", "young", "old"],
    x: [0, 0.5, 1],
    w: [1, 2, 1],
    subj: ["subj01", "new", "subj20"],
    item: ["item1", "item8", "new"],
  },
  means: "c",
  at: { x: [0.25] },
  trend: "x",
} as const;

export const subjects: readonly Subject[] = [
  { id: "sleep-max-reml", ...SLEEP },
  { id: "sleep-zcp-ml", ...SLEEP },
  { id: "sleep-ri-reml", ...SLEEP },
  { id: "sleep-rankdef", ...SLEEP },
  { id: "sleep-subset-start", ...SLEEP },
  {
    id: "sleep-weights-reml",
    group: "Subject",
    smaller: "Reaction ~ Days + g2 + (1 | Subject)",
    rows: { Days: [0, 4.5, 10], g2: ["a", "c", "b"], Subject: ["308", "new", "335"] },
    means: "g2",
    at: { Days: [1, 8] },
    by: "Days",
    trend: "Days",
  },
  {
    id: "dyestuff2-ml",
    group: "Batch",
    smaller: null,
    rows: { Batch: ["A", "new", "F"] },
    means: "1",
    trend: "Yield",
  },
  {
    id: "penicillin-reml",
    group: "plate",
    smaller: "diameter ~ 1 + (1 | plate)",
    rows: { plate: ["a", "b", "new"], sample: ["A", "new", "F"] },
    means: "1",
    trend: "diameter",
  },
  {
    id: "pastes-nested-reml",
    group: "batch",
    smaller: "strength ~ 1 + (1 | batch)",
    rows: { batch: ["A", "B", "new"], cask: ["a", "new", "b"] },
    means: "1",
    trend: "strength",
  },
  {
    id: "machines-diag",
    group: "Worker",
    smaller: "score ~ Machine + (1 | Worker)",
    rows: { Machine: ["A", "B", "C"], Worker: ["1", "new", "6"] },
    means: "Machine",
    trend: "score",
  },
  {
    id: "cake-sum-reml",
    group: "replicate",
    smaller: "angle ~ recipe + temperature + (1 | replicate)",
    rows: { recipe: ["A", "C"], temperature: ["175", "225"], replicate: ["1", "new"] },
    means: "recipe",
    by: "temperature",
    trend: "temp",
  },
  {
    id: "airquality-na",
    group: "Month",
    smaller: "Ozone ~ Wind + (1 | Month)",
    rows: { Wind: [7, 12, null], Temp: [60, 90, 75], "Solar.R": [100, 200, 150], Month: ["5", "9", "new"] },
    means: ["Wind", "Temp"],
    at: { Wind: [5, 10] },
    trend: "Wind",
  },
  { id: "cbpp-laplace", ...HERDS },
  { id: "cbpp-agq9", ...HERDS },
  { id: "cbpp-olre", ...HERDS },
  { id: "cbpp-agq0", ...HERDS },
  {
    id: "grouse-negbin",
    group: "BROOD",
    smaller: "TICKS ~ 1 + (1 | BROOD)",
    rows: { YEAR: ["95", "96", "97"], BROOD: ["501", "new", "606"] },
    means: "YEAR",
    trend: "HEIGHT",
  },
  { id: "sleep-gamma-log", ...SLEEP },
  { id: "sleep-gamma-ml", ...SLEEP },
  {
    id: "gopher-offset",
    group: "Site",
    smaller: "shells ~ prev + offset(log(Area)) + (1 | Site)",
    rows: { year: ["2004", "2006"], prev: [10, 40], Area: [12, 20], Site: ["BS", "new"] },
    means: "year",
    at: { prev: [5, 50] },
    trend: "prev",
  },
  {
    id: "salamander",
    group: "Male",
    smaller: "Mate ~ Cross + (1 | Male)",
    rows: { Cross: ["RR", "WW"], Male: ["1", "new"], Female: ["new", "1"] },
    means: "Cross",
    trend: "Mate",
  },
  {
    id: "simulated-crossed-slopes",
    group: "item",
    smaller: "y ~ c + age + x + (1 | subj) + (1 | item)",
    ...CROSSED,
    by: "age",
  },
  { id: "simulated-poisson-slopes", group: "item", smaller: "n ~ x + (1 | subj)", ...CROSSED },
];
