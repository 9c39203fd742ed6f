// What the page's controls say of a model, and the link that restores it. Never the data.
import { type DfMethod, type FamilyName, type GlmmOptions, type LmmOptions, parseFormula } from "../src/index.js";

export type ColumnTypes = Readonly<Record<string, "number" | "factor" | "ordered">>;

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
};

export const FAMILIES: readonly { name: FamilyName | ""; text: string; links: readonly string[] }[] = [
  { name: "", text: "linear (Gaussian)", links: ["identity"] },
  { name: "binomial", text: "binomial", links: ["logit", "probit", "cloglog", "cauchit", "log"] },
  { name: "poisson", text: "Poisson", links: ["log", "sqrt", "identity"] },
  { name: "negbinomial", text: "negative binomial", links: ["log", "sqrt", "identity"] },
  { name: "gamma", text: "Gamma", links: ["inverse", "log", "identity"] },
  { name: "inverse-gaussian", text: "inverse Gaussian", links: ["1/mu^2", "log", "identity", "inverse"] },
  { name: "gaussian", text: "Gaussian with a link", links: ["identity", "log", "inverse"] },
];

/** The options of lmm() or glmm() that the controls stand for. */
export function modelOptions(spec: ModelSpec): LmmOptions & GlmmOptions {
  const { family, link, reml, nAGQ, weights, subset, contrasts, types } = spec;
  const used = new Set(fixedNames(spec.formula));
  const coded = Object.entries(contrasts).filter(([name]) => used.has(name));
  return {
    ...(family === "" ? { reml } : { family, nAGQ, ...(link !== "" && { link: link as GlmmOptions["link"] }) }),
    ...(weights.trim() !== "" && { weights: weights.trim() }),
    ...(subset.trim() !== "" && { subset: subset.trim() }),
    ...(coded.length > 0 && { contrasts: Object.fromEntries(coded) as LmmOptions["contrasts"] }),
    ...(Object.keys(types).length > 0 && { types }),
  } as LmmOptions & GlmmOptions;
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

/** The part of a link behind "#". */
export function linkHash(spec: ModelSpec, sample: string | null): string {
  const said = Object.entries(spec).filter(([key, value]) => {
    return JSON.stringify(value) !== JSON.stringify(EMPTY[key as keyof ModelSpec]);
  });
  return `#${encodeURIComponent(JSON.stringify({ ...Object.fromEntries(said), ...(sample !== null && { sample }) }))}`;
}

/** What a link asks for; null where there is none, or none that can be read. */
export function specOfHash(hash: string): { spec: ModelSpec; sample: string | null } | null {
  try {
    const said: unknown = JSON.parse(decodeURIComponent(hash.slice(1)));
    if (typeof said !== "object" || said === null) return null;
    const known = Object.entries(EMPTY).map(([key, usual]) => {
      const value = Object.hasOwn(said, key) ? (said as Record<string, unknown>)[key] : usual;
      return [key, typeof value === typeof usual && value !== null ? value : usual];
    });
    const sample = Object.hasOwn(said, "sample") ? String((said as { sample: unknown }).sample) : null;
    return { spec: Object.fromEntries(known) as unknown as ModelSpec, sample };
  } catch {
    return null;
  }
}
