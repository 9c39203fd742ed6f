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

  it("has contrasts of given weights, with limits", async () => {
    const given = ["--contrast", "A to others=1,-0.5,-0.5", "--contrast", "B-C=0,1,-1", "--intervals"];
    const [means, contrasts] = JSON.parse((await runCli(["emmeans", file, "recipe", ...given, "--json"])).out);
    const [a, b, c] = means.rows.map(({ estimate }: { estimate: number }) => estimate);
    const [first, second] = contrasts.rows;
    expect([first.contrast, second.contrast]).toEqual(["A to others", "B-C"]);
    expect([first.estimate, second.estimate]).toEqual([expect.closeTo(a - (b + c) / 2, 9), expect.closeTo(b - c, 9)]);
    expect((first.lower + first.upper) / 2).toBeCloseTo(first.estimate, 9);
    expect(first.p).toBeGreaterThan(0);
  });

  it("has joint tests, of the variables named or of all, within others", async () => {
    const all = JSON.parse((await runCli(["emmeans", file, "1", "--joint", "--json"])).out);
    expect(all.rows.map(({ term }: { term: string }) => term)).toEqual(["recipe", "temp", "recipe:temp"]);
    const one = JSON.parse((await runCli(["emmeans", file, "temp", "--joint", "--by", "recipe", "--json"])).out);
    expect(one.rows).toHaveLength(3);
    expect(one.rows[0]).toMatchObject({ term: "temp", recipe: "A", numDf: 1 });
  });

  it("takes levels for nested, or not, as it is told", async () => {
    const means = async (...more: string[]) =>
      JSON.parse((await runCli(["emmeans", herds, "period", ...more, "--json"])).out).rows;
    expect(await means("--nesting", "none")).toEqual(await means());
    expect((await runCli(["emmeans", herds, "period", "--nesting", "period=nothing"])).code).toBe(1);
  });

  it.each([
    [["recipe", "--contrast", "A=1,x,0"], 'error: --contrast "A" needs numbers'],
    [["recipe", "--contrast", "A=1,-1"], 'error: contrast "A" must have 3 finite numbers'],
    [["recipe", "--intervals"], "error: --intervals is for contrasts"],
    [["recipe", "--joint", "--contrasts", "pairwise"], "error: --joint goes with"],
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
