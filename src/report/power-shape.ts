// What tables and sentences read of the results of power() and its kin.
import { isCell, isNumber, isNumbers, isRecord, isText, type OptionRule, orNull, resultOf } from "../options.js";
import type { PowerResult } from "../power/power.js";
import type { PowerCurve } from "../power/power-curve.js";
import type { PowerSearch } from "../power/power-search.js";
import { WARNED } from "./notes.js";

const SHARED = { estimate: isCell, lower: isCell, upper: isCell, stdError: isCell } as const;
const ASSUMED = {
  name: isText,
  value: isCell,
  size: orNull({ d: isNumber, by: isText }),
  isEstimate: (value: unknown) => typeof value === "boolean",
  source: orNull<string>(isText),
} as const;
const RESULT = {
  ...WARNED,
  formula: isText,
  simulated: orNull<string>(isText),
  units: isRecord,
  nobs: isNumber,
  seed: isNumber,
  level: isNumber,
  replicates: isNumber,
  singular: isNumber,
  notConverged: isNumber,
  failed: isNumber,
  tests: [
    {
      name: isText,
      truth: isCell,
      power: SHARED,
      preview: isCell,
      bias: orNull({ value: isCell }),
      coverage: orNull(SHARED),
      typeS: orNull(SHARED),
      typeM: orNull({ value: isCell }),
      kind: isText,
      df: orNull<string>(isText),
      side: isText,
      alpha: isNumber,
      rhs: isNumber,
      critical: isCell,
      equivalence: orNull(isNumbers),
      width: isCell,
    },
  ],
  family: orNull<string>(isText),
  effects: [ASSUMED],
  random: [ASSUMED],
  sigma: orNull(ASSUMED),
  conditions: [{ levels: isRecord, rows: isNumber, perUnit: isRecord }],
  missing: isNumber,
  dropout: isRecord,
  lognormal: orNull({ shift: isNumber, analyzed: isText }),
  version: isText,
  own: orNull([{ power: { estimate: isCell } }]),
  joint: orNull({ all: SHARED, any: SHARED }),
} as const;
export const POWER = resultOf<PowerResult>("power()", RESULT);
export const CURVE = resultOf<PowerCurve>("powerCurve()", {
  along: [isText],
  points: [{ ...RESULT, at: isRecord }],
  replicates: isNumber,
});
export const SOME_POINTS: OptionRule = [
  (value) => (value as PowerCurve).points.length > 0,
  "a curve of one point or more",
];
export const SEARCH = resultOf<PowerSearch>("powerSearch()", {
  ...WARNED,
  along: isText,
  test: isText,
  target: isNumber,
  value: isCell,
  limits: orNull(isNumbers),
  power: { estimate: isCell, stdError: isCell },
  trials: [{ value: isNumber, successes: isNumber, replicates: isNumber, preview: isCell }],
  replicates: isNumber,
  seed: isNumber,
});
