// blup confint: confidence intervals of a saved fit.
import { type ConfintOptions, confint } from "../inference/intervals/confint.js";
import { confintTable } from "../report/confint-table.js";
import { collectText, countOf, levelOf, seedOf, workersOf } from "./arguments.js";
import { UsageError } from "./failure.js";
import { fitQuestion } from "./fit-question.js";
import { DF_OPTION } from "./report-options.js";

const OF_BOOT = ["type", "replicates", "seed", "workers", "randomEffects"] as const;

export const addConfint = fitQuestion({
  name: "confint",
  summary: "confidence intervals of a saved model",
  description:
    "Confidence intervals of a saved model: of standard deviations and correlations of its random effects, of sigma, and of the coefficients.",
  options: [
    ["--method <METHOD>", "how, see below", ["profile", "wald", "boot"], { default: "profile" }],
    ["--level <LEVEL>", "confidence level (0.95 unless given)", levelOf],
    ["--parameters <NAME>", 'only this parameter, "theta" or "beta"; may be repeated', collectText],
    DF_OPTION,
    "Bootstrap:",
    ["--type <TYPE>", "which limits (percentile unless given)", ["percentile", "basic", "normal"]],
    ["--replicates <COUNT>", "how many responses are drawn and fitted (500 unless given)", countOf],
    ["--seed <NUMBER>", "a whole number; the same seed gives the same limits", seedOf],
    ["--workers <COUNT>", 'workers that share the refits, or "auto" (0 unless given: none)', workersOf],
    ["--random-effects <KIND>", "drawn anew (unless given), or those of the fit", ["new", "fitted"]],
  ],
  async run({ open, signal, counting }, flags) {
    const { method, df, seed } = flags;
    const stray = method === "boot" ? undefined : OF_BOOT.find((name) => flags[name] !== undefined);
    if (stray !== undefined) {
      throw new UsageError(`--${stray === "randomEffects" ? "random-effects" : stray} is for --method boot`);
    }
    if (df !== undefined && method !== "wald") throw new UsageError("--df is for --method wald");
    if (method === "boot" && seed === undefined) throw new UsageError("--method boot needs --seed, a whole number");
    const onProgress = counting(method === "boot" ? "replicates" : "profiled parameters");
    const options = method === "wald" ? flags : { ...flags, signal, onProgress };
    return { tables: [confintTable(await confint((await open()).fit, options as ConfintOptions))] };
  },
  examples: `
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
`,
});
