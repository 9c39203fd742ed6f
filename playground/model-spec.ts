// What the page's controls say of a model, and the link that restores it. Never the data.
import {
  type DfMethod,
  type FamilyName,
  type GlmmOptions,
  type LmmOptions,
  parseFormula,
  type Table,
} from "../src/index.js";
import type { ColumnTypes } from "./data-form.js";

export interface ModelSpec {
  readonly formula: string;
  /** Empty for a linear model. */
  readonly family: FamilyName | "";
  /** Empty for the family's own. */
  readonly link: string;
  readonly reml: boolean;
  readonly nAGQ: number;
  readonly weights: string;
  readonly subset: string;
  readonly df: DfMethod;
  /** By column. */
  readonly contrasts: Readonly<Record<string, string>>;
  readonly types: ColumnTypes;
  /** Orders of levels that are not those of the data, by column. */
  readonly levels: Readonly<Record<string, readonly string[]>>;
}

export const EMPTY: ModelSpec = {
  formula: "",
  family: "",
  link: "",
  reml: true,
  nAGQ: 1,
  weights: "",
  subset: "",
  df: "satterthwaite",
  contrasts: {},
  types: {},
  levels: {},
};

/** What a link does not hold unless it is asked to: levels are data. */
const WITH_VALUES: readonly string[] = ["levels"];

export const FAMILIES: readonly { name: FamilyName | ""; text: string; links: readonly string[] }[] = [
  { name: "", text: "linear (Gaussian)", links: ["identity"] },
  { name: "binomial", text: "binomial", links: ["logit", "probit", "cloglog", "cauchit", "log"] },
  { name: "poisson", text: "Poisson", links: ["log", "sqrt", "identity"] },
  { name: "negbinomial", text: "negative binomial", links: ["log", "sqrt", "identity"] },
  { name: "gamma", text: "Gamma", links: ["inverse", "log", "identity"] },
  { name: "inverse-gaussian", text: "inverse Gaussian", links: ["1/mu^2", "log", "identity", "inverse"] },
  { name: "gaussian", text: "Gaussian with a link", links: ["identity", "log", "inverse"] },
];

/** Of the orders of levels those that have all the levels of their columns. */
export function keptLevels(levels: ModelSpec["levels"], { columns }: Table): ModelSpec["levels"] {
  const kept = Object.entries(levels).filter(([name, order]) => {
    const column = columns.get(name);
    return column?.kind === "factor" && column.levels.every((level) => order.includes(level));
  });
  return Object.fromEntries(kept);
}

/** The options of lmm() or glmm() that the controls stand for. Types of columns are the reader's. */
export function modelOptions(spec: ModelSpec): LmmOptions & GlmmOptions {
  const { family, link, reml, nAGQ, weights, subset, contrasts } = spec;
  const used = new Set(fixedNames(spec.formula));
  const ordered = Object.entries(spec.levels).filter(([name]) => mentions(spec, name));
  const coded = Object.entries(contrasts).filter(([name]) => used.has(name));
  return {
    ...(family === "" ? { reml } : { family, nAGQ, ...(link !== "" && { link: link as GlmmOptions["link"] }) }),
    ...(weights.trim() !== "" && { weights: weights.trim() }),
    ...(subset.trim() !== "" && { subset: subset.trim() }),
    ...(coded.length > 0 && { contrasts: Object.fromEntries(coded) as LmmOptions["contrasts"] }),
    ...(ordered.length > 0 && { levels: Object.fromEntries(ordered) }),
  } as LmmOptions & GlmmOptions;
}

/** Whether a column may be part of a model. */
export function mentions({ formula, weights, subset }: ModelSpec, name: string): boolean {
  return [formula, weights, subset].some((text) => text.includes(name));
}

type Tree = ReturnType<typeof parseFormula>["predictors"];

/** The names in the fixed part of a formula, which contrasts may be given for; none where it cannot be read. */
export function fixedNames(formula: string): string[] {
  const names: string[] = [];
  const visit = (node: Tree): void => {
    if (node.kind === "name") names.push(node.name);
    else if (node.kind === "paren") visit(node.inner);
    else if (node.kind === "unary") visit(node.operand);
    else if (node.kind === "call") for (const { value } of node.args) visit(value);
    else if (node.kind === "binary" && node.operator !== "|" && node.operator !== "||") {
      visit(node.left);
      visit(node.right);
    }
  };
  try {
    visit(parseFormula(formula).predictors);
  } catch {
    return [];
  }
  return names;
}

/** The columns of the fixed part of a formula that are factors, in its order. */
export function fixedFactors({ formula }: ModelSpec, { columns }: Table): string[] {
  return [...new Set(fixedNames(formula))].filter((name) => columns.get(name)?.kind === "factor");
}

/** Those that are numbers. */
export function fixedCovariates({ formula }: ModelSpec, { columns }: Table): string[] {
  return [...new Set(fixedNames(formula))].filter((name) => columns.get(name)?.kind === "number");
}

/** The part of a link behind "#"; with `hasValues` it holds the orders of levels, too. */
export function linkHash(spec: ModelSpec, sample: string | null, hasValues = false): string {
  const said = Object.entries(spec).filter(([key, value]) => {
    if (!hasValues && WITH_VALUES.includes(key)) return false;
    return JSON.stringify(value) !== JSON.stringify(EMPTY[key as keyof ModelSpec]);
  });
  return `#${encodeURIComponent(JSON.stringify({ ...Object.fromEntries(said), ...(sample !== null && { sample }) }))}`;
}

/** What the entries of members that are objects must be. */
const ENTRIES: Readonly<Record<string, (value: unknown) => boolean>> = {
  contrasts: (value) => typeof value === "string",
  types: (value) => value === "number" || value === "factor" || value === "ordered",
  levels: (value) => Array.isArray(value) && value.every((level) => typeof level === "string"),
};

function entriesOf(value: unknown, isRight: (entry: unknown) => boolean): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value as object).filter(([, entry]) => isRight(entry)));
}

/** What a link asks for; null where there is none, or none that can be read. */
export function specOfHash(hash: string): { spec: ModelSpec; sample: string | null } | null {
  try {
    const said: unknown = JSON.parse(decodeURIComponent(hash.slice(1)));
    if (typeof said !== "object" || said === null) return null;
    const known = Object.entries(EMPTY).map(([key, usual]) => {
      const value = Object.hasOwn(said, key) ? (said as Record<string, unknown>)[key] : usual;
      const isKind = typeof value === typeof usual && value !== null;
      return [key, !isKind ? usual : Object.hasOwn(ENTRIES, key) ? entriesOf(value, ENTRIES[key]) : value];
    });
    const sample = Object.hasOwn(said, "sample") ? String((said as { sample: unknown }).sample) : null;
    return { spec: Object.fromEntries(known) as unknown as ModelSpec, sample };
  } catch {
    return null;
  }
}
