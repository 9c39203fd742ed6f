// blup behind the contract of the bench: a request as JSON in the last argument, the answer on stdout.
import { readFileSync } from "node:fs";
import { readCsvFile } from "../../src/data/csv-file.js";
import { lmm } from "../../src/index.js";
import type { BenchAnswer, BenchRequest } from "../contract.js";

const request = JSON.parse(process.argv.at(-1) as string) as BenchRequest;
const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

let start = performance.now();
const types = Object.fromEntries(request.factors.map((name) => [name, "factor" as const]));
const table = await readCsvFile(request.csv, { types });
const read = performance.now() - start;

const fits: number[] = [];
let evaluations = 0;
let objective = Number.NaN;
const deadline = performance.now() + 1000 * request.seconds;
do {
  start = performance.now();
  const fit = await lmm(request.formula, table, { reml: request.reml });
  fit.fixef();
  fits.push(performance.now() - start);
  evaluations = fit.convergence.evaluations;
  objective = fit.objective;
} while (performance.now() < deadline && fits.length < request.repeats);

const answer: BenchAnswer = { engine: "blup", version, read, fits, evaluations, objective };
console.log(JSON.stringify(answer));
