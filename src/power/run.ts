// Replicates of scenarios in rounds, coarse first: here or in workers, whose number changes nothing.
import { CancelledError } from "../errors.js";
import { inTurns, type RunOptions } from "../inference/fit-many.js";
import { type Batch, runInWorkers } from "../workers/pool.js";
import { availableThreads } from "../workers/threads.js";
import { HEAD, PER_TEST, type Replicates, type Stretch, type Study } from "./analysis.js";

/** Replicates so far of one scenario. */
export interface Sample {
  readonly values: Float64Array;
  readonly count: number;
  /** What the first failure among them said. */
  readonly error: string | null;
}

interface PowerBatch extends Batch {
  readonly payload: Stretch;
  readonly round: number;
}

/** Replicates that one message carries. */
const BATCH = 25;

/**
 * `rounds` are numbers of replicates, ascending: each scenario has the first before any has the second. `onRound` gets the
 * samples after each of them. `before` are replicates of the same seed that are there already. Throws CancelledError and
 * WorkerError.
 */
export async function sampled(
  studies: readonly Study[],
  seed: number,
  rounds: readonly number[],
  options: RunOptions,
  onRound: (samples: readonly Sample[], round: number) => void = () => undefined,
  before: readonly Sample[] = [],
): Promise<readonly Sample[]> {
  const { signal, workerUrl, onProgress } = options;
  const scenarios = studies.map(({ scenario }) => scenario);
  const last = rounds[rounds.length - 1];
  const total = scenarios.length * last;
  const widths = scenarios.map(({ tests }) => HEAD + tests.length * PER_TEST);
  const tables = scenarios.map((_, s) => {
    const table = new Float64Array(widths[s] * last);
    table.set(before[s]?.values ?? []);
    return table;
  });
  const errors: ({ readonly at: number; readonly text: string } | null)[] = scenarios.map((_, s) => {
    const text = before[s]?.error ?? null;
    return text === null ? null : { at: -1, text };
  });
  const done = new Array<number>(rounds.length).fill(0);
  let all = scenarios.reduce((sum, _, s) => sum + (before[s]?.count ?? 0), 0);
  const batches = batchesOf(scenarios.length, rounds, (s) => before[s]?.count ?? 0);
  const planned = rounds.map((_, r) => batches.reduce((sum, { round }) => sum + (round === r ? 1 : 0), 0));
  let next = 0;
  const snapshot = (count: number) =>
    scenarios.map((_, s): Sample => {
      return { values: tables[s].subarray(0, widths[s] * count), count, error: errors[s]?.text ?? null };
    });
  const finishRounds = () => {
    for (; next < rounds.length && done[next] === planned[next]; next++) onRound(snapshot(rounds[next]), next);
  };
  const receive = (found: unknown, { payload: { scenario, first, count }, round }: PowerBatch) => {
    const { values, error } = found as Replicates;
    tables[scenario].set(values, first * widths[scenario]);
    const known = errors[scenario];
    if (error !== null && (known === null || first < known.at)) errors[scenario] = { at: first, text: error };
    done[round]++;
    all += count;
    onProgress?.(all, total);
    finishRounds();
  };
  const wanted = options.workers === "auto" ? availableThreads() : (options.workers ?? 0);
  const workers = Math.min(wanted, batches.length);
  try {
    finishRounds();
    if (workers > 0) {
      const shared = { scenarios, seed };
      const job = { task: "power", shared, batches: batches[Symbol.iterator](), receive };
      await runInWorkers(job, { workers, workerUrl, signal });
    } else {
      for await (const batch of inTurns(batches, signal)) {
        const { scenario, first, count } = batch.payload;
        receive(await studies[scenario].replicates(first, count), batch);
      }
    }
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    throw new CancelledError(`power() cancelled after ${all} of ${total} replicates`);
  }
  return snapshot(last);
}

function batchesOf(scenarios: number, rounds: readonly number[], before: (scenario: number) => number): PowerBatch[] {
  const batches: PowerBatch[] = [];
  rounds.forEach((until, round) => {
    for (let scenario = 0; scenario < scenarios; scenario++) {
      const from = Math.max(before(scenario), round === 0 ? 0 : rounds[round - 1]);
      for (let first = from; first < until; first += BATCH) {
        const count = Math.min(BATCH, until - first);
        const name = `replicates ${first + 1} to ${first + count}`;
        batches.push({ name, payload: { scenario, first, count }, transfer: [], round });
      }
    }
  });
  return batches;
}
