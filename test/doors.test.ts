// Arguments of the wrong kind, and saved fits that are not what a fit writes, are told at the door.
import { beforeAll, describe, expect, it } from "vitest";
import { rawError } from "../scripts/doors/wrong-values.js";
import * as blup from "../src/index.js";
import { DataError, glmm, type LiveFit, lmm, MixedModelError } from "../src/index.js";

const WRONG: readonly unknown[] = [
  null,
  undefined,
  42,
  "nonsense",
  true,
  [],
  {},
  [null],
  { a: 1 },
  Symbol("s"),
  10n,
  () => 1,
];

const g = Array.from({ length: 60 }, (_, i) => `g${i % 10}`);
const data = {
  g,
  f: g.map((_, i) => "abc"[Math.floor(i / 10) % 3]),
  x: g.map((_, i) => Math.sin(i)),
  y: g.map((_, i) => Math.cos(i * i) + 0.3 * (i % 10)),
  n: g.map((_, i) => (7 * i) % 4),
};
let fit: LiveFit;
beforeAll(async () => {
  fit = await lmm("y ~ x + f + (1 | g)", data, { reml: false });
});

const QUESTIONS = [
  ..."anova bootstrap bootstrapLrt compare conditionalAic conditionNumber confint contrastTest cooksDistance criteria dfbetas",
  ..." diagnose drop1 effectsPlot emmeans emmeansContrasts emtrends exactRlrt explainSingularity fixefTests",
  ..." heteroscedasticity icc influence jointTests leverages normality outliers overdispersion parsimonious plotData predict",
  ..." predictions print profile randomComponents ranova refitMany reliability reopen rSquared simulate",
  ..." standardizedResiduals summary toMarkdown toReportJson vif",
]
  .join("")
  .split(" ");
const questions: Readonly<Record<string, unknown>> = { ...blup };

describe("arguments of the wrong kind", () => {
  it.each(QUESTIONS)("are no fit to %s()", async (name) => {
    const question = questions[name] as (...given: unknown[]) => unknown;
    for (const wrong of WRONG) expect(await rawError(() => question(wrong)), String(wrong)).toBeNull();
    await expect(async () => question(null, {})).rejects.toThrow(MixedModelError);
  });

  it("are no formula, data, options, response, contrast, or means", async () => {
    const means = blup.emmeans(fit, "f");
    const calls: ((wrong: never) => unknown)[] = [
      (wrong) => lmm(wrong, data),
      (wrong) => lmm("y ~ x + (1 | g)", wrong),
      (wrong) => lmm("y ~ x + (1 | g)", data, wrong),
      (wrong) => glmm(wrong, data, { family: "poisson" }),
      (wrong) => blup.plan(wrong, data),
      (wrong) => blup.parseFormula(wrong),
      (wrong) => blup.describeFormula(wrong),
      (wrong) => blup.objectiveAt("y ~ x + (1 | g)", data, wrong),
      (wrong) => blup.glmmObjectiveAt("n ~ x + (1 | g)", data, wrong, { family: "poisson" }),
      (wrong) => blup.simulateResponse(wrong, data, { seed: 1, fixef: [1] }),
      (wrong) => blup.confint(fit, wrong),
      (wrong) => blup.contrastTest(fit, wrong),
      (wrong) => blup.emmeans(fit, wrong),
      (wrong) => blup.emtrends(fit, wrong, "x"),
      (wrong) => blup.emtrends(fit, "f", wrong),
      (wrong) => blup.emmeansContrasts(fit, wrong),
      (wrong) => blup.emmeansContrasts(fit, means, wrong === undefined ? wrong : (String(wrong) as never)),
      (wrong) => blup.bootstrapIntervals(wrong),
      (wrong) => blup.profileCurve(wrong),
      (wrong) => blup.crossedDesign(wrong),
      (wrong) => blup.readCsv("y\n1\n", wrong),
      (wrong) => blup.toTable(data, wrong),
      (wrong) => blup.refitMany(fit, wrong),
      (wrong) => blup.restore(wrong),
      (wrong) => fit.refit(wrong),
    ];
    for (const call of calls) {
      for (const wrong of WRONG) expect(await rawError(() => call(wrong as never)), String(call)).toBeNull();
    }
  });

  it("name what was called", async () => {
    const restored = blup.restore(JSON.stringify(fit));
    expect(() => blup.predict(null as never)).toThrow("predict() asks a fit, as lmm() and glmm() give it");
    expect(() => blup.simulate(restored, { seed: 1 })).toThrow(blup.UnsupportedError);
    expect(() => blup.predictions(restored)).toThrow(/^predictions\(\) without new data needs those of the model/);
    expect(() => fit.vcov("hessian")).toThrow(/^a linear model has no vcov\("hessian"\)/);
    await expect(blup.reopen(fit, data, { bogus: 1 } as never)).rejects.toThrow(
      /^unknown option "bogus" of reopen\(\)/,
    );
    await expect(lmm(null as never, data)).rejects.toThrow("formula must be a text, not null");
  });
});

/** Every place in what JSON holds, but of lists only the first entries. */
function* places(value: unknown, path: string[] = []): Generator<string[]> {
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value).slice(0, path.length === 0 ? undefined : 4)) {
    yield [...path, key];
    yield* places((value as Record<string, unknown>)[key], [...path, key]);
  }
}

it("a saved fit of which any part is something else is answered, or told with DataError", async () => {
  const fits = [
    await lmm("y ~ poly(x, 2) + f + ar1(0 + f | g)", data, { contrasts: { f: "sum" } }),
    await glmm("n ~ scale(x) + (1 | g)", data, { family: "poisson" }),
    await lmm("y ~ x * f + (x | g)", data, {
      contrasts: {
        f: {
          matrix: [
            [1, 0],
            [0, 1],
            [-1, -1],
          ],
        },
      } as never,
    }),
  ];
  const raw: string[] = [];
  let count = 0;
  for (const json of fits.map((one) => JSON.stringify(one))) {
    for (const path of places(JSON.parse(json))) {
      const wrong = [null, "x", -1, {}, [null]][count++ % 5];
      const saved = JSON.parse(json);
      const parent = path.slice(0, -1).reduce((at, key) => at[key], saved);
      parent[path[path.length - 1]] = wrong;
      for (const question of [
        blup.summary,
        (one: blup.Fit) => blup.predict(one, data),
        (one: blup.Fit) => blup.reopen(one, data),
      ]) {
        const problem = await rawError(() => question(blup.restore(saved)));
        if (problem !== null) raw.push(`${path.join(".")} ${JSON.stringify(wrong)}: ${problem}`);
      }
    }
  }
  expect(count).toBeGreaterThan(400);
  expect(raw).toEqual([]);
});

it("a part that cannot be read is told as one of the saved fit", async () => {
  const saved = JSON.parse(JSON.stringify(await lmm("y ~ poly(x, 2) + (1 | g)", data)));
  saved.design.transforms["poly(x, 2)"].alpha = null;
  await expect(async () => blup.predict(blup.restore(saved), data)).rejects.toThrow(DataError);
  await expect(async () => blup.predict(blup.restore(saved), data)).rejects.toThrow(/^saved model is not whole/);
});
