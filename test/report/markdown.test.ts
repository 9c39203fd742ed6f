import { describe, expect, it } from "vitest";
import { toMarkdown } from "../../src/report/markdown.js";
import { escapeMarkdown } from "../../src/report/markdown-text.js";
import { storedFit } from "./r-fixtures.js";
import { modelOf } from "./stored-fit.js";

describe("toMarkdown", () => {
  it("puts standard deviations beside the coefficients they belong to", () => {
    expect(toMarkdown(modelOf(storedFit("sleep-max-ml")))).toBe(
      [
        "Linear mixed model fit by maximum likelihood: `Reaction ~ 1 + Days + (1 + Days | Subject)`",
        "",
        "|             |    Est. |     SE |     t | σ_Subject |",
        "|:------------|--------:|-------:|------:|----------:|",
        "| (Intercept) | 251.405 | 6.6323 | 37.91 |   23.7806 |",
        "| Days        |  10.467 | 1.5022 |  6.97 |    5.7168 |",
        "| Residual    |  25.592 |        |       |           |",
        "",
        "180 observations, 18 Subject; -2 log-likelihood 1751.939.",
      ].join("\n"),
    );
  });

  it("adds rows for effects that only vary, and one column for several terms of a factor", () => {
    const lines = toMarkdown(modelOf(storedFit("machines-doublebar"))).split("\n");
    expect(lines.slice(2, 9).map((line) => line.split("|")[1].trim())).toEqual([
      "",
      ":------------",
      "(Intercept)",
      "MachineB",
      "MachineC",
      "MachineA",
      "Residual",
    ]);
    expect(lines[2]).toMatch(/\| σ_Worker \|$/);
    expect(lines[7]).toMatch(/^\| MachineA +\| +\| +\| +\| +2\.9682 \|$/);
  });

  it("gives a second term its own column where names repeat", () => {
    const stored = storedFit("sleep-max-reml");
    const [term] = modelOf(stored).varCorr();
    const twice = modelOf(stored, { varCorr: () => [term!, { ...term!, label: "Subject.1" }] });
    expect(toMarkdown(twice)).toContain("| σ_Subject | σ_Subject.1 |");
  });

  it("says what was left out and what to know", () => {
    const model = modelOf(storedFit("sleep-max-reml"), {
      dropped: { total: 8, byVariable: { Days: 8 } },
      warnings: [{ code: "M_SINGULAR", message: "boundary (singular) fit: a | b" }],
    });
    expect(toMarkdown(model)).toContain(
      "180 observations, 18 Subject (8 more left out for missing values); REML criterion 1743.628.\n\n" +
        "> boundary (singular) fit: a \\| b",
    );
  });
});

describe("escapeMarkdown", () => {
  it("leaves no character that is markup", () => {
    expect(escapeMarkdown("a|b*c_d_ <e> `f` [g] \\ &amp; &")).toBe(
      "a\\|b\\*c_d\\_ \\<e\\> \\`f\\` \\[g\\] \\\\ &amp;amp; &",
    );
    expect(escapeMarkdown("one\r\ntwo")).toBe("one two");
  });
});
