import { describe, expect, it } from "vitest";
import { print } from "../../src/report/print.js";
import { summary } from "../../src/report/summary.js";
import { printedFits, printout, storedFit } from "./r-fixtures.js";
import { modelOf } from "./stored-fit.js";

const sleep = storedFit("sleep-max-reml");
const CORRELATION_NOTE = /\n\nCorrelation matrix not shown[\s\S]*$/;

describe("summary", () => {
  it.each(printedFits)("prints %s as lme4 does", (id) => {
    expect(summary(modelOf(storedFit(id))).replace(CORRELATION_NOTE, "")).toBe(printout(id, "summary"));
  });

  it("says how to get a correlation matrix of more than 12 coefficients", () => {
    const text = summary(modelOf(storedFit("cake-poly-reml")));
    expect(text).toContain("\n\nCorrelation matrix not shown by default, as p = 18 > 12.\nfit.correlation()");
  });

  it("counts the rows left out for missing values, in total and by variable", () => {
    const dropped = { total: 8, byVariable: { Reaction: 3, Days: 3, Subject: 2, other: 0 } };
    expect(summary(modelOf(sleep, { dropped }))).toContain(
      "groups:  Subject, 18\n(8 observations deleted due to missingness: Reaction, 3; Days, 3; Subject, 2)\n\nFixed",
    );
    const one = { total: 1, byVariable: { Days: 1 } };
    expect(summary(modelOf(sleep, { dropped: one }))).toContain("(1 observation deleted due to missingness: Days, 1)");
  });

  it("names the subset below the data, as lme4 does", () => {
    const text = summary(modelOf(sleep, { subsetLabel: "Days > 2 & Days < 9" }));
    expect(text).toContain("   Data: sleepstudy\n Subset: Days > 2 & Days < 9\n\nREML criterion");
  });

  it("ends with the fit's warnings", () => {
    const warnings = [{ code: "M_SINGULAR", message: "boundary (singular) fit: Days has no variance" }];
    expect(
      summary(modelOf(sleep, { warnings, droppedFixef: ["I(2 * Days + 1)"] }))
        .split("\n")
        .slice(-4),
    ).toEqual([
      "Days -0.138",
      "fit warnings:",
      "fixed-effect model matrix is rank deficient so dropping 1 column / coefficient: I(2 * Days + 1)",
      "boundary (singular) fit: Days has no variance",
    ]);
  });

  it("names dropped columns once where a warning names them", () => {
    const warnings = [{ code: "M_RANK_DEFICIENT", message: "fixed-effect model matrix is rank deficient so …: x, z" }];
    const text = summary(modelOf(sleep, { warnings, droppedFixef: ["x", "z"] }));
    expect(text.match(/rank deficient/g)).toHaveLength(1);
    expect(summary(modelOf(sleep, { droppedFixef: ["x", "z"] }))).toContain("dropping 2 columns / coefficients: x, z");
  });

  it("shows an undefined correlation as NaN and none for independent effects", () => {
    const [term] = modelOf(sleep).varCorr();
    const corr = [
      [1, Number.NaN],
      [Number.NaN, 1],
    ];
    const flat = modelOf(sleep, { varCorr: () => [{ ...term!, corr }] });
    expect(summary(flat)).toContain("          Days         35.07    5.922    NaN\n");
    const independent = modelOf(sleep, { varCorr: () => [{ ...term!, structure: "diag" }] });
    expect(summary(independent)).toContain("          Days         35.07    5.922       \n");
  });

  it("leaves out the table of a model without fixed effects", () => {
    const text = summary(modelOf(sleep, { fixef: () => [], correlation: () => [] }));
    expect(text).not.toContain("Fixed");
    expect(print(modelOf(sleep, { fixef: () => [] }))).toContain("\nNo fixed effect coefficients");
  });
});

describe("print", () => {
  it.each(printedFits)("prints %s as lme4 does", (id) => {
    expect(print(modelOf(storedFit(id)))).toBe(printout(id, "print"));
  });
});
