// blup power.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli, sleepstudy } from "./run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "blup-power-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const study = join(folder, "priming.json");
const fit = join(folder, "sleep.json");
const formula = "rt ~ prime + (1 | subj) + (1 | item)";
const design = { units: { subj: 12, item: 8 }, counterbalanced: { prime: ["related", "unrelated"] } };
const effects = { primeunrelated: 60 };
const random = { "sd_(Intercept)|subj": 80, "sd_(Intercept)|item": 40 };
const FLAGS = [
  ...["--units", "subj=12,item=8", "--counterbalanced", "prime=related,unrelated", "--effect", "primeunrelated=60"],
  ...[
    "--random",
    "sd_(Intercept)|subj=80",
    "--random",
    "sd_(Intercept)|item=40",
    "--sigma",
    "150",
    "--replicates",
    "30",
  ],
];

beforeAll(async () => {
  writeFileSync(study, JSON.stringify({ formula, design, effects, random, sigma: 150, seed: 1, replicates: 30 }));
  await runCli(["fit", "Reaction ~ Days + (Days | Subject)", sleepstudy, "--type", "Subject=factor", "--output", fit]);
});

describe("blup power", () => {
  it("says the same of a study by options and in JSON", async () => {
    const { out, code } = await runCli(["power", formula, ...FLAGS]);
    expect(code).toBe(0);
    expect(out.split("\n")[0]).toBe("Power by simulation");
    expect(out).toContain("96 rows; subj 12, item 8; 30 replicates, seed 1");
    expect(out).toContain(
      "observations: 48 in each of 2 conditions, there 4 for each level of subj, 6 for each level of item",
    );
    expect((await runCli(["power", study])).out).toBe(out);
  });

  it("prints JSON and CSV with every digit", async () => {
    const json = JSON.parse((await runCli(["power", study, "--json"])).out);
    expect(json.rows).toHaveLength(1);
    expect(Object.keys(json.rows[0]).slice(0, 5)).toEqual(["test", "power", "lower", "upper", "stdError"]);
    const csv = (await runCli(["power", study, "--along", "subj=8:16:4", "--replicates", "20", "--csv"])).out.split(
      "\n",
    );
    expect(csv[0].startsWith("at_subj,nobs,power,lower,upper,stdError,preview")).toBe(true);
    expect(csv.slice(1, 4).map((line) => line.split(",").slice(0, 2))).toEqual([
      ["8", "64"],
      ["12", "96"],
      ["16", "128"],
    ]);
  });

  it("has rows for each cell of a pilot, and its own estimates beside an effect", async () => {
    const asked = ["--effect", "Days=5", "--own-estimates", "--per-cell", "2", "--replicates", "10", "--json"];
    const { out, code } = await runCli(["power", fit, ...asked]);
    expect(code).toBe(0);
    const [row] = JSON.parse(out).rows;
    expect(row.truth).toBe(5);
    expect(row.own).toBeGreaterThan(0.9);
  });

  it("prints sentences for a preregistration, with sources", async () => {
    const { out } = await runCli(["power", study, "--sentence", "--source", "sigma=our pilot, sd = 150"]);
    expect(out).toContain("a residual standard deviation of 150 (source: our pilot, sd = 150). Each data set was");
  });

  it("searches for a size, with a test of its own", async () => {
    const { out, code } = await runCli(["power", study, "--find", "subj", "--error", "0.08", "--target", "0.6"]);
    expect(code).toBe(0);
    expect(out).toContain('Where the power of "primeunrelated" is 0.6');
    const tests = await runCli(["power", study, "--test", "prime", "--without", "rt ~ 1 + (1 | subj) + (1 | item)"]);
    expect(tests.out).toContain("all tests");
  });

  it("draws from a saved fit, at an effect of interest and with more subjects", async () => {
    const { out, code } = await runCli([
      "power",
      fit,
      "--effect",
      "Days=5",
      "--sizes",
      "Subject=24",
      "--replicates",
      "20",
    ]);
    expect(code).toBe(0);
    expect(out).toContain("240 rows; Subject 24; 20 replicates, seed 1");
    expect((await runCli(["power", fit, "--replicates", "20"])).out).toContain("is that of the pilot's own estimates");
  });

  it.each([
    [["y ~ x"], "a formula needs a design; give --units, or a data file after it"],
    [["nothing.json"], 'study "nothing.json" does not exist'],
    [[sleepstudy], "is neither a saved fit nor a study in JSON"],
    [[formula, "--within", "a=b,c"], "--within is part of a design; give --units, too"],
    [
      [formula, ...FLAGS, "--width", "3"],
      "--equivalence, --width and --critical are for coefficients; name them by --test",
    ],
    [[formula, ...FLAGS, "--target", "0.9"], "are for a search; add --find NAME"],
    [[formula, ...FLAGS, "--effect", "prime=3"], 'effects names "prime", which the model does not have'],
    [[formula, "--units", "subj"], "Expected a form like subj=30."],
    [[formula, "--along", "subj=9:3"], "Expected a form like subj=20:40:10."],
    [[formula, "--effect", "x=big"], '"big" is not a number.'],
  ])("refuses %j", async (argv, text) => {
    const { code, err } = await runCli(["power", ...argv]);
    expect(code).toBe(1);
    expect(err).toContain(text);
  });
});
