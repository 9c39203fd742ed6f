import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { run } from "../../src/cli/main.js";
import { printout } from "../report/r-fixtures.js";
import { machines, runCli, sleepstudy } from "./run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "blup-fit-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const formula = "Reaction ~ Days + (Days | Subject)";
const fitting = (...options: string[]): string[] => ["fit", formula, sleepstudy, ...options];
const json = async (...options: string[]) => JSON.parse((await runCli(fitting("--json", ...options))).out);
/** lmerTest's summary where df is not told to be none. */
const lmerTest = readFileSync(new URL("../snapshots/lmertest/sleep-max-reml.summary.txt", import.meta.url), "utf8");
const withData = (text: string, name: string): string => text.replace(/^( {3}Data: ).*$/m, `$1${name}`);

describe("blup fit", () => {
  it("prints lmerTest's summary of a REML fit", async () => {
    const { code, out, err } = await runCli(fitting("--type", "Subject=factor"));
    expect(out).toBe(withData(lmerTest, sleepstudy));
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  it("prints lme4's summary with --df none, and tests by other methods", async () => {
    const { out } = await runCli(fitting("--df", "none"));
    expect(out).toBe(`${withData(printout("sleep-max-reml", "summary"), sleepstudy)}\n`);
    const methods = { satterthwaite: 17, "kenward-roger": 17, residual: 178, asymptotic: null };
    for (const [method, df] of Object.entries(methods)) {
      const { fixefTests, fixef } = await json("--df", method);
      expect(fixefTests.method).toBe(method);
      if (df === null) expect(fixef[1].df).toBe(null);
      else expect(fixef[1].df).toBeCloseTo(df, 2);
    }
    expect((await runCli(fitting("--df", "residual"))).out).toContain(
      "\nDays          10.467      1.546 178.000   6.771",
    );
    const { out: z } = await runCli(fitting("--df", "asymptotic"));
    expect(z).toContain("\n            Estimate Std. Error z value Pr(>|z|)    \n");
    expect(z).toMatch(/^Linear mixed model fit by REML. z-tests \['lmerMod'\]\n/);
  });

  it("prints the coefficients as CSV", async () => {
    const { out } = await runCli(fitting("--csv"));
    expect(out).toMatch(/^name,estimate,stdError,df,statistic,p\n\(Intercept\),251\.40510/);
    expect((await runCli(fitting("--csv", "--df", "none"))).out).toMatch(/^name,estimate,stdError,statistic\n/);
  });

  it("reads standard input, gzipped files and other delimiters", async () => {
    const text = readFileSync(sleepstudy, "utf8");
    const plain = await runCli(["fit", formula, "-"], text);
    expect(plain.out).toBe(withData(lmerTest, "stdin"));
    const gz = join(folder, "sleep.csv.gz");
    writeFileSync(gz, gzipSync(text));
    expect((await runCli(["fit", formula, gz])).out).toBe(plain.out.replace("stdin", gz));
    const tabs = await runCli(["fit", formula, "-", "--delimiter", "tab"], text.replaceAll(",", "\t"));
    expect(tabs.out).toBe(plain.out);
  });

  it("prints the plan instead of a fit with --plan", async () => {
    const { code, out } = await runCli(fitting("--plan"));
    expect(code).toBe(0);
    expect(out).toContain("Eliminated level by level: Subject (nothing else to fill in)\nDense part: 3 rows\n");
    expect(await json("--plan")).toMatchObject({ nobs: 180, algorithm: "one factor", tailRows: 3 });
  });

  it("fits by maximum likelihood with --ml", async () => {
    expect(await json("--ml")).toMatchObject({ method: "ML", nobs: 180, df: 6 });
    expect((await json("--ml")).deviance).toBeCloseTo(1751.9393, 4);
    expect((await json("--reml")).remlCriterion).toBeCloseTo(1743.6282719585, 7);
  });

  it("prints the same numbers twice", async () => {
    const [first, second] = [await json("--ranef"), await json("--ranef")];
    expect({ ...first, timing: null }).toEqual({ ...second, timing: null });
    expect(first.timing.read).toBeGreaterThan(0);
  });

  it("uses the rows where a condition holds", async () => {
    const text = readFileSync(sleepstudy, "utf8");
    const rows = text.trimEnd().split("\n");
    const column = rows[0].split(",").findIndex((name) => name.includes("Days"));
    const kept = rows.filter((row, i) => i === 0 || Number(row.split(",")[column]) >= 2);
    const filtered = await runCli(["fit", formula, "-", "--json"], kept.join("\n"));
    const { data: _, subset: __, timing: ___, ...expected } = JSON.parse(filtered.out);
    expect(await json("--where", "Days >= 2")).toMatchObject({ ...expected, subset: "Days >= 2" });
    expect(expected.nobs).toBe(144);
  });

  it("takes contrasts, and a schema's order of levels", async () => {
    const model = ["fit", "score ~ Machine + (1 | Worker)", machines, "--json"];
    const names = async (...options: string[]) =>
      JSON.parse((await runCli([...model, ...options])).out).fixef.map((effect: { name: string }) => effect.name);
    expect(await names()).toEqual(["(Intercept)", "MachineB", "MachineC"]);
    expect(await names("--contrasts", "Machine=treatment(C)")).toEqual(["(Intercept)", "MachineA", "MachineB"]);
    expect(await names("--contrasts", "Machine=sum")).toEqual(["(Intercept)", "Machine1", "Machine2"]);
    const schema = join(folder, "schema.json");
    const field = { name: "Machine", type: "string", categories: ["B", "A", "C"], categoriesOrdered: true };
    writeFileSync(schema, JSON.stringify({ fields: [field] }));
    expect(await names("--schema", schema)).toEqual(["(Intercept)", "Machine.L", "Machine.Q"]);
    expect(await names("--schema", schema, "--type", "Machine=factor")).toEqual([
      "(Intercept)",
      "MachineA",
      "MachineC",
    ]);
  });

  it("lets --type make a number of what a schema has categories for", async () => {
    const schema = join(folder, "days.json");
    const categories = Array.from({ length: 10 }, (_, day) => 9 - day);
    writeFileSync(schema, JSON.stringify({ fields: [{ name: "Days", type: "integer", categories }] }));
    const options = ["--schema", schema, "--type", "Subject=factor"];
    const coefficients = async (...more: string[]) => {
      const text = (await runCli(["fit", "Reaction ~ Days + (1 | Subject)", sleepstudy, "--json", ...options, ...more]))
        .out;
      return JSON.parse(text).fixef.map((effect: { name: string }) => effect.name);
    };
    expect((await coefficients()).slice(0, 3)).toEqual(["(Intercept)", "Days8", "Days7"]);
    expect(await coefficients("--type", "Days=number")).toEqual(["(Intercept)", "Days"]);
  });

  it("reads a file that R's write.csv gave row names", async () => {
    const lines = readFileSync(sleepstudy, "utf8").trimEnd().split("\n");
    const named = lines.map((line, row) => (row === 0 ? `"",${line}` : `"${row}",${line}`)).join("\n");
    const { out } = await runCli(["fit", formula, "-"], named);
    expect(out).toBe(withData(lmerTest, "stdin"));
  });

  it("counts values that --na declares missing", async () => {
    const text = readFileSync(sleepstudy, "utf8")
      .replace(/249\.56/, "-99")
      .replace(/258\.7047/, "");
    const { out } = await runCli(["fit", formula, "-", "--na", "-99"], text);
    expect(out).toContain("(2 observations deleted due to missingness: Reaction, 2)");
  });

  it("adds random effects with --ranef", async () => {
    const { out } = await runCli(fitting("--ranef"));
    expect(out).toContain("\n\n$Subject\n    (Intercept)        Days\n308   2.2585");
    expect((await json("--ranef")).ranef.Subject.levels).toHaveLength(18);
    expect((await runCli(fitting("--ranef", "--markdown"))).out).toContain("\n\n| Subject | (Intercept) |");
  });

  it("saves the fit with --output, and prints its report all the same", async () => {
    const path = join(folder, "fit.json");
    const { code, out } = await runCli(fitting("--output", path));
    expect({ code, out }).toEqual({ code: 0, out: withData(lmerTest, sleepstudy) });
    const { reading, ...saved } = JSON.parse(readFileSync(path, "utf8"));
    expect({ ...saved, timing: null }).toEqual({ ...(await json()), timing: null });
    expect(reading).toEqual({ file: sleepstudy, types: {}, levels: {}, naValues: ["", "NA"] });
  });

  it("prints warnings and notes on stderr unless --quiet, and still exits with 0", async () => {
    const deficient = ["fit", "Reaction ~ Days + I(2 * Days + 1) + (Days | Subject)", sleepstudy];
    const { code, out, err } = await runCli(deficient);
    expect(code).toBe(0);
    expect(err).toMatch(/^note: fixed-effect model matrix is rank deficient so dropping 1 column .*\n$/);
    expect(out).toContain("\nfit warnings:\nfixed-effect model matrix is rank deficient");
    expect((await runCli([...deficient, "--quiet"])).err).toBe("");
  });

  it("does not repeat on a terminal's stderr what the report ends with", async () => {
    const deficient = ["fit", "Reaction ~ Days + I(2 * Days + 1) + (Days | Subject)", sleepstudy];
    const onTerminal = async (...options: string[]) => {
      let err = "";
      const stdout = { write: () => true, isTTY: true };
      const stdin = (async function* () {})();
      await run([...deficient, ...options], { stdout, stdin, stderr: { write: (text) => (err += text) } });
      return err;
    };
    expect(await onTerminal()).toBe("");
    expect(await onTerminal("--json")).toMatch(/^note: fixed-effect model matrix is rank deficient/);
    expect(await onTerminal("--csv")).toMatch(/^note: /);
  });

  it("stops at Ctrl-C with exit code 130", async () => {
    let interrupt = (): void => {};
    let err = "";
    const code = await run(fitting(), {
      stdout: { write: () => true },
      stderr: { write: (text) => (err += text) },
      stdin: (async function* () {})(),
      once: (_, listener) => {
        interrupt = listener;
        queueMicrotask(() => interrupt());
      },
    });
    expect({ code, err: err.split(":")[0] }).toEqual({ code: 130, err: "interrupted" });
  });
});

/** Every command but help, each with a help text. */
const COMMANDS = [
  "fit",
  "summary",
  "anova",
  "drop1",
  "ranova",
  "compare",
  "simplify",
  "confint",
  "coef",
  "ranef",
  "augment",
  "effect-sizes",
  "table",
  "report",
  "emmeans",
  "predict",
  "simulate",
  "power",
  "diagnose",
  "plot",
];

describe("help", () => {
  it("is printed on stdout with exit code 0", async () => {
    for (const argv of [["--help"], ["fit", "--help"], ["help", "fit"]]) {
      const { code, out, err } = await runCli(argv);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toMatch(/^Usage: blup/);
    }
  });

  it("tells what there is", async () => {
    await expect((await runCli(["--help"])).out).toMatchFileSnapshot("../snapshots/help/blup.txt");
    for (const command of COMMANDS) {
      const { out } = await runCli([command, "--help"]);
      await expect(out).toMatchFileSnapshot(`../snapshots/help/${command}.txt`);
    }
  });

  it("prints the version", async () => {
    expect(await runCli(["--version"])).toEqual({ code: 0, out: `${manifest.version}\n`, err: "" });
  });
});
