// Options that cannot be, with what is said about them.
import {
  bootstrapLrt,
  createWorkerClient,
  criteria,
  dfbetas,
  exactRlrt,
  glmm,
  icc,
  influence,
  jointTests,
  lmm,
  outliers,
  parsimonious,
  readCsv,
  reopen,
  rSquared,
  simulateResponse,
  standardizedResiduals,
  toTable,
} from "../../src/index.js";
import { questions } from "../../src/remote/questions.js";
import type { Note } from "./collection.js";
import { type Fit, restored } from "./fit.js";
import { tableOf } from "./models.js";
import { answerTo } from "./record-answers.js";

type Options = never;
/** A function of options, and the options that it has, of which it has been given those that it needs. */
type Asked = readonly [call: (options: Options) => unknown, names: string];

/** What no option may be; one that takes it nevertheless is written down as taking it. */
const WRONG: readonly unknown[] = ["nonsense", -1.5, { nonsense: 1 }, [Number.NaN]];

const MODEL = "weights offset subset contrasts naAction types levels start maxIterations signal";
const RUN = "workers workerUrl signal onProgress";

async function functionsOf(fit: Fit, smaller: Fit): Promise<Readonly<Record<string, Asked>>> {
  const formula = "Reaction ~ Days + (1 | Subject)";
  const table = await tableOf("sleepstudy");
  const few = { seed: 1, replicates: 2 };
  const withFew = (options: Options) => ({ ...few, ...(options as object) });
  return {
    lmm: [(options) => lmm(formula, table, options), `reml ${MODEL}`],
    glmm: [
      (options) => glmm("Days ~ 1 + (1 | Subject)", table, { family: "poisson", ...(options as object) }),
      `family link nAGQ shape information dispersion ${MODEL}`,
    ],
    readCsv: [(options) => readCsv("y,g\n1,a\n2,b\n", options), "types levels naValues delimiter signal onProgress"],
    toTable: [(options) => toTable({ y: [1, 2], g: ["a", "b"] }, options), "types levels"],
    createWorkerClient: [createWorkerClient as Asked[0], "workerUrl onCrash"],
    reopen: [(options) => reopen(restored(fit), table, options), "weights offset subset dataName readTime"],
    anova: [(options) => questions.anova(fit, options), "type df"],
    bootstrap: [
      (options) => questions.bootstrap(fit, withFew(options)),
      `seed replicates randomEffects statistic ${RUN}`,
    ],
    bootstrapLrt: [(options) => bootstrapLrt(fit, smaller, withFew(options)), `seed replicates ${RUN}`],
    compare: [(options) => questions.compare([fit, smaller], options), "refit names"],
    "confint profile": [
      (options) => questions.confint(fit, { parameters: ["Days"], ...(options as object) }),
      "method level parameters signal",
    ],
    "confint wald": [
      (options) => questions.confint(fit, { method: "wald", ...(options as object) }),
      "level parameters df",
    ],
    "confint boot": [
      (options) => questions.confint(fit, { method: "boot", ...withFew(options) }),
      `level parameters type seed replicates randomEffects ${RUN}`,
    ],
    contrastTest: [(options) => questions.contrastTest(fit, [0, 1], options), "df rhs"],
    criteria: [(options) => criteria([fit, smaller], options), "refit names by"],
    dfbetas: [(options) => dfbetas(fit, options), "scaled"],
    diagnose: [(options) => questions.diagnose(fit, options), `influence ${RUN}`],
    drop1: [(options) => questions.drop1(fit, options), "test scope df"],
    emmeans: [
      (options) => questions.emmeans(fit, "Days", options),
      "at by weights df level adjust type offset biasSigma",
    ],
    emmeansContrasts: [
      (options) => questions.emmeansContrasts(fit, questions.emmeans(fit, "Days"), "pairwise", options),
      "by ref reverse df level adjust type",
    ],
    emtrends: [(options) => questions.emtrends(fit, "1", "Days", options), "at by weights df level adjust delta"],
    exactRlrt: [(options) => exactRlrt(smaller, { seed: 1, ...(options as object) }), "seed simulations"],
    explainSingularity: [(options) => questions.explainSingularity(fit, options), "refit"],
    fixefTests: [(options) => questions.fixefTests(fit, options), "df"],
    icc: [(options) => icc(fit, options), "approximation"],
    influence: [(options) => influence(fit, options), `group ${RUN}`],
    jointTests: [(options) => jointTests(fit, options), "at by df"],
    outliers: [(options) => outliers(fit, options), "level"],
    parsimonious: [(options) => parsimonious(fit, options), "alpha onStep signal"],
    plotData: [(kind) => questions.plotData(fit, kind), ""],
    predict: [(options) => questions.predict(fit, null, options), "type randomEffects newLevels offset"],
    predictions: [
      (options) => questions.predictions(fit, null, options),
      "type randomEffects newLevels offset interval level df weights trials",
    ],
    profile: [
      (options) => questions.profile(fit, { parameters: ["Days"], ...(options as object) }),
      "parameters level step signal onProgress",
    ],
    rSquared: [(options) => rSquared(fit, options), "approximation"],
    ranova: [(options) => questions.ranova(fit, options), "reduceTerms"],
    refitMany: [(options) => questions.refitMany(fit, [fit.fitted()], options), RUN],
    residuals: [(type) => questions.residuals(fit, type), ""],
    simulate: [
      (options) => questions.simulate(fit, { seed: 1, ...(options as object) }),
      "seed count randomEffects newData newLevels parameters offset weights trials",
    ],
    simulateResponse: [
      (options) => {
        const given = { seed: 1, fixef: [250, 10], random: { "sd_(Intercept)|Subject": 20 }, sigma: 5 };
        return simulateResponse(formula, table, { ...given, ...(options as object) });
      },
      "seed count fixef random theta sigma family link shape trials",
    ],
    standardizedResiduals: [(options) => standardizedResiduals(fit, options), "type"],
    summary: [(options) => questions.summary(fit, options), "df"],
    toMarkdown: [(options) => questions.toMarkdown(fit, options), "df"],
    toReportJson: [(options) => questions.toReportJson(fit, options), "df ranef"],
  };
}

/** Of every function: an option that it does not have, one that is all but right, and what its options may not be. */
export async function recordRefusals(fit: Fit, smaller: Fit, note: Note): Promise<void> {
  for (const [name, [call, listed]] of Object.entries(await functionsOf(fit, smaller))) {
    const refusal = (options: unknown) =>
      answerTo(async () => {
        await call(options as Options);
        return "taken";
      });
    const names = listed.split(" ").filter((option) => option !== "");
    const told: Record<string, unknown> = { unknown: await refusal(names.length === 0 ? "pie" : { colour: 1 }) };
    for (const option of names) {
      told[`${option} misspelt`] = await refusal({ [`${option}s`]: 1 });
      told[option] = await Promise.all(WRONG.map((value) => refusal({ [option]: value })));
    }
    note(name, told);
  }
}
