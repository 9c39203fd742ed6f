// Columns, levels and options named like what every JavaScript object inherits.
import { expect, it } from "vitest";
import { type LmmOptions, lmm, predict, readCsv, restore, summary, toMarkdown, toReportJson } from "../src/index.js";

const NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"] as const;
const rows = Array.from({ length: 40 }, (_, i) => i);
const response = rows.map((i) => ((i * 7) % 11) + (i % 3) / 7);
const covariate = rows.map((i) => (i * 5) % 13);
const group = rows.map((i) => i % 5);
const factor = rows.map((i) => Math.floor(i / 5) % 3);

const plain = {
  y: response,
  x: covariate,
  g: group.map((code) => `g${code}`),
  f: factor.map((code) => `f${code}`),
};

/** The same data with every name and level replaced; built from JSON, as data from outside are. */
const hostile = JSON.parse(
  JSON.stringify({ toString: response, constructor: covariate, f: 0, g: 0 })
    .replace('"f":0', `"hasOwnProperty":${JSON.stringify(factor.map((code) => NAMES[code]))}`)
    .replace('"g":0', `"__proto__":${JSON.stringify(group.map((code) => NAMES[code]))}`),
);

const formula = "toString ~ scale(constructor) * hasOwnProperty + (1 + constructor | `__proto__`)";
const options: LmmOptions = JSON.parse('{"contrasts": {"hasOwnProperty": "sum"}, "types": {"__proto__": "factor"}}');

it("names of inherited properties are names like any other", async () => {
  const expected = await lmm("y ~ scale(x) * f + (1 + x | g)", plain, { contrasts: { f: "sum" } });
  const fit = await lmm(formula, hostile, options);
  expect(fit.objective).toBeCloseTo(expected.objective, 9);
  expect(Object.keys(fit.ranef())).toEqual(["__proto__"]);
  expect(Object.values(fit.ranef())[0].levels).toEqual([...NAMES].sort());
  expect(Object.keys(JSON.parse(JSON.stringify(toReportJson(fit, { ranef: true }))).ranef)).toEqual(["__proto__"]);
  for (const text of [summary(fit), toMarkdown(fit)]) expect(text).toMatch(/proto/);
  expect(Object.keys({})).toEqual([]);
});

it("a model of such names is saved, restored, and predicts", async () => {
  const fit = await lmm(formula, hostile, options);
  const restored = restore(JSON.stringify(fit));
  expect(predict(restored, hostile)).toEqual(predict(fit, hostile));
  const byRow = rows.map((i) =>
    JSON.parse(JSON.stringify(hostile, (_, value) => (Array.isArray(value) ? value[i] : value))),
  );
  expect(predict(restored, byRow)).toEqual(predict(fit, hostile));
});

it.each(NAMES)("%s is no option, contrast, function or variable by birth", async (name) => {
  const model = "y ~ f + (1 | g)";
  await expect(lmm(model, plain, JSON.parse(`{"${name}": 1}`))).rejects.toThrow(`unknown option "${name}"`);
  await expect(lmm(model, plain, JSON.parse(`{"contrasts": {"f": "${name}"}}`))).rejects.toThrow(`"${name}"`);
  await expect(readCsv("a\n1\n", JSON.parse(`{"${name}": 1}`))).rejects.toThrow(`unknown option "${name}"`);
  await expect(lmm(`y ~ \`${name}\` + (1 | g)`, plain)).rejects.toThrow(`unknown variable "${name}"`);
  await expect(lmm(`y ~ \`${name}\`(x) + (1 | g)`, plain)).rejects.toThrow();
});
