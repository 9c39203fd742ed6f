import { describe, expect, it } from "vitest";
import { lmm, predict, predictions, predictTable, tableCsv, tableJson, tableText } from "../../src/index.js";
import { loadTable } from "../support/reference.js";

describe("predictTable", () => {
  it("has a row a prediction, behind the columns given", async () => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
    const days = { key: "Days", name: "Days", kind: "number", values: [0, 9] } as const;
    const found = predictions(fit, { Days: [0, 9] }, { randomEffects: "none", df: "satterthwaite" });
    expect(tableText(predictTable(found, [days]))).toBe(
      [
        "Predictions with 95% confidence intervals",
        " Days Estimate Std. Error df Lower Upper",
        "    0    251.4      6.825 17 237.0 265.8",
        "    9    345.6     14.629 17 314.7 376.5",
        "Intervals with Satterthwaite's degrees of freedom",
      ].join("\n"),
    );
    const normal = predictTable(predictions(fit, { Days: [0] }, { randomEffects: "none" }));
    expect(tableCsv(normal).split("\n")[0]).toBe("estimate,stdError,lower,upper");
    const plain = predictTable(predict(fit, { Days: [0] }, { randomEffects: "none" }));
    const [row] = tableJson(plain).rows as { estimate: number }[];
    expect(row.estimate).toBeCloseTo(251.405104848, 6);
  });
});
