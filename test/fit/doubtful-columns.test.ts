// Doubtful columns in models: an error where a model needs to know what they are, a warning where they are groups.
import { describe, expect, test } from "vitest";
import { readCsv } from "../../src/data/csv.js";
import { DataError } from "../../src/errors.js";
import { glmm, lmm } from "../../src/fit/fitting.js";
import { predict } from "../../src/inference/predict.js";

const rows = Array.from({ length: 60 }, (_, i) => {
  const freq = i === 17 ? "n/a" : ((i * 7) % 11) / 2;
  return `s${i % 6},${freq},${(500 + 13 * (i % 5) + 3 * (i % 6) + ((i * 37) % 10)).toFixed(1)},${i % 2},w${i % 4}`;
});
const text = `s,freq,rt,hit,word\n${rows.join("\n")}\n`;
const doubtful = await readCsv(text);

describe("a doubtful column", () => {
  test.each([
    ["as predictor", "rt ~ freq + (1 | s)", 'predictor "freq": column "freq" is doubtful'],
    ["within an interaction", "rt ~ word * freq + (1 | s)", 'predictor "freq": column "freq" is doubtful'],
    ["as slope", "rt ~ 1 + (freq | s)", 'predictor "freq": column "freq" is doubtful'],
    [
      "within a computation",
      "rt ~ log(freq + 1) + (1 | s)",
      '"freq" is used where a number is expected: column "freq" is doubtful',
    ],
    ["as response", "freq ~ 1 + (1 | s)", 'response "freq": column "freq" is doubtful'],
  ])("%s is refused with what settles it", async (_, formula, message) => {
    const fit = lmm(formula, doubtful);
    await expect(fit).rejects.toBeInstanceOf(DataError);
    await expect(fit).rejects.toMatchObject({ column: "freq", row: 17, notice: { code: "W_DOUBTFUL_COLUMN" } });
    await expect(fit).rejects.toThrow(message);
    await expect(fit).rejects.toThrow('missing: {"freq":["n/a"]} makes it missing');
    const generalized = glmm(formula.replace("rt ~", "hit ~"), doubtful, { family: "binomial" });
    await expect(generalized).rejects.toThrow("is doubtful");
  });

  test("is a group, with a warning", async () => {
    const fit = await lmm("rt ~ 1 + (1 | freq)", doubtful);
    expect(fit.groups).toEqual({ freq: 12 });
    expect(fit.warnings.map(({ code }) => code)).toContain("W_DOUBTFUL_COLUMN");
    const other = await lmm("rt ~ 1 + (1 | s)", doubtful);
    expect(other.warnings.map(({ code }) => code)).not.toContain("W_DOUBTFUL_COLUMN");
  });

  test("is what as.numeric(), factor() or a type says, alike", async () => {
    const settled = await lmm("rt ~ freq + (1 | s)", await readCsv(text, { missing: { freq: ["n/a"] } }));
    expect(settled.dropped).toEqual({ total: 1, byVariable: { freq: 1 } });
    const parsed = await lmm("rt ~ as.numeric(freq) + (1 | s)", doubtful);
    expect(parsed.fixef().map(({ estimate }) => estimate)).toEqual(settled.fixef().map(({ estimate }) => estimate));
    expect(parsed.warnings.map(({ message }) => message).join()).toContain(
      '"as.numeric(freq)" is not a number in 1 row whose data are complete',
    );
    const factor = await lmm("rt ~ factor(freq) + (1 | s)", doubtful);
    const typed = await lmm("rt ~ freq + (1 | s)", doubtful, { types: { freq: "factor" } });
    expect(factor.fixef().map(({ estimate }) => estimate)).toEqual(typed.fixef().map(({ estimate }) => estimate));
    expect(predict(parsed, { freq: ["1", "x", "2.5"] }, { randomEffects: "none" })).toEqual(
      predict(parsed, { freq: [1, Number.NaN, 2.5] }, { randomEffects: "none" }),
    );
  });

  test("in new data is told from a number", async () => {
    const fit = await lmm("rt ~ freq + (1 | s)", await readCsv(text, { missing: { freq: ["n/a"] } }));
    const newData = await readCsv("freq,y\n1,1\n2,1\n3,1\n?,1\n");
    expect(() => predict(fit, newData, { randomEffects: "none" })).toThrow(
      '"freq" is no number in the new data: column "freq" is doubtful: 3 of its 4 cells are numbers, but 1 is not, the first "?" on line 5',
    );
  });
});

test("numbers that could be either are told by the fit that uses them", async () => {
  const lines = rows.map((row, i) => `${row},${(1 + (i % 9)).toFixed(0)}.${100 + i}`);
  const table = await readCsv(
    `s,freq,rt,hit,word,x\n${lines.join("\n")}\n`.replaceAll(/(\d{3})\.\d,/g, "$1,").replaceAll(/,(\d)\.5,/g, ",$1,"),
  );
  const fit = await lmm("rt ~ x + (1 | s)", table);
  expect(fit.warnings.map(({ code }) => code)).toContain("W_AMBIGUOUS_NUMBERS");
  const other = await lmm("rt ~ word + (1 | s)", table);
  expect(other.warnings.map(({ code }) => code)).not.toContain("W_AMBIGUOUS_NUMBERS");
});
