import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { confint, lmm, tableText } from "../../src/index.js";
import { confintTable } from "../../src/report/confint-table.js";
import { loadTable } from "../support/reference.js";
import { runCli, sleepstudy } from "./run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "blup-confint-"));
const file = join(folder, "sleep.json");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  const model = ["fit", "Reaction ~ Days + (Days | Subject)", sleepstudy, "--type", "Subject=factor"];
  await runCli([...model, "--output", file]);
});

const fitted = async () => lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));

describe("blup confint", () => {
  it("prints the profile intervals of a saved fit", async () => {
    const { code, out, err } = await runCli(["confint", file]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe(`${tableText(confintTable(await confint(await fitted())))}\n`);
    // lme4's limits.
    expect(out).toMatch(/^sd_Days\|Subject +5\.71\d+ +3\.80\d+ +8\.75\d+$/m);
  });

  it("takes method, level, parameters and degrees of freedom", async () => {
    const wald = ["--method", "wald", "--df", "satterthwaite", "--parameters", "Days", "--level", "0.9", "--csv"];
    const { out } = await runCli(["confint", file, sleepstudy, ...wald]);
    expect(out).toMatch(
      /^parameter,estimate,stdError,df,lower,upper\nDays,10\.467\d*,1\.545\d*,(17\.0|16\.9)\d*,7\.7\d*,13\.1\d*\n$/,
    );
  });

  it("draws the same bootstrap as the library", async () => {
    const drawing = ["--seed", "4", "--replicates", "40", "--type", "basic"];
    const { out } = await runCli(["confint", file, "--method", "boot", ...drawing, "--json"]);
    const { intervals } = await confint(await fitted(), { method: "boot", seed: 4, replicates: 40, type: "basic" });
    const rows = JSON.parse(out).rows as { lower: number }[];
    // A saved fit has lost the last bits of its covariances.
    rows.forEach(({ lower }, i) => {
      expect(lower).toBeCloseTo(intervals[i].lower, 9);
    });
  });

  it("refuses options that are for another method", async () => {
    expect(await runCli(["confint", file, "--seed", "4"])).toMatchObject({
      code: 1,
      err: "error: --seed is for --method boot\n",
    });
    expect((await runCli(["confint", file, "--df", "residual"])).err).toBe("error: --df is for --method wald\n");
    expect((await runCli(["confint", file, "--method", "boot"])).err).toBe(
      "error: --method boot needs --seed, a whole number\n",
    );
    expect((await runCli(["confint", file, "--parameters", "Dyas"])).err).toContain('did you mean "Days"?');
    expect((await runCli(["confint", file, "--method", "boot", "--workers", "many"])).code).toBe(1);
  });
});
