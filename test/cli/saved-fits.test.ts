// Commands that take a saved fit, and how they find its data.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lmm } from "../../src/index.js";
import { loadTable } from "../support/reference.js";
import { machines, runCli, sleepstudy } from "./run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "blup-saved-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

const sleep = at("sleep.json");
const herds = at("herds.json");
const cbpp = sleepstudy.replace("sleepstudy", "cbpp");
const printed: Record<string, string> = {};

async function fitted(file: string, ...args: string[]): Promise<void> {
  const { code, out, err } = await runCli(["fit", ...args, "--output", file]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  printed[file] = out;
}

beforeAll(async () => {
  await fitted(sleep, "Reaction ~ Days + (Days | Subject)", sleepstudy, "--type", "Subject=factor");
  const model = "cbind(incidence, size - incidence) ~ period + (1 | herd)";
  await fitted(herds, model, cbpp, "--type", "period=factor", "--family", "binomial");
});

describe("blup summary", () => {
  it.each([sleep, herds])("prints what the fit printed: %s", async (file) => {
    expect(await runCli(["summary", file])).toEqual({ code: 0, out: printed[file], err: "" });
  });

  it("prints the report of a fit in every form, without the data", async () => {
    for (const form of [["--markdown"], ["--csv"], ["--ranef"], ["--df", "none"], ["--df", "residual"]]) {
      const model = ["fit", "Reaction ~ Days + (Days | Subject)", sleepstudy, "--type", "Subject=factor"];
      const { out } = await runCli([...model, ...form]);
      expect((await runCli(["summary", sleep, ...form])).out).toBe(out);
    }
    const { reading: _, ...saved } = JSON.parse(readFileSync(sleep, "utf8"));
    expect(JSON.parse((await runCli(["summary", sleep, "--json"])).out)).toMatchObject(saved);
  });

  it("asks the data for tests that were not saved", async () => {
    const { out } = await runCli(["summary", sleep, "--df", "kenward-roger"]);
    expect(out).toBe(printed[sleep].replace("Satterthwaite's", "Kenward-Roger's"));
    const { ranef } = JSON.parse((await runCli(["summary", sleep, "--json", "--ranef"])).out);
    expect(ranef.Subject.condVar).toHaveLength(18);
  });
});

describe("blup anova", () => {
  it("prints lmerTest's table", async () => {
    const { out, code } = await runCli(["anova", sleep]);
    const expected = readFileSync(new URL("../snapshots/lmertest/sleep-max-reml.anova.txt", import.meta.url), "utf8");
    expect({ out, code }).toEqual({ out: expected, code: 0 });
  });

  it("takes the data, the type and the way to degrees of freedom", async () => {
    const file = at("machines.json");
    await fitted(file, "score ~ Machine + (1 | Worker)", machines);
    const { out } = await runCli(["anova", file, machines, "--type", "II", "--df", "kenward-roger", "--csv"]);
    expect(out).toMatch(/^term,sumSq,meanSq,numDf,denDf,statistic,p\nMachine,\d/);
    const { title, rows } = JSON.parse((await runCli(["anova", file, "--json"])).out);
    expect(title).toBe("Type III Analysis of Variance Table with Satterthwaite's method");
    expect(rows).toMatchObject([{ term: "Machine", numDf: 2 }]);
    expect((await runCli(["anova", file, "--markdown"])).out).toContain("| Machine |");
  });

  it("says where the model's own contrasts would test something else", async () => {
    const file = at("warp.json");
    const formula = "diameter ~ sample * Days + (1 | plate)";
    const rows = readFileSync(sleepstudy.replace("sleepstudy", "Penicillin"), "utf8").trimEnd().split("\n");
    const data = at("penicillin.csv");
    writeFileSync(data, rows.map((row, i) => `${row},${i === 0 ? "Days" : i % 5}`).join("\n"));
    await fitted(file, formula, data);
    expect((await runCli(["anova", file])).out).toContain("\nnote: type III tests of");
  });

  it("prints chi-squared for a generalized model", async () => {
    const { out } = await runCli(["anova", herds]);
    expect(out).toBe(
      ["Type III Wald chi-squared tests", "        Chisq Df Pr(>Chisq)", "period 24.949  3   1.58e-05", ""].join("\n"),
    );
    const { err } = await runCli(["anova", herds, "--df", "residual"]);
    expect(err).toBe(
      'error: df "residual" is for linear mixed models; coefficients of a generalized one have z tests\n',
    );
  });
});

describe("the data of a saved fit", () => {
  it("are found beside it, and may come from standard input", async () => {
    mkdirSync(at("moved"));
    const data = at("moved/data.csv");
    const text = readFileSync(sleepstudy, "utf8");
    writeFileSync(at("data.csv"), text);
    await fitted(at("data.json"), "Reaction ~ Days + (1 | Subject)", at("data.csv"));
    const { out } = await runCli(["anova", at("data.json")]);
    rmSync(at("data.csv"));
    copyFileSync(at("data.json"), at("moved/data.json"));
    const { code, err } = await runCli(["anova", at("moved/data.json")]);
    expect({ code, err }).toEqual({
      code: 1,
      err:
        `error: the data of "${at("moved/data.json")}" are needed, and "${at("data.csv")}" is not there any more; ` +
        "give the data file after the fit file\n",
    });
    expect((await runCli(["anova", at("data.json"), "-"], text)).out).toBe(out);
    writeFileSync(data, text);
    expect((await runCli(["anova", at("moved/data.json")])).out).toBe(out);
  });

  it("are asked for where they came from standard input", async () => {
    const { out } = await runCli(
      ["fit", "Reaction ~ Days + (1 | Subject)", "-", "--output", at("piped.json")],
      readFileSync(sleepstudy, "utf8"),
    );
    expect(out).toContain("   Data: stdin\n");
    expect((await runCli(["anova", at("piped.json")])).err).toContain("came from standard input; give the data file");
    expect((await runCli(["anova", at("piped.json"), sleepstudy])).code).toBe(0);
  });

  it("are checked to be those of the fit", async () => {
    const text = readFileSync(sleepstudy, "utf8");
    const refusal = async (changed: string) => (await runCli(["anova", sleep, "-"], changed)).err;
    expect(await refusal(text.replace("249.56", "249.57"))).toMatch(
      /^error: data are not those the model was fitted to: objective 1743\.\d+ instead of 1743\.6282/,
    );
    expect(await refusal(text.trimEnd().split("\n").slice(0, -1).join("\n"))).toContain(
      "fitted to: 179 rows that can be used instead of 180",
    );
    expect(await refusal(text.replaceAll(/"?308"?$/gm, "307"))).toContain(
      'level 1 of "Subject" is "307" instead of "308"',
    );
  });

  it("are asked for where the library saved the fit", async () => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
    writeFileSync(at("library.json"), JSON.stringify(fit));
    expect((await runCli(["summary", at("library.json")])).out).toMatch(
      /^Linear mixed model fit by REML \['lmerMod'\]/,
    );
    expect((await runCli(["anova", at("library.json")])).err).toContain(
      "does not say where its data are; give the data",
    );
    expect((await runCli(["anova", at("library.json"), sleepstudy])).code).toBe(0);
  });

  it.each([
    ["a fit that is not there", "no.json", 'fit file "', "does not exist"],
    ["a fit that breaks off", "cut.json", "is a saved fit of which a part is missing"],
    ["a file that is no fit", "data.json.csv", "is no saved fit", "blup fit"],
  ])("%s is refused", async (_, name, ...words) => {
    if (name === "cut.json") writeFileSync(at(name), '{\n  "blup": "lmm",\n  "version": 1,\n  "formula": "y ~');
    if (name.endsWith("csv")) writeFileSync(at(name), "a,b\n1,2\n");
    const { code, err } = await runCli(["summary", at(name)]);
    expect(code).toBe(1);
    for (const word of words) expect(err).toContain(word);
  });
});
