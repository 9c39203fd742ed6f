// The table of bad formulas, data sets and options, with the error that each must meet.

/** 24 rows, 6 groups, a factor of 3 levels and a covariate; a new object each time, so that a case may spoil it. */
export function data(): Record<string, unknown> {
  const rows = Array.from({ length: 24 }, (_, i) => i);
  return {
    y: rows.map((i) => 10 + ((i * 7) % 11) + Math.floor(i / 4)),
    x: rows.map((i) => (i * 5) % 13),
    w: rows.map((i) => 1 + (i % 3) / 2),
    f: rows.map((i) => "abc"[i % 3]),
    g: rows.map((i) => `g${Math.floor(i / 4)}`),
    "reaction time": rows.map((i) => i),
  };
}

function spoiled(column: string, row: number, value: unknown): Record<string, unknown> {
  const spoilt = data();
  (spoilt[column] as unknown[])[row] = value;
  return spoilt;
}

type Case = readonly [what: string, formula: string, kind: string, message: string];

export const formulas: readonly Case[] = [
  ["an empty formula", "", "FormulaError", "formula is empty; write response ~ predictors"],
  ["blanks only", "   ", "FormulaError", "formula is empty; write response ~ predictors"],
  ["no tilde", "y + x", "FormulaError", 'formula has no "~"; write response ~ predictors'],
  [
    "two tildes",
    "y ~ x ~ (1 | g)",
    "FormulaError",
    '"~" appears twice; a formula has one, between response and predictors',
  ],
  ["no response", "~ x + (1 | g)", "FormulaError", '"~" has no response before it; write response ~ predictors'],
  [
    "no predictors",
    "y ~ ",
    "FormulaError",
    'formula ends after "~"; write the predictors, or 1 for an intercept alone',
  ],
  [
    "a stray operator",
    "y ~ x + + (1 | g) *",
    "FormulaError",
    'formula ends after "*"; write what comes next, or remove it',
  ],
  ["an open parenthesis", "y ~ x + (1 | g", "FormulaError", '"(" is never closed; add ")"'],
  ["a closing parenthesis too many", "y ~ x + (1 | g))", "FormulaError", '")" closes nothing; remove it or add "("'],
  [
    "a character of another language",
    "y ~ x + $g",
    "FormulaError",
    '"$" is not part of a formula; write the name of the column alone',
  ],
  [
    "an unknown variable",
    "y ~ xx + (1 | g)",
    "FormulaError",
    'unknown variable "xx" in formula; the data have the columns y, x, w, f, g, reaction time',
  ],
  [
    "a variable in the wrong case",
    "Y ~ x + (1 | g)",
    "FormulaError",
    'unknown variable "Y" in formula; did you mean "y"?',
  ],
  [
    "an unknown grouping factor",
    "y ~ x + (1 | gg)",
    "FormulaError",
    'unknown variable "gg" in formula; the data have the columns y, x, w, f, g, reaction time',
  ],
  [
    "an unknown function",
    "y ~ logg(x) + (1 | g)",
    "FormulaError",
    'unknown function "logg" in formula; did you mean "log"?',
  ],
  [
    "a blank in a name",
    "reaction time ~ x + (1 | g)",
    "FormulaError",
    '"time" follows "reaction"; an operator such as + is missing between them',
  ],
  [
    "no random term",
    "y ~ x",
    "FormulaError",
    'no random effects terms specified in formula "y ~ x"; add one such as (1 | g), or fit an ordinary linear model (lm in R) instead',
  ],
  [
    "a bar without parentheses beside a random term",
    "y ~ x + (1 | g) | g",
    "FormulaError",
    'random term "(1 | g)" stands inside another one; add it to the formula on its own',
  ],
  [
    "a random term without columns",
    "y ~ x + (0 | g)",
    "FormulaError",
    'random term "(0 | g)" has no effects before the bar; write 1 for an intercept',
  ],
  [
    "a bar inside an interaction",
    "y ~ x:(1 | g)",
    "FormulaError",
    'random term "(1 | g)" cannot be part of an interaction; add it with "+"',
  ],
  [
    "a random term taken away",
    "y ~ x - (1 | g)",
    "FormulaError",
    'random term "(1 | g)" cannot be removed with "-"; leave it out of the formula',
  ],
  [
    "nested bars",
    "y ~ x + ((1 | f) | g)",
    "FormulaError",
    'random term "(1 | f)" stands inside another one; add it to the formula on its own',
  ],
  ["a function without its argument", "y ~ log() + (1 | g)", "FormulaError", 'log() needs its argument "x"'],
  [
    "a string as a term",
    'y ~ "x" + (1 | g)',
    "FormulaError",
    'text "x" is not a variable; write column names without quotes',
  ],
  ["an open quote", "y ~ `x + (1 | g)", "FormulaError", "quoted name `x + (1 | g) has no closing `"],
  [
    "a covariance structure of a later version",
    "y ~ x + toep(1 + x | g)",
    "UnsupportedError",
    'covariance structure "toep" of toep(1 + x | g) is not supported; us, diag, cs, ar1 are',
  ],
  [
    "a polynomial of too high a degree",
    "y ~ poly(x, 30) + (1 | g)",
    "DataError",
    '"x" has 13 distinct values; poly() of degree 30 needs more than 30',
  ],
  [
    "arithmetic on a factor",
    "y ~ log(f) + (1 | g)",
    "DataError",
    'factor "f" (levels "a", "b", "c") is used where a number is expected',
  ],
  [
    "a factor as response",
    "f ~ x + (1 | g)",
    "DataError",
    'response must be numeric: "f" is a factor (levels "a", "b", "c"); for a response of two levels use glmm() with the family "binomial"',
  ],
  [
    "a logarithm of zero",
    "log(x) ~ w + (1 | g)",
    "DataError",
    '"log(x)" has the non-finite value "-Inf" in row 1; finite numbers are needed',
  ],
  [
    "one level for every row",
    "y ~ x + (1 | `reaction time`)",
    "DesignError",
    '(1 | `reaction time`) has 24 levels of "reaction time" for 24 observations; number of levels of each grouping factor must be < number of observations: group by a coarser factor',
  ],
  [
    "as many random effects as rows",
    "y ~ x + (f | x)",
    "DesignError",
    "(f | x) has number of observations (=24) <= number of random effects (=39), so that its variances and the residual variance are probably unidentifiable: use fewer columns before the bar",
  ],
  [
    "a perfect fit",
    "y ~ I(y * 2 + 1) + (1 | g)",
    "DesignError",
    'response "y" is fitted perfectly by the fixed effects, so that no residual variance is left; look for a predictor that was computed from the response',
  ],
  [
    "more coefficients than rows",
    "y ~ factor(`reaction time`) + (1 | g)",
    "DesignError",
    "fixed effects take 24 coefficients for 24 observations; a mixed model needs more observations than coefficients",
  ],
];

export const tables: readonly (readonly [what: string, data: unknown, kind: string, message: string])[] = [
  ["no data", undefined, "DataError", "data cannot be undefined; give an object of columns or an array of row objects"],
  ["null", null, "DataError", "data cannot be null; give an object of columns or an array of row objects"],
  ["a number", 42, "DataError", "data cannot be a number; give an object of columns or an array of row objects"],
  ["a text", "y,x\n1,2", "DataError", "data cannot be a string; give an object of columns or an array of row objects"],
  ["no columns", {}, "DataError", "the data have no columns; at least one is needed"],
  ["no rows", [], "DataError", "the data have no columns; at least one is needed"],
  [
    "empty columns",
    { y: [], x: [], f: [], g: [] },
    "DataError",
    "the data have no rows: 0 (non-NA) cases to fit a model to",
  ],
  [
    "columns of unequal length",
    { ...data(), x: [1, 2, 3] },
    "DataError",
    'column "x" has 3 rows, but column "y" has 24; all columns must have one length',
  ],
  [
    "numbers and texts in one column",
    spoiled("x", 3, "three"),
    "DataError",
    'column "x" mixes a number ("0" in row 1) with a string ("three" in row 4); all its values must be of one kind',
  ],
  [
    "a date in a column",
    spoiled("x", 3, new Date(0)),
    "DataError",
    'column "x" has a date in row 4; give dates as numbers (date.getTime()) or as text',
  ],
  [
    "an object in a cell",
    spoiled("x", 3, {}),
    "DataError",
    'column "x" has an object in row 4; values are numbers, strings or booleans',
  ],
  [
    "an infinite value",
    spoiled("x", 3, Number.POSITIVE_INFINITY),
    "DataError",
    '"x" has the non-finite value "Inf" in row 4; finite numbers are needed',
  ],
  [
    "a response that is missing everywhere",
    { ...data(), y: new Array(24).fill(null) },
    "DataError",
    'every row lacks a value: 0 (non-NA) cases are left (missing in "y": 24 rows)',
  ],
  [
    "a constant response",
    { ...data(), y: new Array(24).fill(4) },
    "DataError",
    'response "y" is constant: all 24 values are 4',
  ],
  [
    "a grouping factor with one level",
    { ...data(), g: new Array(24).fill("only") },
    "DesignError",
    '(1 | g) has one level of "g" in the rows used; grouping factors must have > 1 sampled level: drop the term',
  ],
  [
    "a factor with one level",
    { ...data(), f: new Array(24).fill("only") },
    "DesignError",
    'factor "f" has the one level "only" in the rows used; contrasts can be applied only to factors with 2 or more levels: leave it out of the formula',
  ],
  [
    "codes beyond the levels",
    { ...data(), g: { codes: new Int32Array(24).fill(7), levels: ["p", "q"] } },
    "DataError",
    'column "g" has the code "7" in row 1; codes run from 0 to 1 (-1: missing)',
  ],
];

export const options: readonly (readonly [what: string, options: unknown, kind: string, message: string])[] = [
  ["an unknown option", { wieghts: "w" }, "OptionError", 'unknown option "wieghts"; did you mean "weights"?'],
  ["lme4's spelling", { REML: false }, "OptionError", 'unknown option "REML"; did you mean "reml"?'],
  ["a text for a boolean", { reml: "false" }, "OptionError", 'option "reml" must be true or false, not "false"'],
  [
    "unknown weights",
    { weights: "ww" },
    "FormulaError",
    'unknown variable "ww" in weights; the data have the columns y, x, w, f, g, reaction time',
  ],
  [
    "a factor as weights",
    { weights: "f" },
    "DataError",
    'weights "f" is a factor (levels "a", "b", "c"); numbers were expected',
  ],
  [
    "negative weights",
    { weights: "x - 5" },
    "DataError",
    'weights "x - 5" must be positive: the weight in row 1 is negative ("-5")',
  ],
  [
    "weights of the wrong length",
    { weights: [1, 2, 3] },
    "OptionError",
    "weights has 3 values, but the data have 24 rows",
  ],
  [
    "weights with a formula's mistake",
    { weights: "w +" },
    "FormulaError",
    'expression ends after "+"; write what comes next, or remove it',
  ],
  [
    "an offset of the wrong length",
    { offset: [1, 2, 3] },
    "OptionError",
    "offset has 3 values, but the data have 24 rows",
  ],
  [
    "a factor as offset",
    { offset: "f" },
    "DataError",
    'offset "f" is a factor (levels "a", "b", "c"); numbers were expected',
  ],
  [
    "a subset that keeps nothing",
    { subset: "x > 1000" },
    "DataError",
    "subset leaves none of the 24 rows: 0 (non-NA) cases to fit a model to",
  ],
  [
    "a subset with a level that is not in quotes",
    { subset: "f == a" },
    "FormulaError",
    'unknown variable "a" in subset; write a level in quotes: "a"',
  ],
  [
    "a subset that is a number",
    { subset: "x + 1" },
    "OptionError",
    'subset "x + 1" must be a condition such as x > 0, not numbers',
  ],
  [
    "a subset of the wrong length",
    { subset: [true, false] },
    "OptionError",
    "subset has 2 values, but the data have 24 rows",
  ],
  [
    "contrasts for an unknown variable",
    { contrasts: { ff: "sum" } },
    "OptionError",
    'contrasts are given for "ff", which is not in the fixed part of the formula; contrasts are for factors of the fixed part: its factors are "f"',
  ],
  [
    "contrasts for a number",
    { contrasts: { x: "sum" } },
    "OptionError",
    'contrasts are given for "x", which is a variable of numbers; contrasts are for factors of the fixed part: its factors are "f"',
  ],
  [
    "an unknown contrast",
    { contrasts: { f: "sums" } },
    "OptionError",
    'contrast "sums" of "f" is not known: expected one of treatment, treatment(level), sum, helmert, poly, sdif; did you mean "sum"?',
  ],
  [
    "a contrast matrix of the wrong shape",
    { contrasts: { f: { matrix: [[1], [2]] } } },
    "OptionError",
    'contrast matrix of "f" must have 3 rows (one for each of "a", "b", "c") of 2 numbers',
  ],
  [
    "a base that is no level",
    { contrasts: { f: { treatment: "z" } } },
    "OptionError",
    'base level "z" of the treatment contrast is not a level of "f"; its levels are "a", "b", "c"',
  ],
  [
    "an unknown action for missing values",
    { naAction: "drop" },
    "OptionError",
    'option "naAction" must be "omit", "fail" or "exclude", not "drop"',
  ],
  [
    "a type that is none",
    { types: { x: "integer" } },
    "OptionError",
    'column "x" cannot have the type "integer"; the types are number, factor, ordered',
  ],
  [
    "a type for an unknown column",
    { types: { xx: "factor" } },
    "DataError",
    'column "xx" has its type given, but is not in the data; the columns are "y", "x", "w", "f", "g", "reaction time"',
  ],
  [
    "a start of the wrong length",
    { start: [1, 2, 3] },
    "OptionError",
    'option "start" has 3 values; this model\'s theta has 1: g.(Intercept)',
  ],
  [
    "a start that is not finite",
    { start: [Number.NaN] },
    "OptionError",
    'option "start" has NaN for g.(Intercept); expected a finite number',
  ],
  [
    "a broken number of iterations",
    { maxIterations: 1.5 },
    "OptionError",
    'option "maxIterations" must be a whole number that is not negative, not 1.5',
  ],
  ["a callback that is none", { onIteration: 3 }, "OptionError", 'option "onIteration" must be a function, not 3'],
];
