// blup emmeans: marginal means or trends of a saved fit, and contrasts of them.
import { type Command, Option } from "commander";
import type { DfMethod } from "../inference/df-method.js";
import { ADJUSTMENTS, type Adjustment } from "../inference/emmeans/adjustments.js";
import type { ContrastMethod } from "../inference/emmeans/contrast-methods.js";
import { emmeans } from "../inference/emmeans/emmeans.js";
import { emmeansContrasts } from "../inference/emmeans/emmeans-contrasts.js";
import { emtrends } from "../inference/emmeans/emtrends.js";
import type { EstimatingFit, MarginalResult } from "../inference/emmeans/marginal-result.js";
import { MARGINAL_WEIGHTS, type MarginalWeights } from "../inference/emmeans/marginal-weights.js";
import { emmeansTable } from "../report/emmeans-table.js";
import { collectValues, levelOf, listOf } from "./arguments.js";
import { addDfOption } from "./df-option.js";
import { UsageError } from "./failure.js";
import { openFit } from "./open-fit.js";
import { addReportOptions, type OutputOptions, writeTables } from "./report-options.js";
import type { Session } from "./session.js";

interface EmmeansCommandOptions extends OutputOptions {
  readonly by?: readonly string[];
  readonly at?: Readonly<Record<string, readonly string[]>>;
  readonly trends?: string;
  readonly weights?: MarginalWeights;
  readonly type?: "link" | "response";
  readonly df?: DfMethod;
  readonly level?: number;
  readonly contrasts?: readonly ContrastMethod[];
  readonly ref?: string;
  readonly reverse?: boolean;
  readonly adjust?: Adjustment;
}

/** Adds `blup emmeans FIT SPECS [DATA]` to the program. */
export function addEmmeans(program: Command, session: Session): void {
  const command = program
    .command("emmeans")
    .summary("marginal means, trends and contrasts of a saved fit")
    .description(
      "Estimated marginal means of a saved fit, as R's emmeans has them: predictions for every combination of levels, " +
        "covariates at their means, averaged over the variables that are not named.",
    )
    .argument("<FIT>", 'saved fit, from "blup fit --output"')
    .argument("<SPECS>", "variables to have means of, with commas between them; 1 for one mean of all")
    .argument("[DATA]", "its data; found by itself if still where they were")
    .option("--by <NAMES>", "variables within whose levels means are compared", listOf)
    .option("--at <VAR=VALUES>", "values in place of levels or the mean; may be repeated", collectValues)
    .option("--trends <VAR>", "slopes by this covariate, or a function of it, instead of means")
    .addOption(new Option("--weights <SCHEME>", "of levels averaged over (default equal)").choices(MARGINAL_WEIGHTS))
    .addOption(
      new Option("--type <SCALE>", "link (the default), or response to transform back").choices(["link", "response"]),
    );
  addDfOption(command)
    .option("--level <LEVEL>", "of confidence limits (default 0.95)", levelOf)
    .optionsGroup("Contrasts:")
    .option("--contrasts <METHOD>", "compare the means; a list with commas gives interaction contrasts", listOf)
    .option("--ref <LEVEL>", "what trt.vs.ctrl compares with")
    .option("--reverse", "differences the other way round")
    .addOption(new Option("--adjust <METHOD>", "of p values and limits").choices(ADJUSTMENTS));
  addReportOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, specs: string, data: string | undefined, options: EmmeansCommandOptions) => {
      checkTogether(options);
      const { fit } = await openFit(file, data, session);
      writeTables(
        results(fit, listOf(specs), options).map((result) => emmeansTable(result)),
        options,
        session,
      );
    });
}

function results(fit: EstimatingFit, specs: readonly string[], options: EmmeansCommandOptions): MarginalResult[] {
  const { by, at, trends, weights, type, df, level, contrasts, ref, reverse, adjust } = options;
  const shared = { by, at, weights, df, level };
  const own = contrasts === undefined ? { ...shared, adjust } : shared;
  const means = trends === undefined ? emmeans(fit, specs, { ...own, type }) : emtrends(fit, specs, trends, own);
  if (contrasts === undefined) return [means];
  const method = contrasts.length === 1 ? contrasts[0] : contrasts;
  return [means, emmeansContrasts(fit, means, method, { adjust, ref, reverse })];
}

function checkTogether({ contrasts, ref, reverse, trends, type }: EmmeansCommandOptions): void {
  if (contrasts === undefined && (ref !== undefined || reverse)) {
    throw new UsageError(`--${ref === undefined ? "reverse" : "ref"} is for contrasts; add --contrasts METHOD`);
  }
  if (trends !== undefined && type === "response") {
    throw new UsageError("--type response is for means; trends are on the scale of the linear predictor");
  }
}

const EXAMPLES = `
Contrasts: pairwise, revpairwise, trt.vs.ctrl, trt.vs.ctrlk, consec, mean_chg,
poly, eff, del.eff. Unless --adjust says otherwise, p values are adjusted as is
usual with the method: tukey for pairs, dunnettx for comparisons with one level,
sidak for consec and mean_chg, BH for eff. On a log or logit scale, --type
response makes contrasts ratios.

Degrees of freedom are Satterthwaite's for a linear model unless --df says
otherwise; generalized models have z tests.

Examples:
  blup fit "angle ~ recipe * temp + (1 | replicate)" cake.csv --output cake.json
  blup emmeans cake.json recipe --contrasts pairwise --df kenward-roger
  blup emmeans cake.json recipe,temp --at temp=175,200 --csv
  blup emmeans cake.json recipe --trends temp
  blup emmeans herds.json period --type response --contrasts trt.vs.ctrl
`;
