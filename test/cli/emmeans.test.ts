// blup emmeans: what it prints, and what it refuses.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli, sleepstudy } from "./run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "blup-emmeans-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, "cake.json");
const herds = join(folder, "herds.json");
const dataOf = (name: string) => sleepstudy.replace("sleepstudy", name);

beforeAll(async () => {
  const cake = ["fit", "angle ~ recipe * temp + (1 | recipe:replicate)", dataOf("cake"), "--output", file];
  expect((await runCli(cake)).code).toBe(0);
  const model = "cbind(incidence, size - incidence) ~ period + (1 | herd)";
  const family = ["--type", "period=factor", "--family", "binomial"];
  expect((await runCli(["fit", model, dataOf("cbpp"), ...family, "--output", herds])).code).toBe(0);
});

describe("blup emmeans", () => {
  it("prints means and contrasts with their notes", async () => {
    const { code, out } = await runCli(["emmeans", file, "recipe", "--contrasts", "pairwise", "--df", "kenward-roger"]);
    expect({ code, out }).toEqual({
      code: 0,
      out: `Estimated marginal means of recipe
recipe emmean    SE df lower.CL upper.CL
A       33.12 1.737 42    29.62    36.63
B       31.64 1.737 42    28.14    35.15
C       31.60 1.737 42    28.09    35.11
Degrees-of-freedom method: kenward-roger
Confidence level used: 0.95
note: results may be misleading: recipe interacts with "temp", which is averaged over or held at one value

Contrasts
contrast estimate    SE df t.ratio p.value
A - B     1.47778 2.456 42   0.602    0.82
A - C     1.52222 2.456 42   0.620    0.81
B - C     0.04444 2.456 42   0.018    1.00
Degrees-of-freedom method: kenward-roger
P value adjustment: tukey method for comparing a family of 3 estimates
`,
    });
  });

  it("takes values, groups and trends", async () => {
    const at = await runCli([
      "emmeans",
      file,
      "recipe",
      "--by",
      "temp",
      "--at",
      "temp=175,200",
      "--at",
      "recipe=A,C",
      "--csv",
    ]);
    expect(at.out.split("\n").map((line) => line.split(",").slice(0, 2).join(" "))).toEqual([
      "recipe temp",
      "A 175",
      "C 175",
      "A 200",
      "C 200",
      "",
    ]);
    const { out } = await runCli(["emmeans", file, "recipe", "--trends", "temp", "--json", "--level", "0.9"]);
    const { title, rows, notes } = JSON.parse(out);
    expect(title).toBe("Estimated marginal trends (temp.trend) of recipe");
    expect(rows).toHaveLength(3);
    expect(notes).toContain("Confidence level used: 0.9");
  });

  it("transforms back, and compares by ratios", async () => {
    const contrasts = ["--contrasts", "trt.vs.ctrl", "--ref", "4", "--adjust", "holm"];
    const { out } = await runCli(["emmeans", herds, "period", "--type", "response", ...contrasts, "--json"]);
    const [means, ratios] = JSON.parse(out);
    expect(means.rows[0]).toMatchObject({ period: "1", estimate: expect.closeTo(0.198, 3) });
    expect(ratios.rows[0]).toMatchObject({ contrast: "period1 / period4", null: 1, df: null });
    expect(ratios.notes).toContain("P value adjustment: holm method for 3 tests");
  });

  it("has interaction contrasts", async () => {
    const at = ["--at", "temp=175,200,225"];
    const { out } = await runCli(["emmeans", file, "recipe,temp", ...at, "--contrasts", "consec,poly", "--markdown"]);
    expect(out).toMatch(/\| recipe_consec +\| temp_poly +\|/);
  });

  it.each([
    [["recipe", "--ref", "A"], "error: --ref is for contrasts; add --contrasts METHOD"],
    [["recipe", "--reverse"], "error: --reverse is for contrasts; add --contrasts METHOD"],
    [["recipe", "--trends", "temp", "--type", "response"], "error: --scale response is for means"],
    [["recipy"], 'error: "recipy" is not a variable of the model\'s fixed part; did you mean "recipe"?'],
    [["recipe", "--contrasts", "every pair"], 'error: contrasts "every pair" are not known'],
    [["recipe", "--at", "temp=warm"], 'error: at has the value "warm" for "temp"; expected finite numbers'],
    [["recipe", "--level", "high"], "Expected a number between 0 and 1."],
  ])("refuses %j", async (args, message) => {
    const { code, err } = await runCli(["emmeans", file, ...args]);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });
});
