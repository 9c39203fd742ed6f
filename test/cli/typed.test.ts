import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codingOf, conditionOf, familyOf, formulaOf, keyboard, meantOf, specsOf } from "../../src/cli/typed.js";
import { DF_METHODS } from "../../src/inference/df-method.js";
import { ADJUSTMENTS } from "../../src/inference/emmeans/adjustments.js";
import { runCli } from "./run-cli.js";

const TYPES = ["I", "II", "III"] as const;

describe("values of options are what they are meant to be", () => {
  it.each([
    ["3", TYPES, "III"],
    ["iii", TYPES, "III"],
    ["Type 2", TYPES, "II"],
    ["1", TYPES, "I"],
    ["4", TYPES, null],
    ["KR", DF_METHODS, "kenward-roger"],
    ["Kenward-Roger", DF_METHODS, "kenward-roger"],
    ["kenward.roger", DF_METHODS, "kenward-roger"],
    ["Satterthwaite", DF_METHODS, "satterthwaite"],
    ["satt", DF_METHODS, "satterthwaite"],
    ["z", DF_METHODS, "asymptotic"],
    ["s", DF_METHODS, null],
    ["Tukey", ADJUSTMENTS, "tukey"],
    ["BONFERRONI", ADJUSTMENTS, "bonferroni"],
    ["bonf", ADJUSTMENTS, "bonferroni"],
    ["fdr", ADJUSTMENTS, "BH"],
    ["bh", ADJUSTMENTS, "BH"],
    ["ho", ADJUSTMENTS, null],
    ["scheffe", ADJUSTMENTS, null],
  ] as const)("%s", (text, values, meant) => expect(meantOf(text, values as readonly string[])).toBe(meant));

  it.each([
    ["binomial()", { family: "binomial" }],
    ["Binomial", { family: "binomial" }],
    ['binomial(link = "probit")', { family: "binomial", link: "probit" }],
    ["Gamma(log)", { family: "gamma", link: "log" }],
    ["inverse.gaussian(link=1/mu^2)", { family: "inverse-gaussian", link: "1/mu^2" }],
    ["nbinom2", { family: "negbinomial" }],
    ["weibull", { family: "weibull" }],
  ])("family %s", (text, family) => expect(familyOf(text)).toEqual(family));

  it.each([
    ["contr.sum", "sum"],
    ["Sum", "sum"],
    ["Effect", "sum"],
    ["dummy", "treatment"],
    ["treatment(B)", "treatment(B)"],
    ["mine", "mine"],
  ])("coding %s", (text, coding) => expect(codingOf(text)).toBe(coding));
});

describe("means are asked for as R writes them", () => {
  it.each([
    ["cond", ["cond"], [], []],
    ["cond,grp", ["cond", "grp"], [], []],
    ["~A|B", ["A"], ["B"], []],
    ["~ A * B | C + D", ["A", "B"], ["C", "D"], []],
    ["pairwise ~ A:B", ["A", "B"], [], ["pairwise"]],
    ["~ `my cond` | 1", ["my cond"], ["1"], []],
    ["~1", ["1"], [], []],
    ["my:name", ["my:name"], [], []],
  ])("%s", (text, specs, by, contrasts) => expect(specsOf(text)).toEqual({ specs, by, contrasts }));
});

describe("conditions are read as they are meant", () => {
  it.each([
    ["x = 1", "x == 1"],
    ["x == 1 & y <= 2", "x == 1 & y <= 2"],
    ["(x = 1) | cut(z, 2, labels = FALSE) = 1", "(x == 1) | cut(z, 2, labels = FALSE) == 1"],
    ["cond == “rel” & y > –1", 'cond == "rel" & y > -1'],
    ["cond == „rel“", 'cond == "rel"'],
    ["cond == ‘rel’", "cond == 'rel'"],
    ['a <> "x = y and z"', 'a != "x = y and z"'],
    ['cond = "a" AND x ≥ 2 or not', 'cond == "a" & x >= 2 | not'],
    ["and = 1", "and == 1"],
    ['cond in ("a", "b")', 'cond %in% c ("a", "b")'],
    ['cond %in% c("a", "b")', 'cond %in% c("a", "b")'],
    ["`a = b` = 2", "`a = b` == 2"],
  ])("%s", (text, condition) => expect(conditionOf(text)).toBe(condition));
});

describe("formulas are read as they are meant", () => {
  it("has signs of the keyboard, but for what is quoted", () => {
    expect(keyboard("`a–b` ~ x – 1 + (1 | g)")).toBe("`a–b` ~ x - 1 + (1 | g)");
    expect(formulaOf("y ~ x × z + (1∣g)")).toBe("y ~ x * z + (1|g)");
  });

  it.each([
    "lmer(y ~ x + (1 | g), data = d, REML = FALSE)",
    "y ~ x + (1 | g), data = d",
    "lme4::lmer(y ~ x + (1 | g))",
  ])("takes %s apart", (text) => expect(() => formulaOf(text)).toThrow('give the formula alone, "y ~ x + (1 | g)"'));
});

describe("the command line", () => {
  const folder = mkdtempSync(join(tmpdir(), "blup-typed-"));
  const file = join(folder, "rt.csv");
  const saved = join(folder, "fit.json");
  beforeAll(async () => {
    const sleep = readFileSync(new URL("../../datasets/sleepstudy.csv", import.meta.url), "utf8")
      .trim()
      .split("\n");
    const rows = sleep.slice(1).map((line, i) => `${line},${["rel", "unrel", "neutral"][i % 3]}`);
    writeFileSync(file, ["RT (ms),Trial-Nr,subj,cond", ...rows].join("\n"));
    const fit = await runCli([
      "fit",
      "`RT (ms)` ~ cond + `Trial-Nr` + (1 | subj)",
      file,
      "--column-type",
      "subj=Factor",
      "-o",
      saved,
    ]);
    expect(fit.code).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(["RT (ms) ~ cond + Trial-Nr + (1|subj)", "rt(ms) ~ cond + trial-nr + (1|subj)"])(
    "prints the whole of %s with backquotes",
    async (formula) => {
      const { code, err } = await runCli(["fit", formula, file]);
      expect(code).toBe(1);
      expect(err).toContain("'`RT (ms)` ~ cond + `Trial-Nr` + (1|subj)'");
    },
  );

  it("names the nearest column and the nearest level", async () => {
    const formula = "`RT (ms)` ~ Cond + (1 | subject)";
    expect((await runCli(["fit", formula, file])).err).toContain(
      'unknown variable "Cond" in formula; did you mean "cond"?',
    );
    expect((await runCli(["fit", "RT ~ cond + (1 | subj)", file])).err).toContain('did you mean "RT (ms)"?');
    expect((await runCli(["fit", "`RT (ms)` ~ cond + (1 | subject)", file])).err).toContain('did you mean "subj"?');
    const where = await runCli(["fit", "`RT (ms)` ~ 1 + (1 | subj)", file, "--where", 'cond in ("Rel", "unrel")']);
    expect(where.err).toContain('warning: "Rel" is no level of "cond"; did you mean "rel"?');
  });

  it("gives the same means however they are asked for", async () => {
    const plain = await runCli([
      "emmeans",
      saved,
      "cond",
      "--contrasts",
      "pairwise",
      "--adjust",
      "bonferroni",
      "--scale",
      "link",
    ]);
    expect(plain.code).toBe(0);
    const asR = await runCli(["emmeans", saved, "pairwise ~ cond", "--adjust", "Bonferroni", "--type", "link"]);
    expect(asR.out).toBe(plain.out);
    expect((await runCli(["emmeans", saved, "cond", "--contrasts", "Tukey", "--adjust", "BONF"])).out).toBe(plain.out);
    expect((await runCli(["anova", saved, "--type", "3", "--df", "KR"])).out).toBe(
      (await runCli(["anova", saved, "--type", "III", "--df", "kenward-roger"])).out,
    );
  });

  it("refuses two links", async () => {
    const { err } = await runCli([
      "fit",
      "`RT (ms)` ~ 1 + (1 | subj)",
      file,
      "--family",
      "Gamma(log)",
      "--link",
      "inverse",
    ]);
    expect(err).toContain('--family and --link name two links, "log" and "inverse"');
  });
});
