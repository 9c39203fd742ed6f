// Starts the engines, each in a process of its own.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import type { BenchAnswer, BenchCase, BenchRequest, EngineName, Generalized } from "./contract.js";

const WORK = "build/bench";
const MINUTES = 60_000;
const TIME_LIMIT = 40 * MINUTES;

/** One thread for everybody. */
export const singleThreaded = {
  ...process.env,
  OPENBLAS_NUM_THREADS: "1",
  OMP_NUM_THREADS: "1",
  JULIA_NUM_THREADS: "1",
};

const juliaText = (value: string) => JSON.stringify(value).replaceAll("$", "\\$");

/** The request as R assignments: R has no JSON reader of its own. */
export function rAssignments(request: BenchRequest) {
  const { csv, formula, reml, generalized, factors, sumContrasts, seconds, repeats, whole, theta } = request;
  const rText = (value: string) => JSON.stringify(value);
  return [
    `csv <- ${rText(csv)}`,
    `formula <- ${rText(formula)}`,
    `reml <- ${reml ? "TRUE" : "FALSE"}`,
    `family <- ${generalized ? `${generalized.family}("${generalized.link}")` : "NULL"}`,
    `nAGQ <- ${generalized?.nAGQ ?? 1}`,
    `factors <- c(${factors.map(rText).join(", ")})`,
    `sum_contrasts <- c(${sumContrasts.map(rText).join(", ")})`,
    `seconds <- ${seconds}`,
    `repeats <- ${repeats}`,
    `whole <- ${whole ? "TRUE" : "FALSE"}`,
    `theta <- c(${theta.join(", ")})`,
  ].join("\n");
}

function juliaFamily(generalized: Generalized | undefined, weights: string | undefined): string {
  if (generalized === undefined) return "nothing";
  if (generalized.family === "poisson") return "Poisson()";
  return weights === undefined ? "Bernoulli()" : "Binomial()";
}

/** The request as a named tuple of Julia, which has no JSON reader of its own either. */
function juliaTuple(request: BenchRequest) {
  const { csv, formula, reml, generalized, weights, factors, sumContrasts, seconds, repeats } = request;
  const list = (values: readonly string[]) => `String[${values.map(juliaText).join(", ")}]`;
  return [
    "request = (",
    `csv = ${juliaText(csv)},`,
    `formula = ${juliaText(formula)},`,
    `reml = ${reml},`,
    `family = ${juliaFamily(generalized, weights)},`,
    `weights = ${weights === undefined ? "nothing" : `:${weights}`},`,
    `factors = ${list(factors)},`,
    `sum_contrasts = ${list(sumContrasts)},`,
    `seconds = ${seconds},`,
    `repeats = ${repeats},`,
    ")",
  ].join("\n");
}

export function requestFile(name: string, content: string): string {
  mkdirSync(WORK, { recursive: true });
  const file = `${WORK}/${name}`;
  writeFileSync(file, `${content}\n`);
  return file;
}

/** A file with a request as R reads it. */
export const rRequest = (request: BenchRequest): string =>
  requestFile(`request-${process.pid}.R`, rAssignments(request));

interface Engine {
  readonly command: (request: BenchRequest) => [string, string[]];
  /** A command that succeeds where the engine can run. */
  readonly probe: [string, string[]] | null;
  readonly needs: string;
  readonly fits: (model: BenchCase) => boolean;
}

const rEngine = (name: string, fits: Engine["fits"]): Engine => ({
  command: (request) => ["Rscript", ["--vanilla", `bench/engines/${name}.R`, rRequest(request)]],
  probe: ["Rscript", ["--vanilla", "-e", `library(${name})`]],
  needs: `Rscript with the package ${name}`,
  fits,
});

const ENGINE: Readonly<Record<EngineName, Engine>> = {
  blup: {
    command: (request) => [process.execPath, [`${WORK}/blup.mjs`, JSON.stringify(request)]],
    probe: null,
    needs: "Node",
    fits: () => true,
  },
  lme4: rEngine("lme4", () => true),
  // Linear models go through its general optimizer, too; it has no quadrature.
  glmmTMB: rEngine("glmmTMB", ({ generalized }) => generalized?.nAGQ === 1),
  mixedmodels: {
    command: (request) => [
      "julia",
      [
        "--startup-file=no",
        "bench/engines/mixedmodels.jl",
        requestFile(`request-${process.pid}.jl`, juliaTuple(request)),
      ],
    ],
    probe: ["julia", ["--startup-file=no", "-e", "using MixedModels"]],
    needs: "julia with the package MixedModels",
    fits: ({ julia }) => julia !== null,
  },
};

/** Whether an engine that is here has anything to do with a case. */
export function canFit(name: EngineName, model: BenchCase): boolean {
  return ENGINE[name].fits(model);
}

/** Null where the engine can run, else what is missing. */
export function missingFor(name: EngineName): string | null {
  const { probe, needs } = ENGINE[name];
  if (probe === null) return null;
  const run = spawnSync(probe[0], probe[1], { encoding: "utf8", env: singleThreaded });
  return run.status === 0 ? null : needs;
}

/** Throws an Error with the engine's own words when it fails or takes over 40 minutes. */
export function runEngine(name: EngineName, request: BenchRequest): BenchAnswer {
  const [program, args] = ENGINE[name].command(request);
  const run = spawnSync(program, args, {
    encoding: "utf8",
    env: singleThreaded,
    timeout: TIME_LIMIT,
    maxBuffer: 1 << 26,
  });
  if (run.error) throw new Error(`${name} was stopped: ${run.error.message}`);
  if (run.status !== 0) throw new Error(`${name} failed: ${run.stderr.trim().split("\n").slice(-3).join(" ")}`);
  return JSON.parse(run.stdout) as BenchAnswer;
}
