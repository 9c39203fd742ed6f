// What JSON of a fit looks like, as far as fits that are read back from it look.
import { isCell, isName, isRecord, isRecordOf, isText, isTexts, isWhole, type Shape } from "../options.js";
import type { SavedFit } from "./record.js";

/** By which coefficients are tested. */
const METHODS = ["none", "asymptotic", "residual", "satterthwaite", "kenward-roger"];
const finite = Number.isFinite;
const isFlag = (value: unknown) => typeof value === "boolean";
const isFinites = (value: unknown) => Array.isArray(value) && Array.from(value, finite).every(Boolean);
const isCells = (value: unknown) => Array.isArray(value) && Array.from(value, isCell).every(Boolean);
const optional = (test: (value: unknown) => boolean) => (value: unknown) => value === undefined || test(value);
const listOf = (test: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && Array.from(value, test).every(Boolean);
const isMatrix = listOf(isFinites);
const areLevels = (value: unknown) => isTexts(value) && new Set(value as string[]).size === (value as string[]).length;
const isNormsOf = (alpha: unknown) => (value: unknown) =>
  isFinites(value) &&
  (value as number[]).length === Object(alpha).length + 1 &&
  !(Math.min(...(value as number[])) <= 0);
const has = (value: unknown, tests: Readonly<Record<string, (value: unknown) => boolean>>): boolean => {
  return isRecord(value) && Object.entries(tests).every(([key, test]) => test((value as Record<string, unknown>)[key]));
};

/** The coefficients of a polynomial, the center and scale, the numbers, or the levels that a transform remembers. */
const isTransform = (value: unknown) => {
  const { kind, alpha } = Object(value);
  if (kind === "polynomial") return has(value, { alpha: isFinites, norms: isNormsOf(alpha) });
  if (kind === "linear") return has(value, { center: finite, scale: finite });
  if (kind === "numbers") return has(value, { values: isFinites });
  return has(value, { kind: (one) => one === "levels", levels: areLevels });
};

const isVariable = (value: unknown) => {
  return Object(value).kind === "factor"
    ? has(value, { levels: areLevels, ordered: isFlag, logical: isFlag })
    : has(value, { kind: (one) => one === "number", suffixes: optional(isTexts) });
};

const isModes = (value: unknown) => has(value, { names: isTexts, levels: areLevels, values: isMatrix });
const WARNINGS = [{ code: isText, message: isText }] as const;

export const SAVED_SHAPE: Shape<SavedFit> = {
  formula: isText,
  data: optional(isName),
  weights: optional(isName),
  offset: optional(isName),
  subset: optional(isName),
  method: isText,
  family: isText,
  link: isText,
  nAGQ: optional(finite),
  dispersion: optional(finite),
  shape: optional(isCell),
  nobs: finite,
  dropped: { total: finite, byVariable: (value) => isRecordOf(value, finite) },
  groups: (value) => isRecordOf(value, finite),
  objective: finite,
  remlCriterion: optional(isCell),
  deviance: optional(isCell),
  logLik: isCell,
  df: finite,
  residualDf: finite,
  AIC: isCell,
  AICc: isCell,
  BIC: isCell,
  sigma: finite,
  theta: isFinites,
  thetaNames: isTexts,
  par: optional(isFinites),
  fixef: [
    {
      name: isText,
      estimate: finite,
      stdError: isCell,
      statistic: isCell,
      df: optional(isCell),
      p: optional(isCell),
    },
  ],
  fixefTests: { method: (value) => METHODS.includes(value as string), warnings: WARNINGS },
  droppedFixef: isTexts,
  kept: listOf((column) => isWhole(column, 0)),
  vcov: listOf(isCells),
  varCorr: [
    {
      group: isText,
      label: isText,
      structure: isText,
      names: isTexts,
      variance: isCells,
      sd: isFinites,
      corr: listOf(isCells),
      rho: optional(isCell),
    },
  ],
  residualQuantiles: isCells,
  ranef: (value) => isRecordOf(value, isModes),
  singular: isFlag,
  warnings: WARNINGS,
  convergence: { converged: isFlag, message: isText },
  options: isRecord,
  arrays: isTexts,
  design: {
    formula: isText,
    variables: (value) => isRecordOf(value, isVariable),
    contrasts: isRecord,
    transforms: (value) => isRecordOf(value, isTransform),
  },
  lambdas: optional(isMatrix),
};
