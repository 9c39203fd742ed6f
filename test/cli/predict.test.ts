// blup predict and blup simulate on saved fits.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { glmm, type LiveFit, lmm, predict, predictions, simulate } from "../../src/index.js";
import { loadTable } from "../support/reference.js";
import { runCli, sleepstudy } from "./run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "blup-predict-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const sleep = join(folder, "sleep.json");
const herds = join(folder, "herds.json");
const days = join(folder, "days.csv");
const periods = join(folder, "periods.csv");
let fit: LiveFit;
let cbpp: LiveFit;

const numbers = (csv: string, column: string): number[] => {
  const [header, ...rows] = csv.trim().split("\n");
  const at = header.split(",").indexOf(column);
  return rows.map((row) => Number(row.split(",")[at]));
};

/** A fit with its data again is the same but for rounding. */
function near(found: readonly number[], expected: ArrayLike<number>): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThan(1e-11 * Math.abs(expected[i]));
  });
}

beforeAll(async () => {
  await runCli([
    "fit",
    "Reaction ~ Days + (Days | Subject)",
    sleepstudy,
    "--type",
    "Subject=factor",
    "--output",
    sleep,
  ]);
  const model = "cbind(incidence, size - incidence) ~ period + (1 | herd)";
  const file = sleepstudy.replace("sleepstudy", "cbpp");
  await runCli(["fit", model, file, "--type", "period=factor", "--family", "binomial", "--output", herds]);
  writeFileSync(days, "Days,Subject\n0,308\n10,new\n");
  writeFileSync(periods, "period,herd,size\n1,1,20\n4,1,20\n");
  fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
  cbpp = await glmm(model, await loadTable("cbpp"));
});

describe("blup predict", () => {
  it("gives the fitted values where no rows are given", async () => {
    const { code, out, err } = await runCli(["predict", sleep, "--csv"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    near(numbers(out, "estimate"), fit.fitted());
  });

  it("prints a table with the columns of the new rows", async () => {
    const { out } = await runCli(["predict", sleep, "--new", days, "--random", "none", "--interval", "confidence"]);
    expect(out.split("\n").slice(0, 4)).toEqual([
      "Predictions with 95% confidence intervals",
      " Days Subject Estimate Std. Error Lower Upper",
      "    0     308    251.4      6.825 238.0 264.8",
      "   10     new    356.1     16.016 324.7 387.5",
    ]);
  });

  it("opens the data for the errors of conditional modes", async () => {
    const args = [
      "predict",
      sleep,
      "--new",
      days,
      "--new-levels",
      "variance",
      "--interval",
      "prediction",
      "--level",
      "0.8",
    ];
    const { out } = await runCli([...args, "--csv"]);
    const newData = { Days: [0, 10], Subject: ["308", "new"] };
    const expected = predictions(fit, newData, { newLevels: "variance", interval: "prediction", level: 0.8 });
    near(numbers(out, "stdError"), expected.stdError);
    near(numbers(out, "upper"), expected.upper);
  });

  it("takes groups, formulas, scales and degrees of freedom", async () => {
    const half = await runCli(["predict", sleep, "--random", "~ (1 | Subject)", "--csv"]);
    near(numbers(half.out, "estimate"), predict(fit, null, { randomEffects: "~ (1 | Subject)" }));
    const df = ["--random", "none", "--df", "satterthwaite", "--json"];
    const [row] = JSON.parse((await runCli(["predict", sleep, "--new", days, ...df])).out).rows;
    expect(row.df).toBeCloseTo(17, 3);
    const link = await runCli(["predict", herds, "--new", periods, "--random", "herd", "--scale", "link", "--csv"]);
    near(numbers(link.out, "estimate"), predict(cbpp, { period: ["1", "4"], herd: ["1", "1"] }, { type: "link" }));
    const averaged = await runCli(["predict", herds, "--new", periods, "--random", "averaged", "--csv"]);
    expect(numbers(averaged.out, "estimate")[0]).toBeCloseTo(0.216, 3);
  });

  it("has prediction intervals for so many trials", async () => {
    const args = ["predict", herds, "--new", periods, "--random", "none", "--interval", "prediction", "--csv"];
    const { out } = await runCli([...args, "--trials", "size"]);
    expect(numbers(out, "upper")).toEqual([0.55, 0.25]);
    const wrong = await runCli([...args, "--trials", "sizes"]);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('--trials names "sizes"') });
  });

  it("refuses what cannot be", async () => {
    const unknown = await runCli(["predict", sleep, "--new", days]);
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining("new levels detected in new data") });
    const level = await runCli(["predict", sleep, "--level", "95"]);
    expect(level).toMatchObject({ code: 1, err: expect.stringContaining("Expected a number between 0 and 1") });
  });
});

describe("blup simulate", () => {
  it("writes the responses that simulate() draws, as CSV", async () => {
    const { code, out } = await runCli(["simulate", sleep, "--seed", "3", "--count", "2"]);
    expect(code).toBe(0);
    const [first, second] = simulate(fit, { seed: 3, count: 2 });
    near(numbers(out, "sim_1"), first);
    near(numbers(out, "sim_2"), second);
  });

  it("needs no data for new rows", async () => {
    const args = ["simulate", sleep, "--seed", "3", "--new", days, "--random", "fitted", "--new-levels", "draw"];
    const { out } = await runCli(args);
    expect(out.split("\n")[0]).toBe("Days,Subject,sim_1");
    const newData = { Days: [0, 10], Subject: ["308", "new"] };
    const [expected] = simulate(fit, { seed: 3, newData, randomEffects: "fitted", newLevels: "draw" });
    near(numbers(out, "sim_1"), expected);
    const herd = await runCli(["simulate", herds, "--seed", "1", "--new", periods, "--trials", "size"]);
    expect(numbers(herd.out, "sim_1").every((share) => Math.abs(20 * share - Math.round(20 * share)) < 1e-9)).toBe(
      true,
    );
  });

  it("wants a seed", async () => {
    const { code, err } = await runCli(["simulate", sleep]);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining("--seed") });
  });
});
