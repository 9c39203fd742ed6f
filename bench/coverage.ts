// How often intervals of coefficients cover the truth, on a small crossed design: seeded, the same on every machine.
// Usage: npm run coverage [-- --replicates N] [--output FILE]
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type ConfidenceInterval, type ConfintOptions, confint, lmm } from "../src/index.js";
import { RandomStream } from "../src/math/random-stream.js";
import { type Column, count, markdownTable, replaceBetweenMarkers } from "./markdown.js";

const { values: options } = parseArgs({
  options: { replicates: { type: "string", default: "2000" }, output: { type: "string" } },
});

const SEED = 20;
const LEVEL = 0.95;
const SUBJECTS = 12;
const ITEMS = 8;
const FORMULA = "y ~ x + (1 + x | subj) + (1 | item)";
const TRUTH = { "(Intercept)": 10, x: 1 };
/** Standard deviations: intercepts and slopes of subjects, their correlation, items, residuals. */
const SPREAD = { intercept: 1.5, slope: 1.2, correlation: 0.3, item: 0.8, residual: 1.2 };

const METHODS: readonly { readonly title: string; readonly options: ConfintOptions }[] = [
  { title: "Wald, Satterthwaite's t", options: { method: "wald", df: "satterthwaite" } },
  { title: "Wald, Kenward–Roger's t", options: { method: "wald", df: "kenward-roger" } },
  { title: "profile likelihood", options: { method: "profile" } },
  { title: "Wald, z", options: { method: "wald", df: "asymptotic" } },
];

const subject = Array.from({ length: SUBJECTS * ITEMS }, (_, row) => Math.floor(row / ITEMS));
const item = subject.map((_, row) => row % ITEMS);
// Either condition for half of the items of a subject, and for half of the subjects of an item.
const x = subject.map((subj, row) => ((subj + item[row]) % 2 === 0 ? -0.5 : 0.5));

function response(stream: RandomStream): Float64Array {
  const { intercept, slope, correlation, item: itemSpread, residual } = SPREAD;
  const rest = Math.sqrt(1 - correlation * correlation);
  const bySubject = Array.from({ length: SUBJECTS }, () => {
    const first = stream.normal();
    return [intercept * first, slope * (correlation * first + rest * stream.normal())];
  });
  const byItem = Array.from({ length: ITEMS }, () => itemSpread * stream.normal());
  return Float64Array.from(x, (value, row) => {
    const [own, ownSlope] = bySubject[subject[row]];
    const mean = TRUTH["(Intercept)"] + own + (TRUTH.x + ownSlope) * value + byItem[item[row]];
    return mean + residual * stream.normal();
  });
}

interface Row {
  readonly method: string;
  readonly name: string;
  readonly coverage: number;
  readonly error: number;
  readonly below: number;
  readonly above: number;
  readonly width: number;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const COLUMNS: readonly Column<Row>[] = [
  { title: "intervals", left: true, cell: ({ method }) => method },
  { title: "coefficient", left: true, cell: ({ name }) => name },
  { title: "coverage", cell: ({ coverage }) => percent(coverage) },
  { title: "Monte Carlo standard error", cell: ({ error }) => percent(error) },
  { title: "below the truth", cell: ({ below }) => percent(below) },
  { title: "above the truth", cell: ({ above }) => percent(above) },
  { title: "mean width", cell: ({ width }) => width.toFixed(3) },
];

const names = ["(Intercept)", "x"] as const;
const replicates = Number(options.replicates);
const data = {
  x,
  subj: subject.map((level) => `s${level}`),
  item: item.map((level) => `i${level}`),
  y: response(new RandomStream(SEED)),
};
const base = await lmm(FORMULA, data);
const found = METHODS.map(() => names.map((): ConfidenceInterval[] => []));
let singular = 0;
for (let replicate = 0; replicate < replicates; replicate++) {
  const fit = await base.refit(response(new RandomStream(SEED, replicate)));
  if (fit.isSingular) singular++;
  for (const [m, { options: method }] of METHODS.entries()) {
    const { intervals } = await confint(fit, { ...method, level: LEVEL, parameters: ["beta"] });
    intervals.forEach((interval, i) => {
      found[m][i].push(interval);
    });
  }
  if (replicate % 100 === 99) console.error(`${replicate + 1} of ${replicates}`);
}

const rows = METHODS.flatMap(({ title }, m) =>
  names.map((name, i): Row => {
    const truth = TRUTH[name];
    const share = (test: (interval: ConfidenceInterval) => boolean) => found[m][i].filter(test).length / replicates;
    const coverage = share(({ lower, upper }) => lower <= truth && truth <= upper);
    return {
      method: title,
      name,
      coverage,
      error: Math.sqrt((coverage * (1 - coverage)) / replicates),
      below: share(({ upper }) => upper < truth),
      above: share(({ lower }) => lower > truth),
      width: found[m][i].reduce((sum, { lower, upper }) => sum + upper - lower, 0) / replicates,
    };
  }),
);
const { intercept, slope, correlation, item: itemSpread, residual } = SPREAD;
const text = [
  `${count(replicates)} responses of \`${FORMULA}\`, ${SUBJECTS} subjects × ${ITEMS} items, each cell once; standard ` +
    `deviations ${intercept} and ${slope} of subjects' intercepts and slopes (correlation ${correlation}), ${itemSpread} of ` +
    `items, ${residual} of residuals; seed ${SEED}. ${count(singular)} fits were singular.`,
  "",
  markdownTable(COLUMNS, rows),
].join("\n");
if (options.output === undefined) replaceBetweenMarkers("docs/coverage.md", "coverage", text);
else writeFileSync(options.output, `${text}\n`);
console.log(text);
