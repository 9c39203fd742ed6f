// blup emmeans: marginal means or trends of a saved fit, and contrasts of them.
import { ADJUSTMENTS } from "../inference/emmeans/adjustments.js";
import { CONTRAST_METHODS, type ContrastMethod } from "../inference/emmeans/contrast-methods.js";
import { emmeans } from "../inference/emmeans/emmeans.js";
import { emmeansContrasts } from "../inference/emmeans/emmeans-contrasts.js";
import { emtrends } from "../inference/emmeans/emtrends.js";
import { jointTests } from "../inference/emmeans/joint-tests.js";
import { MARGINAL_WEIGHTS } from "../inference/emmeans/marginal-weights.js";
import { emmeansTable, jointTestsTable } from "../report/emmeans-table.js";
import { collectNesting, collectValues, levelOf, listOf } from "./arguments.js";
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
    ["--contrast <NAME=WEIGHTS>", "weights of the means in their order, as a-b=1,-1,0; may be repeated", collectValues],
    ["--intervals", "confidence limits of the contrasts, too"],
    ["--adjust <METHOD>", "of p values and limits", ADJUSTMENTS],
    "Joint tests and nested levels:",
    ["--joint", "in place of means, F tests of all contrasts of the variables named (1: of all terms), within --by"],
    [
      "--nesting <VAR=OUTER>",
      "levels of VAR occur within those of OUTER only; none: nothing is nested",
      collectNesting,
    ],
  ],
  async run(
    { open },
    {
      trends,
      type: other,
      scale: type = other,
      contrasts: methods,
      contrast,
      intervals,
      joint,
      ref,
      reverse,
      adjust,
      ...flags
    },
    text,
  ) {
    const custom = contrast === undefined ? undefined : customContrasts(contrast);
    if (custom !== undefined && methods !== undefined) {
      throw new UsageError("--contrast and --contrasts cannot be given together");
    }
    const asked = specsOf(text);
    const { specs } = asked;
    const by = [...(flags.by ?? []), ...asked.by];
    const shared = { ...flags, by: by.length === 0 ? undefined : by };
    const named = methods ?? (asked.contrasts.length === 0 ? undefined : asked.contrasts);
    const contrasts = named?.map((name) => contrastMethodOf(name, CONTRAST_METHODS));
    const isCompared = contrasts !== undefined || custom !== undefined;
    if (intervals && !isCompared) throw new UsageError("--intervals is for contrasts; means have them in any case");
    if (contrasts === undefined && (ref !== undefined || reverse)) {
      throw new UsageError(`--${ref === undefined ? "reverse" : "ref"} is for contrasts; add --contrasts METHOD`);
    }
    if (trends !== undefined && type === "response") {
      throw new UsageError("--scale response is for means; trends are on the scale of the linear predictor");
    }
    if (joint) {
      const stray =
        isCompared || [trends, type, flags.weights, flags.level, adjust].some((value) => value !== undefined);
      if (stray) throw new UsageError("--joint goes with --by, --at, --nesting and --df only");
      const tests = jointTests((await open()).fit, shared);
      return { tables: [jointTestsTable({ ...tests, rows: tests.rows.filter(({ term }) => isAbout(term, specs)) })] };
    }
    const { fit } = await open();
    const own = isCompared ? shared : { ...shared, adjust };
    const means = trends === undefined ? emmeans(fit, specs, { ...own, type }) : emtrends(fit, specs, trends, own);
    if (!isCompared) return { tables: [emmeansTable(means)] };
    const method = custom ?? ((contrasts?.length === 1 ? contrasts[0] : contrasts) as ContrastMethod);
    const compared = emmeansContrasts(fit, means, method, { adjust, ref, reverse });
    return { tables: [emmeansTable(means), emmeansTable(compared, { intervals, tests: true })] };
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
  blup emmeans cake.json recipe --contrast "A to others=1,-0.5,-0.5" --intervals
  blup emmeans cake.json 1 --joint --by recipe
  blup emmeans trial.json form --nesting form=treatment --contrasts pairwise
  blup emmeans herds.json period --scale response --contrasts trt.vs.ctrl
`,
});

function customContrasts(given: Readonly<Record<string, readonly string[]>>): Record<string, number[]> {
  const entries = Object.entries(given).map(([name, texts]): [string, number[]] => {
    const weights = texts.map((text) => (text === "" ? Number.NaN : Number(text)));
    if (weights.every(Number.isFinite)) return [name, weights];
    throw new UsageError(`--contrast "${name}" needs numbers with commas between them, as 1,-1,0`);
  });
  return Object.fromEntries(entries);
}

/** Whether a tested term is of these variables alone; "1" stands for all. */
function isAbout(term: string, specs: readonly string[]): boolean {
  return specs.includes("1") || term.split(":").every((name) => specs.includes(name));
}
