// From process start to the printed summary of sleepstudy, beside R and lme4; from import to first fit inside Node.
// Usage: npm run bench:startup [-- --rounds N] [--output DIR]
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { missingFor, singleThreaded } from "./launch.js";
import { machineLine, observeMachine } from "./machine.js";
import { duration, markdownTable, replaceBetweenMarkers } from "./markdown.js";
import { median } from "./median.js";
import { writeJson } from "./results.js";

const FORMULA = "Reaction ~ Days + (Days | Subject)";
const CSV = "datasets/sleepstudy.csv";
const PACKAGE = "build/bench/package";
const LME4 = `library(lme4); print(summary(lmer(${FORMULA}, read.csv("${CSV}"))))`;

interface Job {
  readonly title: string;
  readonly program: string;
  readonly args: readonly string[];
}

interface InsideNode {
  readonly load: number;
  readonly read: number;
  readonly first: number;
  readonly second: number;
  readonly fiftieth: number;
}

const { values: options } = parseArgs({
  options: { rounds: { type: "string", default: "15" }, output: { type: "string" } },
});
const rounds = Number(options.rounds);

const node = process.execPath;
const jobs: Job[] = [
  { title: "`blup fit`, sleepstudy", program: node, args: [`${PACKAGE}/cli.js`, "fit", FORMULA, CSV] },
  { title: "Node that does nothing", program: node, args: ["--eval", "0"] },
];
const missing = missingFor("lme4");
if (missing === null) {
  jobs.push(
    { title: "`Rscript`, lme4, sleepstudy", program: "Rscript", args: ["--vanilla", "-e", LME4] },
    { title: "`Rscript` that does nothing", program: "Rscript", args: ["--vanilla", "-e", "0"] },
  );
} else console.error(`lme4 is skipped: ${missing} is not here`);

/** Standard output of a process that must succeed, and how long it took. */
function timed(program: string, args: readonly string[]): { milliseconds: number; out: string } {
  const start = performance.now();
  const run = spawnSync(program, args, { encoding: "utf8", env: singleThreaded });
  const milliseconds = performance.now() - start;
  if (run.status !== 0) throw new Error(`${program} failed: ${run.stderr}`);
  return { milliseconds, out: run.stdout };
}

const observed = observeMachine();
const inside: InsideNode[] = [];
const measured = jobs.map((job) => ({ ...job, times: [] as number[] }));
for (let round = 0; round < rounds; round++) {
  for (const job of measured) job.times.push(timed(job.program, job.args).milliseconds);
  inside.push(JSON.parse(timed(node, ["build/bench/startup-node.mjs", `${PACKAGE}/index.js`, CSV]).out) as InsideNode);
}
const date = new Date().toISOString();
const machine = observed();

const processes = measured.map(({ title, times }) => ({ title, median: median(times), least: Math.min(...times) }));
const of = (name: keyof InsideNode) => median(inside.map((run) => run[name]));
const steps = [
  { title: "import the library", time: of("load") },
  { title: "read the CSV", time: of("read") },
  { title: "first fit and summary", time: of("first") },
  { title: "second fit", time: of("second") },
  { title: "fiftieth fit", time: of("fiftieth") },
];
const text = [
  markdownTable(
    [
      { title: "from process start to its end", left: true, cell: ({ title }) => title },
      { title: "median", cell: (row) => duration(row.median) },
      { title: "least", cell: (row) => duration(row.least) },
    ],
    processes,
  ),
  "",
  markdownTable(
    [
      { title: "inside Node", left: true, cell: ({ title }) => title },
      { title: "median", cell: ({ time }) => duration(time) },
    ],
    steps,
  ),
  "",
  `${rounds} processes each, by turns. ${machineLine(date, machine)}`,
].join("\n");
console.log(text);
const folder = options.output ?? "bench/results";
writeJson(`${folder}/startup.json`, { date, machine, rounds, processes, insideNode: steps });
writeFileSync(`${folder}/startup.md`, `${text}\n`);
if (options.output === undefined) replaceBetweenMarkers("docs/performance.md", "startup", text);
