// Responses drawn from a fitted model.
import { elementary } from "../engine/load.js";
import { OptionError } from "../errors.js";
import { RandomStream } from "../math/random-stream.js";
import type { SimulatingModel } from "../model/simulating-model.js";

export interface SimulateOptions {
  /** A whole number; the same seed gives the same responses on every machine. */
  readonly seed: number;
  /** How many responses; 1 unless given. */
  readonly count?: number | undefined;
  /** Random effects drawn anew for each response (the default), or those of the fit. */
  readonly randomEffects?: "new" | "fitted" | undefined;
}

const EXPECTED: Readonly<Record<keyof SimulateOptions, readonly [(value: unknown) => boolean, string]>> = {
  seed: [(value) => Number.isSafeInteger(value), "a whole number"],
  count: [(value) => Number.isInteger(value) && (value as number) > 0, "a whole number from 1 on"],
  randomEffects: [(value) => value === "new" || value === "fitted", '"new" or "fitted"'],
};

/**
 * `count` responses, each one number a row fitted, in the form that refit() takes: for a binomial the share of
 * successes in the row's trials. Throws OptionError.
 */
export function simulate(fit: SimulatingModel, options: SimulateOptions): Float64Array[] {
  checkOptions(options);
  const { seed, count = 1, randomEffects = "new" } = options;
  const stream = new RandomStream(seed, elementary());
  return Array.from({ length: count }, () => {
    const eta = randomEffects === "new" ? fit.drawnPredictor(stream) : fit.linearPredictor();
    return fit.drawResponse(eta, stream);
  });
}

function checkOptions(options: SimulateOptions): void {
  if (options?.seed === undefined) throw new OptionError('simulate() needs its option "seed", a whole number', "seed");
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(EXPECTED, name)) {
      const known = Object.keys(EXPECTED).join(", ");
      throw new OptionError(`unknown option "${name}" of simulate(); the options are ${known}`, name);
    }
    const [test, expected] = EXPECTED[name as keyof SimulateOptions];
    if (value === undefined || test(value)) continue;
    throw new OptionError(`option "${name}" must be ${expected}, not ${JSON.stringify(value)}`, name);
  }
}
