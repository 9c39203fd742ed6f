// Runs every engine on every case by turns, one process a turn, and brings results/ and the tables up to date.
import { parseArgs } from "node:util";
import { CASES } from "./cases.js";
import { type BenchAnswer, type BenchCase, type BenchRequest, ENGINES, type EngineName } from "./contract.js";
import { canFit, missingFor, runEngine } from "./launch.js";
import { observeMachine } from "./machine.js";
import {
  type CaseResult,
  type EngineResult,
  extrapolate,
  readResults,
  summarize,
  withCase,
  writeJson,
} from "./results.js";
import { writeTables } from "./tables.js";

const HELP = `Usage: npm run bench -- [options]
  --case ID      only this case; may be repeated
  --quick        only the small cases
  --engine NAME  only this engine (${ENGINES.join(", ")}); may be repeated; others keep their results
  --rounds N     processes for each engine and case (3)
  --whole        fit whole what is else too long for an engine, up to 40 minutes each
  --output DIR   where results go (bench/results); the README and docs are left alone if it is given
  --tables       only write the tables anew from the results
  --list         print the cases`;

const RESULTS = "bench/results";
// A fit that takes longer than this is not repeated in further rounds.
const LONG = 60_000;
const SECONDS = 2;
const REPEATS = 200;

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    case: { type: "string", multiple: true },
    engine: { type: "string", multiple: true },
    quick: { type: "boolean", default: false },
    whole: { type: "boolean", default: false },
    output: { type: "string" },
    tables: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** The case that an engine takes its count of evaluations from, where it is not to fit this one whole. */
const sourceOf = (engine: EngineName, { budget }: BenchCase): string | undefined =>
  options.whole ? undefined : budget[engine]?.evaluationsFrom;

const folder = options.output ?? RESULTS;
const file = `${folder}/results.json`;

function chosenEngines(): EngineName[] {
  for (const name of options.engine ?? []) {
    if (!(ENGINES as readonly string[]).includes(name))
      throw new Error(`engine "${name}" is none of ${ENGINES.join(", ")}`);
  }
  const wanted = ENGINES.filter((name) => options.engine === undefined || options.engine.includes(name));
  return wanted.filter((name) => {
    const missing = missingFor(name);
    if (missing !== null) console.error(`${name} is skipped: ${missing} is not here`);
    return missing === null;
  });
}

function chosenCases(): BenchCase[] {
  for (const id of options.case ?? []) {
    if (!CASES.some((model) => model.id === id)) throw new Error(`case "${id}" is not in the list; see --list`);
  }
  return CASES.filter(({ id, quick }) => (options.case?.includes(id) ?? true) && (quick || !options.quick));
}

function requestOf(engine: EngineName, model: BenchCase, csv: string, theta: readonly number[]): BenchRequest {
  const { reml, generalized, juliaWeights, factors, sumContrasts, budget } = model;
  const formula = engine === "mixedmodels" ? (model.julia as string) : model.formula;
  const kind = { ...(generalized && { generalized }), ...(juliaWeights && { weights: juliaWeights }) };
  const { seconds = SECONDS } = budget[engine] ?? {};
  const whole = sourceOf(engine, model) === undefined;
  return { csv, formula, reml, ...kind, factors, sumContrasts, seconds, repeats: REPEATS, whole, theta };
}

/** Runs an engine once more on a case, unless it has had its rounds; what it has answered so far. */
function turn(engine: EngineName, model: BenchCase, round: number, request: BenchRequest, done: BenchAnswer[]): void {
  const { rounds = Number(options.rounds) } = model.budget[engine] ?? {};
  if (round >= rounds || done.some(({ fits }) => fits.length === 0 || fits[0] > LONG)) return;
  const answer = runEngine(engine, request);
  done.push(answer);
  const time =
    answer.fits.length > 0 ? `${answer.fits[0].toFixed(1)} ms` : `${answer.evaluation?.toFixed(1)} ms an evaluation`;
  console.error(`${model.id} ${engine}: ${time}, objective ${answer.objective}`);
}

/** All rounds of one case, the engines by turns. */
function runCase(
  model: BenchCase,
  csv: string,
  engines: readonly EngineName[],
  stored: readonly CaseResult[],
): CaseResult {
  const observed = observeMachine();
  const before = stored.find(({ id }) => id === model.id);
  const answers = new Map<EngineName, BenchAnswer[]>();
  const failures: Partial<Record<EngineName, string>> = {};
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const engine of engines) {
      if (failures[engine] !== undefined || !canFit(engine, model)) continue;
      const theta = answers.get("blup")?.[0]?.theta ?? before?.engines.blup?.theta ?? [];
      const done = answers.get(engine) ?? [];
      try {
        turn(engine, model, round, requestOf(engine, model, csv, theta), done);
        answers.set(engine, done);
      } catch (error) {
        failures[engine] = (error as Error).message;
        console.error(`${model.id} ${failures[engine]}`);
      }
    }
  }

  const date = new Date().toISOString();
  const results: Partial<Record<EngineName, EngineResult>> = {};
  for (const [engine, done] of answers) {
    const source = sourceOf(engine, model);
    if (done.length === 0 || failures[engine] !== undefined) continue;
    if (source === undefined) {
      results[engine] = summarize(done, date, observed());
      continue;
    }
    const counted = stored.find(({ id }) => id === source)?.engines[engine]?.evaluations;
    if (counted === undefined) console.error(`${model.id}: ${engine} has no result, run --case ${source} first`);
    else results[engine] = extrapolate(done[0], counted, source, date, observed());
  }
  const facts = answers.get("blup")?.[0]?.model;
  const { id, title, formula, reml, generalized } = model;
  const described = { id, title, formula, reml, ...(generalized && { generalized }) };
  return { ...described, ...(facts && { model: facts }), engines: results, failures };
}

function runAll(): void {
  const engines = chosenEngines();
  for (const model of chosenCases()) {
    const csv = model.csv();
    if (csv === null) {
      console.error(`${model.id} is skipped: its data are not here`);
      continue;
    }
    const added = runCase(model, csv, engines, readResults(file).cases);
    writeJson(file, withCase(readResults(file), added, CASES));
  }
}

if (options.help) {
  console.log(HELP);
} else if (options.list) {
  for (const { id, title, formula } of CASES) console.log(`${id.padEnd(24)} ${title.padEnd(40)} ${formula}`);
} else {
  if (!options.tables) runAll();
  writeTables(readResults(file), folder, options.output === undefined);
}
