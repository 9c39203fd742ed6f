// Every public function with arguments that are right, from which wrong ones are made.
import * as blup from "../../src/index.js";

export interface RightCall {
  readonly call: (...given: never[]) => unknown;
  readonly args: readonly unknown[];
  /** Options that are right, the last argument; undefined for a function without options. */
  readonly options?: object | undefined;
}

/** 60 rows of everything: factors f and g, numbers x and y, counts n. */
export function doorData() {
  const g = Array.from({ length: 60 }, (_, i) => `g${i % 10}`);
  return {
    g,
    f: g.map((_, i) => "abc"[Math.floor(i / 10) % 3]),
    x: g.map((_, i) => Math.sin(i)),
    y: g.map((_, i) => Math.cos(i * i) + 0.3 * (i % 10)),
    n: g.map((_, i) => (7 * i) % 4),
  };
}

/** A database of three groups that knows two answers. */
const groups: blup.SqlAdapter = {
  dialect: "duckdb",
  async *query(_, { kinds }) {
    if (kinds[0] === "text")
      yield [
        ["a", "b", "c"],
        [4, 5, 6],
        [-1, 0.5, 1],
        [3, 2, 4],
      ];
    else yield [[15], [15], [0], [0], [0.2], [-3], [4]];
  },
  columns: async () => [
    { name: "g", type: "VARCHAR" },
    { name: "y", type: "DOUBLE" },
  ],
};

/** Functions and, as "fit.NAME", methods of a fit, by name. Those of workers are not among them. */
export async function rightCalls(): Promise<Map<string, RightCall>> {
  const data = doorData();
  const formula = "y ~ x + f + (1 | g)";
  const fit = await blup.lmm(formula, data, { reml: false });
  const reml = await blup.lmm("y ~ 1 + (1 | g)", data);
  const larger = await blup.lmm("y ~ x + f + (x | g)", data, { reml: false });
  const counts = await blup.glmm("n ~ x + (1 | g)", data, { family: "poisson" });
  const table = blup.toTable(data);
  const means = blup.emmeans(fit, "f");
  const profile = await blup.profile(fit, { parameters: ["x"] });
  const replicates = await blup.bootstrap(fit, { seed: 1, replicates: 4, workers: 0 });
  const report = blup.anovaTable(blup.anova(fit));
  const products = await blup.crossProducts("y ~ 1 + (1 | g)", blup.sqlSource(groups, "trials"));
  const schema = { fields: [{ name: "y", type: "number" }] };
  const study = { participants: 8, stimuli: 6, d: 0.5, shares: { P: 0.2, S: 0.2, PC: 0.1, SC: 0.1, PS: 0.1, E: 0.3 } };
  const studied = ["y ~ c + (1 | s)", { units: { s: 6 }, within: { c: ["a", "b"] } }] as const;
  const drawn = { seed: 1, replicates: 2, effects: { cb: 1 }, random: { "sd_(Intercept)|s": 1 }, sigma: 1, workers: 0 };
  const calls: Record<string, RightCall> = {
    anova: { call: blup.anova, args: [fit], options: { type: "II", df: "satterthwaite" } },
    anovaTable: { call: blup.anovaTable, args: [blup.anova(fit)] },
    anovaText: { call: blup.anovaText, args: [blup.anova(counts)], options: { width: 60 } },
    assurance: { call: blup.assurance, args: [...studied], options: { ...drawn, priors: { sigma: [0.5, 1] } } },
    augment: { call: blup.augment, args: [fit] },
    augmentTable: { call: blup.augmentTable, args: [blup.augment(fit), []] },
    coefTable: { call: blup.coefTable, args: [blup.levelCoefficients(fit)] },
    cohensD: { call: blup.cohensD, args: [fit], options: { df: "satterthwaite", level: 0.9 } },
    cohensDTable: { call: blup.cohensDTable, args: [blup.cohensD(fit)] },
    levelCoefficients: { call: blup.levelCoefficients, args: [fit], options: { level: 0.9 } },
    ranefTable: { call: blup.ranefTable, args: [fit] },
    standardizedCoefficients: { call: blup.standardizedCoefficients, args: [fit], options: { level: 0.9 } },
    standardizedTable: { call: blup.standardizedTable, args: [await blup.standardizedCoefficients(fit)] },
    termEffectSizes: { call: blup.termEffectSizes, args: [blup.anova(fit)], options: { level: 0.9, side: "less" } },
    termEffectSizesTable: { call: blup.termEffectSizesTable, args: [blup.termEffectSizes(blup.anova(fit))] },
    bootstrap: { call: blup.bootstrap, args: [fit], options: { seed: 1, replicates: 3, workers: 0 } },
    bootstrapIntervals: { call: blup.bootstrapIntervals, args: [replicates], options: { level: 0.9 } },
    bootstrapLrt: { call: blup.bootstrapLrt, args: [larger, fit], options: { seed: 1, replicates: 3, workers: 0 } },
    bootstrapLrtTable: {
      call: blup.bootstrapLrtTable,
      args: [await blup.bootstrapLrt(larger, fit, { seed: 1, replicates: 3, workers: 0 })],
    },
    bootstrapTable: { call: blup.bootstrapTable, args: [replicates] },
    caretBlock: { call: blup.caretBlock, args: [new blup.FormulaError("wrong", "y ~", 2)] },
    compare: { call: blup.compare, args: [[fit, larger]], options: { refit: true, names: ["a", "b"] } },
    compareTable: { call: blup.compareTable, args: [blup.compare([fit, larger])] },
    componentsTable: { call: blup.componentsTable, args: [blup.randomComponents(larger)] },
    conditionNumber: { call: blup.conditionNumber, args: [fit] },
    conditionalAic: { call: blup.conditionalAic, args: [fit] },
    confint: { call: blup.confint, args: [fit], options: { method: "wald", parameters: ["beta"] } },
    "confint by profile": { call: blup.confint, args: [reml], options: { method: "profile", parameters: ["beta"] } },
    "confint by bootstrap": {
      call: blup.confint,
      args: [fit],
      options: { method: "boot", seed: 1, replicates: 3, workers: 0 },
    },
    confintTable: { call: blup.confintTable, args: [await blup.confint(fit, { method: "wald" })] },
    contrastTable: { call: blup.contrastTable, args: [blup.contrastTest(fit, [0, 1, 0, 0])] },
    contrastTest: { call: blup.contrastTest, args: [fit, [0, 1, 0, 0]], options: { rhs: 1, df: "residual" } },
    contrastText: { call: blup.contrastText, args: [blup.contrastTest(fit, [[0, 1, 0, 0]])] },
    cooksDistance: { call: blup.cooksDistance, args: [fit] },
    criteria: { call: blup.criteria, args: [[fit, larger]], options: { by: "bic" } },
    criteriaTable: { call: blup.criteriaTable, args: [blup.criteria([fit, larger])] },
    clickhouse: { call: blup.clickhouse, args: [], options: { url: "http://127.0.0.1:8123", user: "reader" } },
    crossProducts: {
      call: blup.crossProducts,
      args: ["y ~ 1 + (1 | g)", blup.sqlSource(groups, "trials")],
      options: { minimumCount: 2, naAction: "fail", types: { g: "factor" } },
    },
    "CrossProducts.load": { call: blup.CrossProducts.load, args: [products.save()] },
    "CrossProducts.add": { call: (other: never) => products.add(other), args: [products] },
    duckdb: {
      call: blup.duckdb,
      args: [{ stream: async () => ({ fetchChunk: async () => null }), interrupt: () => {} }],
    },
    postgres: { call: blup.postgres, args: [{ query: async () => ({ rows: [], fields: [] }) }] },
    sqlSource: { call: blup.sqlSource, args: [groups, "trials"] },
    "lmm of a source": {
      call: blup.lmm,
      args: ["y ~ 1 + (1 | g)", blup.sqlSource(groups, "trials")],
      options: { reml: false },
    },
    crossedDesign: { call: blup.crossedDesign, args: [{ s: 4, i: 3 }], options: { replicates: 2 } },
    describeFormula: { call: blup.describeFormula, args: [formula, ["x"]] },
    dfbetas: { call: blup.dfbetas, args: [fit], options: { group: "g" } },
    diagnose: { call: blup.diagnose, args: [fit], options: { workers: 0 } },
    diagnosisTables: { call: blup.diagnosisTables, args: [await blup.diagnose(fit)] },
    diagnosisText: { call: blup.diagnosisText, args: [await blup.diagnose(counts)], options: { width: 60 } },
    drop1: { call: blup.drop1, args: [fit], options: { test: "F", scope: ["x"] } },
    drop1Table: { call: blup.drop1Table, args: [await blup.drop1(fit)] },
    effectsPlot: { call: blup.effectsPlot, args: [fit, data] },
    emmeans: { call: blup.emmeans, args: [fit, ["f"]], options: { at: { x: [0, 1] }, by: "x", level: 0.9 } },
    emmeansContrasts: { call: blup.emmeansContrasts, args: [fit, means, "pairwise"], options: { adjust: "holm" } },
    emmeansTable: { call: blup.emmeansTable, args: [means], options: { tests: true } },
    emtrends: { call: blup.emtrends, args: [fit, "f", "x"], options: { level: 0.9 } },
    exactRlrt: { call: blup.exactRlrt, args: [reml], options: { seed: 1, simulations: 20 } },
    exactRlrtTable: { call: blup.exactRlrtTable, args: [blup.exactRlrt(reml, { seed: 1, simulations: 20 })] },
    explainSingularity: { call: blup.explainSingularity, args: [larger], options: { refit: false } },
    "fit.ranef": { call: () => fit.ranef(), args: [] },
    "fit.refit": { call: (given) => fit.refit(given), args: [data.y] },
    "fit.residuals": { call: (given) => fit.residuals(given), args: ["pearson"] },
    "fit.residuals of counts": { call: (given) => counts.residuals(given), args: ["deviance"] },
    "fit.vcov": { call: (given) => fit.vcov(given), args: ["model"] },
    "fit.vcov of counts": { call: (given) => counts.vcov(given), args: ["model"] },
    fixefTests: { call: blup.fixefTests, args: [fit], options: { df: "asymptotic" } },
    fixefTestsTable: { call: blup.fixefTestsTable, args: [blup.fixefTests(fit)] },
    fixefTestsText: { call: blup.fixefTestsText, args: [blup.fixefTests(fit)] },
    formatFormula: { call: blup.formatFormula, args: [blup.parseFormula(formula)] },
    glmm: { call: blup.glmm, args: ["n ~ x + (1 | g)", data], options: { family: "poisson", link: "log" } },
    glmmObjectiveAt: {
      call: blup.glmmObjectiveAt,
      args: ["n ~ x + (1 | g)", data, { theta: [0.5], beta: [0, 0] }],
      options: { family: "poisson" },
    },
    heteroscedasticity: { call: blup.heteroscedasticity, args: [fit] },
    heteroscedasticityTable: { call: blup.heteroscedasticityTable, args: [blup.heteroscedasticity(fit)] },
    icc: { call: blup.icc, args: [counts], options: { approximation: "delta" } },
    iccTable: { call: blup.iccTable, args: [await blup.icc(fit)] },
    influence: { call: blup.influence, args: [fit], options: { group: "g", workers: 0 } },
    influenceTable: { call: blup.influenceTable, args: [await blup.influence(fit, { workers: 0 })] },
    jointTests: { call: blup.jointTests, args: [fit], options: { by: "f" } },
    jointTestsTable: { call: blup.jointTestsTable, args: [blup.jointTests(fit)] },
    leverages: { call: blup.leverages, args: [fit] },
    lmm: { call: blup.lmm, args: [formula, data], options: { weights: data.x.map(() => 1), start: [1] } },
    longer: { call: blup.longer, args: [data], options: { columns: ["x", "y"], names: "what", values: "value" } },
    meansPlot: { call: blup.meansPlot, args: [means], options: { yLabel: "score" } },
    normality: { call: blup.normality, args: [fit] },
    normalityTable: { call: blup.normalityTable, args: [blup.normality(fit)] },
    objectiveAt: { call: blup.objectiveAt, args: [formula, data, [0.5]], options: { reml: false } },
    outliers: { call: blup.outliers, args: [fit], options: { level: 0.1 } },
    outliersTable: { call: blup.outliersTable, args: [blup.outliers(fit)] },
    overdispersion: { call: blup.overdispersion, args: [counts] },
    overdispersionTable: { call: blup.overdispersionTable, args: [blup.overdispersion(counts)] },
    parseFormula: { call: blup.parseFormula, args: [formula] },
    parseTableSchema: { call: blup.parseTableSchema, args: [schema] },
    parsimonious: { call: blup.parsimonious, args: [larger], options: { alpha: 0.1 } },
    parsimoniousTable: { call: blup.parsimoniousTable, args: [await blup.parsimonious(larger)] },
    plan: { call: blup.plan, args: [formula, data], options: { reml: true } },
    plotData: { call: blup.plotData, args: [fit, "qq"] },
    power: { call: blup.power, args: [...studied], options: drawn },
    powerCurve: { call: blup.powerCurve, args: [...studied], options: { ...drawn, along: { s: [4, 6] } } },
    powerCurveTable: {
      call: blup.powerCurveTable,
      args: [await blup.powerCurve(...studied, { ...drawn, along: { s: [4, 6] } })],
    },
    powerSentence: { call: blup.powerSentence, args: [await blup.power(...studied, drawn)] },
    powerTable: { call: blup.powerTable, args: [await blup.power(...studied, drawn)] },
    predict: { call: blup.predict, args: [counts, data], options: { type: "link", randomEffects: "none" } },
    predictTable: { call: blup.predictTable, args: [blup.predictions(fit, data), report.columns] },
    predictions: { call: blup.predictions, args: [fit, data], options: { level: 0.9, interval: "prediction" } },
    print: { call: blup.print, args: [fit] },
    profile: { call: blup.profile, args: [reml], options: { parameters: ["(Intercept)"], level: 0.8 } },
    profileCurve: { call: blup.profileCurve, args: [profile.parameters[0], 11] },
    profilePlot: { call: blup.profilePlot, args: [profile] },
    profileTable: { call: blup.profileTable, args: [profile] },
    rSquared: { call: blup.rSquared, args: [fit], options: {} },
    rSquaredTable: { call: blup.rSquaredTable, args: [await blup.rSquared(fit)] },
    randomComponents: { call: blup.randomComponents, args: [larger] },
    ranova: { call: blup.ranova, args: [larger], options: { reduceTerms: true } },
    ranovaTable: { call: blup.ranovaTable, args: [await blup.ranova(larger)] },
    readCsv: { call: blup.readCsv, args: ["y,g\n1,a\n2,b\n"], options: { delimiter: ",", decimal: "." } },
    readTable: { call: blup.readTable, args: ["y,g\n1,a\n2,b\n"], options: { types: { y: "number" } } },
    refitMany: { call: blup.refitMany, args: [fit, [data.y]], options: { workers: 0 } },
    reliability: { call: blup.reliability, args: [fit] },
    reliabilityTable: { call: blup.reliabilityTable, args: [blup.reliability(fit)] },
    reopen: { call: blup.reopen, args: [fit, data], options: {} },
    restore: { call: blup.restore, args: [JSON.stringify(fit)] },
    simulate: { call: blup.simulate, args: [counts], options: { seed: 1, count: 2 } },
    simulateResponse: {
      call: blup.simulateResponse,
      args: [formula, data],
      options: { seed: 1, fixef: [0, 1, 1, 1], theta: [1], sigma: 1 },
    },
    singularityTable: { call: blup.singularityTable, args: [await blup.explainSingularity(larger)] },
    standardizedResiduals: { call: blup.standardizedResiduals, args: [fit], options: {} },
    modelsTable: {
      call: blup.modelsTable,
      args: [[fit, larger]],
      options: { names: ["a", "b"], intervals: true, reopened: [fit, null] },
    },
    resultsParagraph: { call: blup.resultsParagraph, args: [fit], options: { df: "satterthwaite", level: 0.9 } },
    summary: { call: blup.summary, args: [fit], options: { df: "satterthwaite" } },
    tableCsv: { call: blup.tableCsv, args: [report], options: { safe: true } },
    tableHtml: { call: blup.tableHtml, args: [report] },
    tableJson: { call: blup.tableJson, args: [report] },
    tableLatex: { call: blup.tableLatex, args: [report] },
    tableMarkdown: { call: blup.tableMarkdown, args: [report] },
    tableText: { call: blup.tableText, args: [report], options: { width: 60, style: "apa" } },
    toMarkdown: { call: blup.toMarkdown, args: [fit], options: { df: "none" } },
    toReportJson: { call: blup.toReportJson, args: [fit], options: { ranef: true } },
    toTable: { call: blup.toTable, args: [table], options: { types: { x: "factor" } } },
    vif: { call: blup.vif, args: [fit] },
    vifTable: { call: blup.vifTable, args: [blup.vif(fit)] },
    coefficientTable: { call: blup.coefficientTable, args: [fit], options: { df: "asymptotic" } },
    compactTable: { call: blup.compactTable, args: [fit], options: { level: 0.9 } },
    fitTables: { call: blup.fitTables, args: [fit], options: { level: 0.9 } },
    randomEffectsTable: { call: blup.randomEffectsTable, args: [fit] },
    writeTable: { call: blup.writeTable, args: [report, "text"], options: { style: "apa" } },
    westfallDesign: { call: blup.westfallDesign, args: ["crossed"], options: { ...study } },
    westfallPower: { call: blup.westfallPower, args: ["crossed"], options: { ...study } },
  };
  return new Map(Object.entries(calls));
}
