// Linear mixed models by the iterative method, loaded when one is asked for: it holds no class of the package's own but the
// system, and is handed what would be there twice.
import { IterativeSystem } from "../engine/iterative/iterative-system.js";
import type { LinearRows, LinearSystem } from "../engine/linear-system.js";
import type { UnsupportedError } from "../errors.js";
import type { coordinatesAt } from "../likelihood/coordinates.js";
import type { SystemOf } from "../likelihood/linear/shared-system.js";
import type { LmmOptions } from "../model/options.js";
import type { linear } from "./kinds/linear.js";
import type { FitKind, Live } from "./live.js";
import { monteCarloErrors } from "./monte-carlo.js";
import type { MonteCarlo } from "./record.js";
import type { Warning } from "./types.js";

/** What the package has of its own. */
export interface PackageParts {
  readonly linear: typeof linear;
  readonly LinearRows: typeof LinearRows;
  readonly UnsupportedError: typeof UnsupportedError;
  readonly coordinatesAt: typeof coordinatesAt;
}

/** Unless given. */
const PROBES = 16;
const SEED = 1;
/** Share of a standard error from which on more probes are advised. */
const LARGE = 0.05;

/** The kind of fits whose determinants are estimated with these probes. */
export function iterative(
  { linear, LinearRows, UnsupportedError, coordinatesAt }: PackageParts,
  { probes = PROBES, seed = SEED }: Pick<LmmOptions, "probes" | "seed">,
): FitKind {
  const refuse = (question: string): never => {
    const text = `${question} want the exact method, and this model was fitted by the iterative one; fit it without option "method"`;
    throw new UnsupportedError(text);
  };
  const build: SystemOf = (input) =>
    new IterativeSystem(new LinearRows(input), { probes, seed }, refuse) as unknown as LinearSystem;
  const errorsOf = (live: Live): MonteCarlo => {
    const { likelihood, estimates } = live;
    const system = likelihood.lend(estimates) as unknown as IterativeSystem;
    const coordinates = () => coordinatesAt(system, likelihood.terms, estimates);
    return { probes, seed, ...monteCarloErrors(system, coordinates, live.spec.method === "REML") };
  };
  let last: { readonly live: Live; readonly errors: MonteCarlo } | null = null;
  const known = (live: Live) => {
    if (last?.live !== live) last = { live, errors: errorsOf(live) };
    return last.errors;
  };
  return {
    ...linear,
    likelihood: (model) => {
      const start = { ...model.spec.start, only: true } as const;
      return linear.likelihood({ ...model, spec: { ...model.spec, start } }, build);
    },
    facts: (live) => ({ monteCarlo: known(live) }),
    warnings: (live, judged) => [...linear.warnings(live, judged), ...notes(live.estimates.objective, known(live))],
  };
}

function notes(objective: number, { probes, objectiveError, share }: MonteCarlo): Warning[] {
  const percent = (value: number) => `${Number((100 * value).toPrecision(2))} %`;
  const message =
    `iterative method with ${probes} probes: log-likelihood ${withError(-objective / 2, objectiveError / 2)} (Monte Carlo); ` +
    `variance parameters: Monte-Carlo error at most ${percent(share)} of their standard errors`;
  const told: Warning = { code: "M_MONTE_CARLO", message };
  if (!(share > LARGE)) return [told];
  const enough = Math.ceil((probes * (share / LARGE) * (share / LARGE)) / 8) * 8;
  const advice =
    `the Monte-Carlo error of the variance parameters is ${percent(share)} of a standard error; ` +
    `about ${enough} probes would bring it below ${percent(LARGE)} (option "probes")`;
  return [told, { code: "W_MONTE_CARLO", message: advice }];
}

/** A number to the digit that its error leaves. */
function withError(value: number, error: number): string {
  let decimals = 2;
  let shown = error;
  for (; shown > 0 && shown < 0.01 && decimals < 10; shown *= 10) decimals++;
  return `${value.toFixed(decimals)} ± ${Number(error.toPrecision(1))}`;
}
