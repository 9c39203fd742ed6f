// Trials for databases: the same rows as columns for lmm() and as a table for SQL.
import { RandomStream } from "../../src/math/random-stream.js";

export interface Trials {
  readonly subj: string[];
  readonly item: number[];
  readonly cond: string[];
  readonly late: boolean[];
  readonly x: number[];
  readonly z: number[];
  readonly w: number[];
  readonly y: number[];
}

/** Where the numbers are: near zero, years with responses near 1000, or seconds since 1970 with responses near 10⁶. */
export const PLACES = {
  centered: { x: 0, unit: 1, y: 0 },
  years: { x: 2000, unit: 10, y: 1000 },
  stamps: { x: 1.7e9, unit: 1e6, y: 1e6 },
} as const;

/** Crossed trials of subjects and items, each pair `times` times; some conditions are missing for some subjects. */
export function trials(
  seed: number,
  subjects: number,
  items: number,
  times: number,
  place: keyof typeof PLACES,
): Trials {
  const stream = new RandomStream(seed);
  const normal = () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += stream.uniform();
    return sum;
  };
  const at = PLACES[place];
  const conditions = ["rel", "unrel", "neutral"];
  const bySubject = Array.from({ length: subjects }, () => [normal(), 0.5 * normal()]);
  const byItem = Array.from({ length: items }, () => 0.7 * normal());
  const out: Trials = { subj: [], item: [], cond: [], late: [], x: [], z: [], w: [], y: [] };
  for (let s = 0; s < subjects; s++) {
    for (let i = 0; i < items; i++) {
      for (let t = 0; t < times; t++) {
        const code = (s + i + t) % 3;
        const x = normal();
        const z = 2 + normal() / 4;
        const [shift, slope] = bySubject[s];
        out.subj.push(`s'${s}"\\é`);
        out.item.push(10 * i + 1);
        out.cond.push(conditions[code]);
        out.late.push(t > times / 2);
        out.x.push(at.x + at.unit * x);
        out.z.push(z);
        out.w.push(0.5 + stream.uniform());
        out.y.push(at.y + 2 + 0.4 * code + (0.3 + slope) * x + shift + byItem[i] + 0.2 * z + 1.5 * normal());
      }
    }
  }
  return out;
}

/** "create table" and "insert" statements of trials, `portion` rows each. */
export function statements(
  table: string,
  given: Trials,
  types: { readonly text: string; readonly double: string; readonly whole: string; readonly flag: string },
  { quoted = (text: string) => `'${text.replaceAll("'", "''")}'`, engine = "", portion = 1000 } = {},
): string[] {
  const columns = [
    `subj ${types.text}`,
    `item ${types.whole}`,
    `cond ${types.text}`,
    `late ${types.flag}`,
    ...["x", "z", "w", "y"].map((name) => `${name} ${types.double}`),
  ];
  const rows = given.y.map((y, i) => {
    const numbers = [given.x[i], given.z[i], given.w[i], y].map((value) => (Number.isNaN(value) ? "null" : value));
    const flag = types.flag === "UInt8" ? Number(given.late[i]) : given.late[i];
    return `(${[quoted(given.subj[i]), given.item[i], quoted(given.cond[i]), flag, ...numbers].join(", ")})`;
  });
  const inserts = [];
  for (let at = 0; at < rows.length; at += portion) {
    inserts.push(`insert into ${table} values ${rows.slice(at, at + portion).join(", ")}`);
  }
  return [`create table ${table} (${columns.join(", ")})${engine}`, ...inserts];
}

/** What a fit has of numbers, for comparing two of them. */
export function numbersOf(fit: {
  readonly theta: Float64Array;
  readonly objective: number;
  readonly sigma: number;
  fixef(): { readonly estimate: number; readonly stdError: number }[];
}) {
  const effects = fit.fixef();
  return {
    objective: fit.objective,
    sigma: fit.sigma,
    theta: [...fit.theta],
    estimates: effects.map(({ estimate }) => estimate),
    errors: effects.map(({ stdError }) => stdError),
  };
}

/** Relative difference of two numbers, or of the longest of two lists. */
export function apart(one: number | readonly number[], other: number | readonly number[]): number {
  const [a, b] = [[one].flat(), [other].flat()];
  if (a.length !== b.length) return Number.NaN;
  const size = Math.max(...b.map(Math.abs), 1e-300);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]) / size));
}
