import { describe, expect, it } from "vitest";
import { ranefMarkdown, ranefText } from "../../src/report/ranef.js";
import { storedFit } from "./r-fixtures.js";
import { modelOf } from "./stored-fit.js";

// Random effects of sleepstudy; the text expected is R's print of a data frame of these numbers.
const values = [
  [2.2585509, 9.1989758],
  [-40.3987381, -8.6196806],
  [-38.960409, -5.4488565],
];
const effects = { names: ["(Intercept)", "Days"], levels: ["308", "309", "310"], values, condVar: [] };
const model = modelOf(storedFit("sleep-max-reml"), { ranef: () => ({ Subject: effects }) });

describe("ranefText", () => {
  it("prints random effects as R does", () => {
    expect(ranefText(model)).toBe(
      [
        "$Subject",
        "    (Intercept)      Days",
        "308    2.258551  9.198976",
        "309  -40.398738 -8.619681",
        "310  -38.960409 -5.448856",
      ].join("\n"),
    );
  });
});

describe("ranefMarkdown", () => {
  it("makes a table of each grouping factor", () => {
    expect(ranefMarkdown(model).split("\n").slice(0, 3)).toEqual([
      "| Subject | (Intercept) |      Days |",
      "|:--------|------------:|----------:|",
      "| 308     |    2.258551 |  9.198976 |",
    ]);
  });
});
