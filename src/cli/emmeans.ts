// blup emmeans: marginal means or trends of a saved fit, and contrasts of them.
import { ADJUSTMENTS } from "../inference/emmeans/adjustments.js";
import { CONTRAST_METHODS, type ContrastMethod } from "../inference/emmeans/contrast-methods.js";
import { emmeans } from "../inference/emmeans/emmeans.js";
import { emmeansContrasts } from "../inference/emmeans/emmeans-contrasts.js";
import { emtrends } from "../inference/emmeans/emtrends.js";
import { MARGINAL_WEIGHTS } from "../inference/emmeans/marginal-weights.js";
import { emmeansTable } from "../report/emmeans-table.js";
import { collectValues, levelOf, listOf } from "./arguments.js";
import { UsageError } from "./failure.js";
import { DATA, FIT, fitQuestion } from "./fit-question.js";
import { DF_OPTION } from "./report-options.js";
import { contrastMethodOf, specsOf } from "./typed.js";

export const addEmmeans = fitQuestion({
  name: "emmeans",
  summary: "marginal means, trends and contrasts of a saved fit",
  description:
    "Estimated marginal means of a saved fit, as R's emmeans has them: predictions for every combination of levels, " +
    "covariates at their means, averaged over the variables that are not named.",
  args: [FIT, ["<SPECS>", "variables to have means of, with commas between them; 1 for one mean of all"], DATA],
  options: [
    ["--by <NAMES>", "variables within whose levels means are compared", listOf],
    ["--at <VAR=VALUES>", "values in place of levels or the mean; may be repeated", collectValues],
    ["--trends <VAR>", "slopes by this covariate, or a function of it, instead of means"],
    ["--weights <SCHEME>", "of levels averaged over (default equal)", MARGINAL_WEIGHTS],
    ["--scale <SCALE>", "link (the default), or response to transform back (also --type)", ["link", "response"]],
    ["--type <SCALE>", "the same", ["link", "response"], { isHidden: true }],
    DF_OPTION,
    ["--level <LEVEL>", "of confidence limits (default 0.95)", levelOf],
    "Contrasts:",
    ["--contrasts <METHOD>", "compare the means; a list with commas gives interaction contrasts", listOf],
    ["--ref <LEVEL>", "what trt.vs.ctrl compares with"],
    ["--reverse", "differences the other way round"],
    ["--adjust <METHOD>", "of p values and limits", ADJUSTMENTS],
  ],
  async run(
    { open },
    { trends, type: other, scale: type = other, contrasts: methods, ref, reverse, adjust, ...flags },
    text,
  ) {
    const asked = specsOf(text);
    const { specs } = asked;
    const by = [...(flags.by ?? []), ...asked.by];
    const shared = { ...flags, by: by.length === 0 ? undefined : by };
    const named = methods ?? (asked.contrasts.length === 0 ? undefined : asked.contrasts);
    const contrasts = named?.map((name) => contrastMethodOf(name, CONTRAST_METHODS));
    if (contrasts === undefined && (ref !== undefined || reverse)) {
      throw new UsageError(`--${ref === undefined ? "reverse" : "ref"} is for contrasts; add --contrasts METHOD`);
    }
    if (trends !== undefined && type === "response") {
      throw new UsageError("--scale response is for means; trends are on the scale of the linear predictor");
    }
    const { fit } = await open();
    const own = contrasts === undefined ? { ...shared, adjust } : shared;
    const means = trends === undefined ? emmeans(fit, specs, { ...own, type }) : emtrends(fit, specs, trends, own);
    if (contrasts === undefined) return { tables: [emmeansTable(means)] };
    const method = (contrasts.length === 1 ? contrasts[0] : contrasts) as ContrastMethod;
    const compared = emmeansContrasts(fit, means, method, { adjust, ref, reverse });
    return { tables: [emmeansTable(means), emmeansTable(compared)] };
  },
  examples: `
Contrasts: pairwise, revpairwise, trt.vs.ctrl, trt.vs.ctrlk, consec, mean_chg,
poly, eff, del.eff. Unless --adjust says otherwise, p values are adjusted as is
usual with the method: tukey for pairs, dunnettx for comparisons with one level,
sidak for consec and mean_chg, BH for eff. On a log or logit scale, --scale
response makes contrasts ratios. SPECS may be written as R writes them:
"pairwise ~ recipe | temp" is recipe --by temp --contrasts pairwise.

Degrees of freedom are Satterthwaite's for a linear model unless --df says
otherwise; generalized models have z tests.

Examples:
  blup fit "angle ~ recipe * temp + (1 | replicate)" cake.csv --output cake.json
  blup emmeans cake.json recipe --contrasts pairwise --df kenward-roger
  blup emmeans cake.json recipe,temp --at temp=175,200 --csv
  blup emmeans cake.json recipe --trends temp
  blup emmeans herds.json period --scale response --contrasts trt.vs.ctrl
`,
});
