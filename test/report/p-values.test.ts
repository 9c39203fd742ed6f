import { describe, expect, it } from "vitest";
import { formatPValues, pValueColumns } from "../../src/report/p-values.js";
import { parseR, rFormats } from "./r-fixtures.js";

const effect = (p?: number) => ({
  name: "x",
  estimate: 1,
  stdError: 1,
  statistic: 1,
  ...(p !== undefined && { p }),
});

describe("p values", () => {
  it.each(rFormats.pvalues)("$values with $digits digits are written as R writes them", ({ values, digits, text }) => {
    expect(formatPValues(values.map(parseR), digits).map((x) => x.trim())).toEqual(text.map((x) => x.trim()));
  });

  it("stand without stars and legend where none is below 0.1", () => {
    expect(pValueColumns([effect(0.5), effect(0.12)], 3, "z")).toEqual({
      columns: [["Pr(>|z|)", "0.50", "0.12"]],
      legend: [],
    });
  });

  it("are no columns for a model that has none", () => {
    expect(pValueColumns([effect()], 3, "z")).toEqual({ columns: [], legend: [] });
  });

  it("show NA and no star for one that is undefined", () => {
    expect(pValueColumns([effect(Number.NaN), effect(0.01)], 3, "z").columns).toEqual([
      ["Pr(>|z|)", "NA", "0.01"],
      ["", "  ", "**"],
    ]);
  });
});
