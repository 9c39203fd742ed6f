import { expect, test } from "vitest";
import { plan } from "../../src/model/plan.js";
import { planText } from "../../src/report/plan.js";

const nobs = 2400;
const column = (level: (i: number) => number, prefix: string) =>
  Array.from({ length: nobs }, (_, i) => `${prefix}${level(i)}`);
const data = {
  rt: Float64Array.from({ length: nobs }, (_, i) => (i * i) % 97),
  x: Float64Array.from({ length: nobs }, (_, i) => i % 3),
  subj: column((i) => i % 40, "s"),
  item: column((i) => Math.floor(i / 40) % 30, "w"),
};

test("a plan reads as a table of blocks, then what is done and what it costs", async () => {
  const planned = await plan("rt ~ x + (x | subj) + (1 | item)", data);
  expect(planText(planned)).toBe(
    [
      "2400 observations, 2 fixed-effects columns",
      "",
      "     levels × columns subj           item            ",
      "subj 40 × 2           block diagonal                 ",
      "item 30 × 1           dense          diagonal / dense",
      "",
      "Eliminated level by level: subj (as one dense panel)",
      "Dense part: 33 rows",
      "Memory: 105 KiB",
      "Operations: 99.1 kflop an evaluation, 111 kflop more for its gradient",
    ]
      .map((line) => line.trimEnd())
      .join("\n"),
  );
});

test("a fitted model tells the plan it was computed by", async () => {
  const { lmm } = await import("../../src/fit/fitting.js");
  const formula = "rt ~ x + (x | subj) + (1 | item)";
  expect((await lmm(formula, data)).plan).toEqual(await plan(formula, data));
});
