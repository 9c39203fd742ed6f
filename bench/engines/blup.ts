// blup behind the contract of the bench: a request as JSON in the last argument, the answer on stdout.
import { readFileSync } from "node:fs";
import { readCsvFile } from "../../src/data/csv-file.js";
import { LinearSystem } from "../../src/engine/linear-system.js";
import { type GlmmOptions, glmm, type LiveFit, type LmmOptions, lmm } from "../../src/index.js";
import { devianceAround } from "../../src/likelihood/generalized/around.js";
import { glmmStart } from "../../src/likelihood/generalized/start.js";
import { glmmSystem } from "../../src/likelihood/generalized/system.js";
import type { Generalized } from "../../src/likelihood/spec.js";
import { engineInput } from "../../src/likelihood/terms.js";
import type { BenchAnswer, BenchRequest, ModelFacts } from "../contract.js";
import { median } from "../median.js";

const EVALUATIONS = 7;

const request = JSON.parse(process.argv.at(-1) as string) as BenchRequest;
const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
// libuv gives kilobytes.
const mostResident = () => 1024 * process.resourceUsage().maxRSS;

function timeOf(evaluate: (round: number) => void): number {
  const times = Array.from({ length: EVALUATIONS }, (_, round) => {
    const start = performance.now();
    evaluate(round);
    return performance.now() - start;
  });
  return median(times);
}

/** Milliseconds of one factorization and objective, at Λ = I. */
function timeLinear({ live }: LiveFit): number {
  const system = new LinearSystem(engineInput(live.design));
  for (const [factor, { columnCount: k }] of system.factors.entries()) {
    const identity = Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? 1 : 0));
    system.setLambda(factor, identity);
  }
  return timeOf(() => {
    system.factorize();
    system.objective(request.reml);
  });
}

/** Milliseconds of the deviance, modes included, near the optimum. */
function timeGeneralized({ live, theta }: LiveFit): number {
  const glmm = glmmSystem({ ...live, spec: live.spec as Generalized });
  const gamma = glmm.system.toGamma(live.estimates.beta);
  const deviance = devianceAround(glmm, glmmStart(glmm), { gamma, free: false });
  return timeOf((round) => {
    const share = 1 + (round + 1) / 1000;
    deviance.at(
      { theta: theta.map((entry) => share * entry) },
      gamma.map((entry) => share * entry),
    );
  });
}

function facts({ plan }: LiveFit): ModelFacts {
  const { nobs, groups, algorithm, tailRows, memory, objectiveFlops } = plan;
  const effects = groups.reduce((sum, { levels, columns }) => sum + levels * columns, 0);
  return { nobs, effects, algorithm, tailRows, plannedMemory: memory, objectiveFlops };
}

const atStart = mostResident();
let start = performance.now();
const types = Object.fromEntries(request.factors.map((name) => [name, "factor" as const]));
const table = await readCsvFile(request.csv, { types });
const read = performance.now() - start;

const { formula, reml, generalized } = request;
const contrasts = Object.fromEntries(request.sumContrasts.map((name) => [name, "sum" as const]));
const linear: LmmOptions = { reml, contrasts };
const options: GlmmOptions = { ...generalized, contrasts };
const fits: number[] = [];
const builds: number[] = [];
let fit: LiveFit;
let peak = 0;
const deadline = performance.now() + 1000 * request.seconds;
do {
  start = performance.now();
  fit = generalized ? await glmm(formula, table, options) : await lmm(formula, table, linear);
  fit.fixef();
  fits.push(performance.now() - start);
  builds.push(fit.timing.build);
  if (fits.length === 1) peak = mostResident();
} while (performance.now() < deadline && fits.length < request.repeats);

const answer: BenchAnswer = {
  version,
  read,
  fits,
  builds,
  evaluation: !fit.isLinear ? timeGeneralized(fit) : timeLinear(fit),
  evaluations: fit.convergence.evaluations,
  objective: fit.objective,
  memory: { start: atStart, peak },
  theta: Array.from(fit.theta),
  model: facts(fit),
};
console.log(JSON.stringify(answer));
