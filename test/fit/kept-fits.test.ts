import { expect, test } from "vitest";
import { anova, confint, type FactorColumn, lmm, type NumberColumn, predictions, toTable } from "../../src/index.js";
import { loadTable } from "../support/reference.js";

const FORMULA = "Reaction ~ Days + (Days | Subject)";

test("a fit of which the system was let go, as more than 256 are kept, answers to the last bit as before", async () => {
  const table = await loadTable("sleepstudy");
  const told = async (fit: Awaited<ReturnType<typeof lmm>>) => ({
    json: { ...fit.toJSON(), timing: null },
    modes: fit.ranef().Subject.condVar,
    vcov: fit.vcov(),
    tests: anova(fit, { df: "kenward-roger" }),
    upper: predictions(fit).upper,
    refit: (await fit.refit(fit.fitted().map((y, i) => y + (i % 7)))).theta,
    intervals: await confint(fit, { method: "wald" }),
  });
  const first = await lmm(FORMULA, table);
  const second = await first.refit(first.fitted().map((y, i) => y + (i % 5)));
  const before = [await told(first), await told(second)];
  const fits = [];
  for (let i = 0; i < 300; i++) fits.push(await lmm(FORMULA, table));
  expect([await told(first), await told(second)]).toEqual(before);
  expect(fits[0].objective).toBe(first.objective);
});

test("fits that are searched for at the same time do not take one another's systems", async () => {
  const table = await loadTable("sleepstudy");
  const alone = await lmm(FORMULA, table);
  const together = await Promise.all(Array.from({ length: 400 }, () => lmm(FORMULA, table)));
  expect(together.every(({ objective, theta }) => objective === alone.objective && theta[1] === alone.theta[1])).toBe(
    true,
  );
  expect(together[0].ranef()).toEqual(alone.ranef());
});

test("fits of the same data share copies of them, for as long as the data are the same", async () => {
  const sleep = await loadTable("sleepstudy");
  const y = (sleep.columns.get("Reaction") as NumberColumn).values.slice();
  const data = toTable({
    y,
    x: (sleep.columns.get("Days") as NumberColumn).values.slice(),
    g: sleep.columns.get("Subject") as FactorColumn,
  });
  const [one, two] = [await lmm("y ~ x + (1 | g)", data), await lmm("y ~ x + (x | g)", data)];
  expect(one.live.design.response).toBe(two.live.design.response);
  y[3] += 1;
  const three = await lmm("y ~ x + (1 | g)", data);
  expect(three.live.design.response[3]).toBe(one.live.design.response[3] + 1);
  expect(three.objective).not.toBe(one.objective);
});
