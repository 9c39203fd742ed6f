// What a restored fit is asked that needs its data: each question says what gives them back.
import { beforeAll, describe, expect, it } from "vitest";
import * as blup from "../../src/index.js";
import { type Fit, glmm, type LiveFit, lmm, restore, UnsupportedError } from "../../src/index.js";
import { loadTable } from "../support/reference.js";

/** The questions that a fit without data, which `restored` is, cannot answer; `live` is the same fit with them. */
const QUESTIONS: Record<string, (restored: LiveFit, live: LiveFit) => unknown> = {
  anova: (fit) => blup.anova(fit),
  bootstrap: (fit) => blup.bootstrap(fit, { seed: 1 }),
  "bootstrapLrt, the larger": (fit, live) => blup.bootstrapLrt(fit, live, { seed: 1 }),
  "bootstrapLrt, the smaller": (fit, live) => blup.bootstrapLrt(live, fit, { seed: 1 }),
  compare: (fit, live) => blup.compare([live, fit]),
  conditionNumber: (fit) => blup.conditionNumber(fit),
  confint: (fit) => blup.confint(fit),
  contrastTest: (fit) => blup.contrastTest(fit, [1, 0]),
  cooksDistance: (fit) => blup.cooksDistance(fit),
  criteria: (fit, live) => blup.criteria([live, fit]),
  dfbetas: (fit) => blup.dfbetas(fit),
  diagnose: (fit) => blup.diagnose(fit),
  drop1: (fit) => blup.drop1(fit),
  effectsPlot: (fit) => blup.effectsPlot(fit, { x: [1] }),
  emmeans: (fit) => blup.emmeans(fit, []),
  emmeansContrasts: (fit, live) => blup.emmeansContrasts(fit, blup.emmeans(live, [])),
  emtrends: (fit) => blup.emtrends(fit, [], "x"),
  explainSingularity: (fit) => blup.explainSingularity(fit),
  icc: (fit) => blup.icc(fit),
  influence: (fit) => blup.influence(fit),
  jointTests: (fit) => blup.jointTests(fit),
  leverages: (fit) => blup.leverages(fit),
  normality: (fit) => blup.normality(fit),
  outliers: (fit) => blup.outliers(fit),
  overdispersion: (fit) => blup.overdispersion(fit),
  parsimonious: (fit) => blup.parsimonious(fit),
  plotData: (fit) => blup.plotData(fit, "residuals-fitted"),
  profile: (fit) => blup.profile(fit),
  rSquared: (fit) => blup.rSquared(fit),
  randomComponents: (fit) => blup.randomComponents(fit),
  ranova: (fit) => blup.ranova(fit),
  refitMany: (fit) => blup.refitMany(fit, []),
  reliability: (fit) => blup.reliability(fit),
  standardizedResiduals: (fit) => blup.standardizedResiduals(fit),
  vif: (fit) => blup.vif(fit),
  "fit.refit": (fit) => fit.refit([]),
  "fit.residuals": (fit) => fit.residuals(),
  "fit.fitted": (fit) => fit.fitted(),
};

const FITS: Record<string, () => Promise<LiveFit>> = {
  "linear fit": async () => lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"), { reml: false }),
  "generalized fit": async () => {
    const formula = "cbind(incidence, size - incidence) ~ period + (1 | herd)";
    return glmm(formula, await loadTable("cbpp"), { family: "binomial" });
  },
};

it.each(Object.keys(QUESTIONS).filter((name) => !name.includes(",")))(
  "%s says so where it is given no fit",
  async (name) => {
    for (const wrong of [null, undefined, 3, {}]) {
      const ask = async () => QUESTIONS[name](wrong as unknown as LiveFit, wrong as unknown as LiveFit);
      const error: unknown = await ask().catch((reason: unknown) => reason);
      if (!name.startsWith("fit.") && name !== "emmeansContrasts") expect(error).toBeInstanceOf(blup.OptionError);
    }
  },
);

describe.each(Object.keys(FITS))("a %s without its data", (kind) => {
  let live: LiveFit;
  let restored: Fit;

  beforeAll(async () => {
    live = await FITS[kind]();
    restored = restore(JSON.stringify(live));
  });

  it.each(Object.keys(QUESTIONS))("says reopen() when asked for %s", async (question) => {
    const asked = async () => QUESTIONS[question](restored as LiveFit, live);
    const error: unknown = await asked().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnsupportedError);
    expect(String(error)).toContain("reopen()");
  });
});
