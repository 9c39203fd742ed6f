// What a fit tells, by lme4's definitions. Numbers without another source are lme4 1.1-31's on the same data.
import { beforeAll, describe, expect, it } from "vitest";
import { log } from "../../src/core/elementary.js";
import { type LiveFit, type LmmOptions, lmm } from "../../src/index.js";
import { caseOptions, cases, loadTable, referenceFit } from "../support/reference.js";

async function sleepstudy(formula: string, options: LmmOptions = {}): Promise<LiveFit> {
  return lmm(formula, await loadTable("sleepstudy_w"), options);
}

const decomposed = [
  "sleep-max-reml",
  "sleep-max-ml",
  "sleep-zcp-reml",
  "sleep-weights-ml",
  "sleep-offset-weights",
  "sleep-rankdef",
  "sleep-na",
  "dyestuff-reml",
  "dyestuff2-ml",
  "penicillin-ml",
  "pastes-nested-reml",
  "cake-sum-reml",
  "machines-slope-reml",
  "oats-factor-reml",
  "orthodont-sex-reml",
  "ergostool-noint",
  "ratpup-reml",
  "theoph-linear",
];

describe("the pieces of the objective", () => {
  it.each(decomposed)("are those of the reference fit %s", async (id) => {
    const reference = cases.find((entry) => entry.id === id);
    if (reference === undefined) throw new Error(`no case ${id}`);
    const fit = await lmm(reference.formula, await loadTable(reference.dataset), caseOptions(reference));
    const expected = referenceFit(id) as unknown as Record<"pwrss" | "ldL2" | "ldRX2" | "sigma" | "N", number>;
    expect(Math.abs(fit.pwrss / expected.pwrss - 1)).toBeLessThan(1e-5);
    expect(Math.abs(fit.ldL2 - expected.ldL2)).toBeLessThan(1e-4 * Math.max(1, expected.ldL2));
    expect(Math.abs(fit.ldRX2 - expected.ldRX2)).toBeLessThan(1e-4 * Math.max(1, Math.abs(expected.ldRX2)));
    const degrees = reference.reml ? expected.N - fit.rank : expected.N;
    expect(fit.sigma).toBeCloseTo(Math.sqrt(fit.pwrss / degrees), 10);
    const criterion = fit.ldL2 + degrees * (1 + Math.log((2 * Math.PI * fit.pwrss) / degrees));
    const weights = fit.live.design.weights?.reduce((sum, weight) => sum + Math.log(weight), 0) ?? 0;
    expect(fit.objective).toBeCloseTo(criterion - weights + (reference.reml ? fit.ldRX2 : 0), 7);
  });
});

describe("residuals", () => {
  let fit: LiveFit;
  beforeAll(async () => {
    fit = await sleepstudy("Reaction ~ Days + (Days | Subject)", { reml: false, weights: "w" });
  });

  it("are response minus fitted", () => {
    const expected = [1.34084189551, -10.35023881855, -39.0901195326, 10.71329975334, 25.28961903929];
    for (const [i, value] of expected.entries()) expect(fit.residuals()[i]).toBeCloseTo(value, 3);
  });

  it("of type pearson are multiplied by the root of the weight", () => {
    const expected = [1.7202536451, -6.65963675066, -66.69420516512, 17.65583002861, 27.55292098086];
    for (const [i, value] of expected.entries()) expect(fit.residuals("pearson")[i]).toBeCloseTo(value, 3);
  });

  it("of type scaled are pearson residuals over sigma", () => {
    const expected = [0.0457090393046, -0.1769539037786, -1.7721386924304, 0.4691349040476, 0.7321115416066];
    for (const [i, value] of expected.entries()) expect(fit.residuals("scaled")[i]).toBeCloseTo(value, 5);
  });

  it("have no other type", () => {
    expect(() => fit.residuals("deviance" as "response")).toThrow(
      'residuals have no type "deviance"; the types are response, pearson and scaled',
    );
  });

  it("are given as copies", () => {
    fit.residuals()[0] = 99;
    fit.fitted()[0] = 99;
    expect(fit.residuals()[0]).toBeCloseTo(1.34084, 3);
    expect(fit.fitted()[0]).toBeCloseTo(249.56 - 1.34084, 3);
  });
});

describe("coefficients by level", () => {
  it("are fixed effects plus conditional modes", async () => {
    const fit = await sleepstudy("Reaction ~ Days + (1 | Subject) + (0 + Days | Subject)");
    const { Subject } = fit.coef();
    expect(Subject.names).toEqual(["(Intercept)", "Days"]);
    expect(Subject.levels.slice(0, 2)).toEqual(["308", "309"]);
    expect(Subject.values[0][0]).toBeCloseTo(252.917800842, 3);
    expect(Subject.values[1][1]).toBeCloseTo(1.86811679904, 3);
  });

  it("list a random slope without a fixed effect first", async () => {
    const fit = await sleepstudy("Reaction ~ 1 + (Days | Subject)", { reml: false });
    const { Subject } = fit.coef();
    expect(Subject.names).toEqual(["Days", "(Intercept)"]);
    expect(Subject.values[2][0]).toBeCloseTo(3.78007481185, 3);
    expect(Subject.values[2][1]).toBeCloseTo(218.254197295, 3);
  });
});

describe("a fit", () => {
  it("adds the offset option to fitted values", async () => {
    const fit = await sleepstudy("Reaction ~ Days + (Days | Subject)", { weights: "w", offset: "off" });
    expect(fit.fixef()[0].estimate).toBeCloseTo(250.1369489, 3);
    expect(fit.fitted()[2]).toBeCloseTo(289.73957022, 3);
    expect(fit.fixedPart()[2]).toBeCloseTo(272.313289118, 3);
  });

  it("labels two terms of one factor as lme4 prints them", async () => {
    const fit = await sleepstudy("Reaction ~ Days + (1 | Subject) + (0 + Days | Subject)");
    expect(fit.varCorr().map(({ label }) => label)).toEqual(["Subject", "Subject.1"]);
    expect(fit.residualDf).toBe(175);
  });

  it("lists correlations of the fixed effects", async () => {
    const fit = await sleepstudy("Reaction ~ Days + (Days | Subject)");
    const [[first, second], [third]] = fit.correlation();
    expect(first).toBe(1);
    expect(second).toBeCloseTo(-0.13755, 4);
    expect(third).toBe(second);
  });

  it("remembers its labels and times", async () => {
    const options = { weights: "w", offset: "off / 2", dataName: "sleep", readTime: 12 };
    const fit = await sleepstudy("Reaction ~ Days + (1 | Subject)", options);
    expect([fit.weightsLabel, fit.offsetLabel, fit.dataName]).toEqual(["w", "off / 2", "sleep"]);
    expect(fit.timing.read).toBe(12);
    expect(fit.timing.fit).toBeGreaterThan(0);
  });

  it("takes weights, offset and subset as arrays", async () => {
    const table = await loadTable("sleepstudy_w");
    const column = (name: string) => (table.columns.get(name) as { values: Float64Array }).values;
    const formula = "Reaction ~ Days + (Days | Subject)";
    const named = await lmm(formula, table, { weights: "w", offset: "off", subset: "Days > 1" });
    const subset = Array.from(column("Days"), (days) => days > 1);
    const given = await lmm(formula, table, { weights: column("w"), offset: [...column("off")], subset });
    expect(given.objective).toBe(named.objective);
    expect(given.nobs).toBe(144);
  });

  it("starts where it is told and ends at the same optimum", async () => {
    const formula = "Reaction ~ Days + (Days | Subject)";
    const usual = await sleepstudy(formula);
    const other = await sleepstudy(formula, { start: [3, -1, 0.01] });
    expect(Math.abs(other.objective - usual.objective)).toBeLessThan(1e-8);
    const settled = await sleepstudy(formula, { start: usual.theta });
    expect(settled.convergence.iterations).toBe(0);
  });

  it("warns that it failed to converge when iterations run out", async () => {
    const fit = await sleepstudy("Reaction ~ Days + (Days | Subject)", { maxIterations: 0, start: [5, 1, 5] });
    expect(fit.convergence.converged).toBe(false);
    expect(fit.warnings.map(({ code }) => code)).toContain("W_NOT_CONVERGED");
    expect(fit.warnings[0].message).toMatch(/^model failed to converge after 0 iterations/);
  });

  it("reports every iteration", async () => {
    const objectives: number[] = [];
    const fit = await sleepstudy("Reaction ~ Days + (Days | Subject)", {
      onIteration: ({ objective }) => objectives.push(objective),
    });
    expect(objectives.length).toBe(fit.convergence.iterations + 1);
    expect(objectives).toEqual([...objectives].sort((a, b) => b - a));
  });

  it("can be cancelled", async () => {
    const controller = new AbortController();
    const running = sleepstudy("Reaction ~ Days + (Days | Subject)", {
      signal: controller.signal,
      onIteration: () => controller.abort(),
    });
    await expect(running).rejects.toMatchObject({ kind: "CancelledError" });
  });

  it("takes its logarithms from the core", async () => {
    const fit = await sleepstudy("Reaction ~ Days + (1 | Subject)");
    expect(fit.bic).toBe(fit.objective + fit.df * log(180));
  });
});

it("a random effect that fixed effects have taken altogether leaves a flat criterion, which is no failure", async () => {
  const nobs = 200;
  const subject = Array.from({ length: nobs }, (_, i) => `s${i % 20}`);
  const y = Float64Array.from({ length: nobs }, (_, i) => 500 + 3 * (i % 20) + ((i * 7919) % 101));
  const fit = await lmm("y ~ factor(subject) + (1 | subject)", { y, subject });
  expect(fit.convergence.converged).toBe(true);
  expect(fit.convergence.evaluations).toBeLessThanOrEqual(3);
  const total = subject.reduce((sum, _, i) => sum + fit.residuals()[i], 0);
  expect(Math.abs(total)).toBeLessThan(1e-6);
});
