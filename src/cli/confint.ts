// blup confint: confidence intervals of a saved fit.
import { type Command, Option } from "commander";
import type { DfMethod } from "../inference/df-method.js";
import type { BootstrapType, IntervalMethod } from "../inference/intervals/confidence-interval.js";
import { type ConfintOptions, confint } from "../inference/intervals/confint.js";
import { confintTable } from "../report/confint-table.js";
import { collectText, countOf, levelOf, seedOf, workersOf } from "./arguments.js";
import { addDfOption } from "./df-option.js";
import { UsageError } from "./failure.js";
import { openFit } from "./open-fit.js";
import { ProgressLine } from "./progress.js";
import { addReportOptions, type OutputOptions, writeTables } from "./report-options.js";
import type { Session } from "./session.js";

interface ConfintFlags extends OutputOptions {
  readonly method: IntervalMethod;
  readonly level?: number;
  readonly parameters?: readonly string[];
  readonly df?: DfMethod;
  readonly type?: BootstrapType;
  readonly replicates?: number;
  readonly seed?: number;
  readonly workers?: number | "auto";
  readonly randomEffects?: "new" | "fitted";
}

const OF_BOOT = ["type", "replicates", "seed", "workers", "randomEffects"] as const;

/** Adds `blup confint FIT [DATA]` to the program. */
export function addConfint(program: Command, session: Session): void {
  const command = program
    .command("confint")
    .summary("confidence intervals of a saved model")
    .description(
      "Confidence intervals of a saved model: of standard deviations and correlations of its random effects, of sigma, and of the coefficients.",
    )
    .argument("<FIT>", 'saved fit, from "blup fit --output"')
    .argument("[DATA]", "its data; found by itself if still where they were")
    .addOption(
      new Option("--method <METHOD>", "how, see below").choices(["profile", "wald", "boot"]).default("profile"),
    )
    .option("--level <LEVEL>", "confidence level (0.95 unless given)", levelOf)
    .option("--parameters <NAME>", 'only this parameter, "theta" or "beta"; may be repeated', collectText);
  addDfOption(command)
    .optionsGroup("Bootstrap:")
    .addOption(
      new Option("--type <TYPE>", "which limits (percentile unless given)").choices(["percentile", "basic", "normal"]),
    )
    .option("--replicates <COUNT>", "how many responses are drawn and fitted (500 unless given)", countOf)
    .option("--seed <NUMBER>", "a whole number; the same seed gives the same limits", seedOf)
    .option("--workers <COUNT>", 'workers that share the refits, or "auto" (0 unless given: none)', workersOf)
    .addOption(
      new Option("--random-effects <KIND>", "drawn anew (unless given), or those of the fit").choices([
        "new",
        "fitted",
      ]),
    );
  addReportOptions(command)
    .addHelpText("after", EXAMPLES)
    .action((file: string, data: string | undefined, flags: ConfintFlags) => report(file, data, flags, session));
}

async function report(file: string, data: string | undefined, flags: ConfintFlags, session: Session): Promise<void> {
  const progress = new ProgressLine(session);
  const options = confintOptions(flags, session, progress);
  const { fit } = await openFit(file, data, session);
  const result = await confint(fit, options).finally(() => progress.clear());
  writeTables([confintTable(result)], flags, session);
}

function confintOptions(flags: ConfintFlags, session: Session, progress: ProgressLine): ConfintOptions {
  const { method, level, parameters, df, type, replicates, seed, workers, randomEffects } = flags;
  const stray = method === "boot" ? undefined : OF_BOOT.find((name) => flags[name] !== undefined);
  if (stray !== undefined) {
    const name = stray === "randomEffects" ? "random-effects" : stray;
    throw new UsageError(`--${name} is for --method boot`);
  }
  if (df !== undefined && method !== "wald") throw new UsageError("--df is for --method wald");
  const common = { level, parameters };
  if (method === "wald") return { method, ...common, df };
  const { signal } = session;
  const counting = (what: string) => (flags.quiet ? undefined : progress.counting(what));
  if (method === "profile") return { method, ...common, signal, onProgress: counting("profiled parameters") };
  if (seed === undefined) throw new UsageError("--method boot needs --seed, a whole number");
  const drawing = { seed, replicates, type, workers, randomEffects };
  return { method, ...common, ...drawing, signal, onProgress: counting("replicates") };
}

const EXAMPLES = `
Methods:
  profile  limits at which the likelihood, maximized over all else, has fallen
           by the quantile; a REML fit is profiled as if by maximum likelihood
  wald     from standard errors: of coefficients by the normal distribution or
           by --df, of standard deviations on the scale of their logarithms, of
           correlations on that of Fisher's z
  boot     from the model fitted again to responses drawn from it

Parameters are named as in R's lme4: sd_Days|Subject,
cor_Days.(Intercept)|Subject, sigma, and the names of the coefficients. "theta"
stands for all but the coefficients, "beta" for the coefficients.

Examples:
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv --output sleep.json
  blup confint sleep.json
  blup confint sleep.json --method wald --df satterthwaite --parameters beta
  blup confint sleep.json --method boot --seed 1 --replicates 2000 --workers auto
  blup confint sleep.json sleepstudy.csv --level 0.9 --csv > limits.csv
`;
