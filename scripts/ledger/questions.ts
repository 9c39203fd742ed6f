// Every question, with the arguments that the ledger asks it with.
import {
  anovaText,
  bootstrapIntervals,
  bootstrapLrt,
  conditionalAic,
  conditionNumber,
  contrastText,
  cooksDistance,
  criteria,
  dfbetas,
  diagnosisText,
  exactRlrt,
  fixefTestsText,
  heteroscedasticity,
  icc,
  influence,
  jointTests,
  leverages,
  normality,
  outliers,
  overdispersion,
  PLOT_KINDS,
  parsimonious,
  profileCurve,
  profilePlot,
  randomComponents,
  reliability,
  rSquared,
  standardizedResiduals,
  type Table,
  vif,
} from "../../src/index.js";
import { type Questions, questions } from "../../src/remote/questions.js";
import type { Fit } from "./fit.js";
import { jsonOf } from "./record-fit.js";
import type { Subject } from "./subjects.js";

export interface Asked {
  readonly fit: Fit;
  readonly smaller: Fit | null;
  readonly table: Table;
  readonly subject: Subject;
  /** How many workers share what can be shared; the answers are the same. */
  readonly workers: number;
}

type Ask = (asked: Asked) => unknown;
/** By what is asked: options, or what else distinguishes it. */
type Asks = Readonly<Record<string, Ask>>;

const DF = ["satterthwaite", "kenward-roger", "residual", "asymptotic"] as const;

/** The same question for each way to degrees of freedom. */
function withDf(ask: (asked: Asked, options: { df: (typeof DF)[number] }) => unknown): Asks {
  return Object.fromEntries(DF.map((df): [string, Ask] => [df, (asked) => ask(asked, { df })]));
}

/** Questions about a smaller model, too. */
const beside =
  (ask: (asked: Asked, smaller: Fit) => unknown): Ask =>
  (asked) =>
    asked.smaller === null ? null : ask(asked, asked.smaller);

const { simulate, emmeans, emmeansContrasts, profile, bootstrap, confint, predict, predictions } = questions;
const someWeights = (fit: Fit) => fit.fixef().map((_, i) => (i === 0 ? 1 : 0.5 * i));
const unitRows = (fit: Fit) => fit.fixef().map((_, i) => fit.fixef().map((__, j) => (i === j ? 1 : 0)));
const meansOf = ({ fit, subject: { means, at, by } }: Asked) => emmeans(fit, means, { at, by });

export const remoteQuestions: Readonly<Record<keyof Questions, Asks>> = {
  anova: {
    "type I": ({ fit }) => questions.anova(fit, { type: "I" }),
    "type II": ({ fit }) => questions.anova(fit, { type: "II" }),
    ...withDf(({ fit }, { df }) => questions.anova(fit, { df })),
  },
  coef: { "": ({ fit }) => questions.coef(fit) },
  bootstrap: {
    "seed 1": ({ fit, workers }) => bootstrap(fit, { seed: 1, replicates: 5, workers }),
    "fitted effects": ({ fit }) => bootstrap(fit, { seed: 2, replicates: 3, randomEffects: "fitted" }),
    statistic: ({ fit }) =>
      bootstrap(fit, {
        seed: 3,
        replicates: 3,
        statistic: ({ parameters, objective }) => ({ objective, first: Object.values(parameters)[0] }),
      }),
  },
  compare: {
    "": beside(({ fit }, smaller) => questions.compare([fit, smaller])),
    named: beside(({ fit }, smaller) => questions.compare([fit, smaller], { names: ["large", "small"], refit: false })),
  },
  confint: {
    profile: ({ fit }) => confint(fit),
    "profile of theta": ({ fit }) => confint(fit, { level: 0.8, parameters: ["theta"] }),
    wald: ({ fit }) => confint(fit, { method: "wald" }),
    ...withDf(({ fit }, { df }) => confint(fit, { method: "wald", df, level: 0.9, parameters: ["beta"] })),
    boot: ({ fit, workers }) => confint(fit, { method: "boot", seed: 1, replicates: 20, type: "basic", workers }),
  },
  contrastTest: {
    ...withDf(({ fit }, { df }) => unitRows(fit).map((row) => questions.contrastTest(fit, row, { df }))),
    joint: ({ fit }) => questions.contrastTest(fit, unitRows(fit)),
    "right side": ({ fit }) => questions.contrastTest(fit, someWeights(fit), { rhs: 2 }),
  },
  diagnose: {
    "": ({ fit }) => questions.diagnose(fit),
    influence: ({ fit, subject, workers }) => questions.diagnose(fit, { influence: subject.group, workers }),
  },
  drop1: {
    "": ({ fit }) => questions.drop1(fit),
    Chisq: ({ fit }) => questions.drop1(fit, { test: "Chisq" }),
    none: ({ fit }) => questions.drop1(fit, { test: "none" }),
    "kenward-roger": ({ fit }) => questions.drop1(fit, { df: "kenward-roger" }),
  },
  effectsPlot: { "": ({ fit, table }) => questions.effectsPlot(fit, table) },
  emmeans: {
    ...withDf(({ fit, subject: { means, at, by } }, { df }) => emmeans(fit, means, { at, by, df })),
    response: ({ fit, subject: { means, at } }) => emmeans(fit, means, { at, type: "response", adjust: "sidak" }),
    weighted: ({ fit, subject: { means } }) => emmeans(fit, means, { weights: "proportional", level: 0.9 }),
  },
  emmeansContrasts: {
    pairwise: (asked) => emmeansContrasts(asked.fit, meansOf(asked)),
    "trt.vs.ctrl": (asked) => emmeansContrasts(asked.fit, meansOf(asked), "trt.vs.ctrl", { reverse: true }),
    response: (asked) => emmeansContrasts(asked.fit, meansOf(asked), "eff", { type: "response", adjust: "holm" }),
    poly: (asked) => emmeansContrasts(asked.fit, meansOf(asked), "poly"),
  },
  emtrends: {
    "": ({ fit, subject: { means, at, trend } }) => questions.emtrends(fit, means, trend, { at }),
    alone: ({ fit, subject: { trend } }) => questions.emtrends(fit, "1", trend),
  },
  explainSingularity: {
    "": ({ fit }) => questions.explainSingularity(fit),
    "without refits": ({ fit }) => questions.explainSingularity(fit, { refit: false }),
  },
  fitted: { "": ({ fit }) => questions.fitted(fit) },
  fixefTests: withDf(({ fit }, { df }) => questions.fixefTests(fit, { df })),
  plotData: Object.fromEntries(
    PLOT_KINDS.map((kind): [string, Ask] => [kind, ({ fit }) => questions.plotData(fit, kind)]),
  ),
  predict: {
    "": ({ fit }) => predict(fit),
    link: ({ fit }) => predict(fit, null, { type: "link", randomEffects: "none" }),
    averaged: ({ fit }) => predict(fit, null, { randomEffects: "averaged" }),
    "one group": ({ fit, subject: { group } }) => predict(fit, null, { randomEffects: [group] }),
    rows: ({ fit, subject: { rows } }) => predict(fit, rows),
    "new levels": ({ fit, subject: { rows } }) => predict(fit, rows, { newLevels: "population" }),
    "population of rows": ({ fit, subject: { rows } }) => predict(fit, rows, { randomEffects: "none" }),
  },
  predictions: {
    "": ({ fit }) => predictions(fit),
    "new levels": ({ fit, subject: { rows } }) => predictions(fit, rows, { newLevels: "variance" }),
    prediction: ({ fit, subject: { rows } }) =>
      predictions(fit, rows, { newLevels: "variance", interval: "prediction", level: 0.8 }),
    averaged: ({ fit, subject: { rows } }) => predictions(fit, rows, { randomEffects: "averaged" }),
    link: ({ fit, subject: { rows } }) => predictions(fit, rows, { type: "link", randomEffects: "none" }),
    ...withDf(({ fit, subject: { rows } }, { df }) => predictions(fit, rows, { randomEffects: "none", df })),
  },
  print: { "": ({ fit }) => questions.print(fit) },
  profile: {
    "": ({ fit }) => profile(fit),
    steps: ({ fit }) => profile(fit, { level: 0.9, step: 1 }),
  },
  ranef: { "": ({ fit }) => questions.ranef(fit) },
  ranova: {
    "": ({ fit }) => questions.ranova(fit),
    whole: ({ fit }) => questions.ranova(fit, { reduceTerms: false }),
  },
  refitMany: {
    "": ({ fit, workers }) =>
      questions.refitMany(fit, [...simulate(fit, { seed: 4, count: 3 }), fit.fitted().fill(1)], { workers }),
  },
  residuals: Object.fromEntries(
    (["response", "pearson", "scaled"] as const).map((type): [string, Ask] => [
      type,
      ({ fit }) => questions.residuals(fit, type),
    ]),
  ),
  simulate: {
    "seed 1": ({ fit }) => simulate(fit, { seed: 1 }),
    "fitted effects": ({ fit }) => simulate(fit, { seed: 1, count: 2, randomEffects: "fitted" }),
    "one group": ({ fit, subject: { group } }) => simulate(fit, { seed: 1, randomEffects: [group] }),
    "new levels": ({ fit, subject: { rows } }) =>
      simulate(fit, { seed: 1, newData: rows, randomEffects: "fitted", newLevels: "draw" }),
    parameters: ({ fit, subject: { rows } }) =>
      simulate(fit, { seed: 1, newData: rows, parameters: { beta: someWeights(fit) } }),
  },
  summary: {
    none: ({ fit }) => questions.summary(fit, { df: "none" }),
    ...withDf(({ fit }, { df }) => questions.summary(fit, { df })),
  },
  toJSON: { "": ({ fit }) => withoutTimes(questions.toJSON(fit)) },
  toMarkdown: {
    none: ({ fit }) => questions.toMarkdown(fit, { df: "none" }),
    ...withDf(({ fit }, { df }) => questions.toMarkdown(fit, { df })),
  },
  toReportJson: {
    ranef: ({ fit }) => withoutTimes(questions.toReportJson(fit, { ranef: true })),
    ...withDf(({ fit }, { df }) => withoutTimes(questions.toReportJson(fit, { df }))),
  },
  vcov: { "": ({ fit }) => questions.vcov(fit) },
};

/** Functions of the library that a fit in a worker is not asked. */
export const localQuestions: Readonly<Record<string, Asks>> = {
  anovaText: { "": ({ fit }) => anovaText(questions.anova(fit)) },
  bootstrapIntervals: {
    normal: async ({ fit }) =>
      bootstrapIntervals(await bootstrap(fit, { seed: 1, replicates: 5 }), { type: "normal", level: 0.8 }),
  },
  bootstrapLrt: {
    "": beside(({ fit, workers }, smaller) => bootstrapLrt(fit, smaller, { seed: 1, replicates: 4, workers })),
  },
  conditionalAic: { "": ({ fit }) => conditionalAic(fit) },
  conditionNumber: { "": ({ fit }) => conditionNumber(fit) },
  contrastText: { "": ({ fit }) => contrastText(questions.contrastTest(fit, someWeights(fit))) },
  cooksDistance: { "": ({ fit }) => cooksDistance(fit) },
  criteria: {
    aicc: beside(({ fit }, smaller) => criteria([fit, smaller], { by: "aicc" })),
    caic: beside(({ fit }, smaller) => criteria([fit, smaller], { by: "caic" })),
  },
  dfbetas: { "": ({ fit }) => dfbetas(fit), raw: ({ fit }) => dfbetas(fit, { scaled: false }) },
  diagnosisText: { "": async ({ fit }) => diagnosisText(await questions.diagnose(fit)) },
  exactRlrt: { "": ({ fit }) => exactRlrt(fit, { seed: 1, simulations: 200 }) },
  fixefTestsText: { "": ({ fit }) => fixefTestsText(questions.fixefTests(fit)) },
  heteroscedasticity: { "": ({ fit }) => heteroscedasticity(fit) },
  icc: { "": ({ fit }) => icc(fit) },
  influence: {
    group: ({ fit, subject: { group }, workers }) => influence(fit, { group, workers }),
    thirds: ({ fit, table }) =>
      influence(fit, { group: Array.from({ length: table.rowCount }, (_, row) => "abc"[row % 3]) }),
  },
  jointTests: {
    "": ({ fit }) => jointTests(fit),
    by: ({ fit, subject: { by, means } }) => jointTests(fit, { by: by ?? means }),
  },
  leverages: { "": ({ fit }) => leverages(fit) },
  normality: { "": ({ fit }) => normality(fit) },
  outliers: { "": ({ fit }) => outliers(fit, { level: 0.2 }) },
  overdispersion: { "": ({ fit }) => overdispersion(fit) },
  parsimonious: {
    "": async ({ fit }) => {
      const { fit: last, ...path } = await parsimonious(fit, { alpha: 0.1 });
      return { ...path, last: jsonOf(last) };
    },
  },
  profileCurve: {
    "": async ({ fit }) => (await profile(fit)).parameters.map((parameter) => profileCurve(parameter, 11)),
  },
  profilePlot: { "": async ({ fit }) => profilePlot(await profile(fit)) },
  randomComponents: { "": ({ fit }) => randomComponents(fit) },
  reliability: { "": ({ fit }) => reliability(fit) },
  rSquared: {
    "": ({ fit }) => rSquared(fit),
    delta: ({ fit }) => rSquared(fit, { approximation: "delta" }),
  },
  standardizedResiduals: {
    "": ({ fit }) => standardizedResiduals(fit),
    studentized: ({ fit }) => standardizedResiduals(fit, { type: "studentized" }),
  },
  vif: { "": ({ fit }) => vif(fit) },
};

function withoutTimes({ timing: _, ...rest }: { readonly timing: unknown }): object {
  return rest;
}
