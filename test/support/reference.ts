// The one list of models (datasets/cases.json), their data and the reference fits.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readCsv } from "../../src/data/csv.js";
import { sortByCodePoint } from "../../src/data/levels.js";
import type { Table } from "../../src/data/table.js";
import { toTable } from "../../src/data/to-table.js";
import type { FamilyName, LinkName } from "../../src/family/family.js";
import type { ContrastSpec } from "../../src/frame/contrasts.js";
import type { GlmmOptions } from "../../src/model/options.js";

export interface ReferenceCase {
  readonly id: string;
  readonly dataset: string;
  readonly formula: string;
  readonly reml: boolean;
  readonly weights?: string;
  readonly offset?: string;
  readonly contrasts?: Readonly<Record<string, ContrastSpec>>;
  readonly supported: boolean;
  readonly reason?: string;
}

export interface GlmmCase extends Omit<ReferenceCase, "reml"> {
  readonly family: FamilyName;
  readonly link: LinkName;
  readonly nAGQ: number;
  readonly shape?: number;
}

interface DatasetEntry {
  readonly name: string;
  readonly file: string;
  readonly copied: boolean;
  readonly columns: readonly {
    readonly name: string;
    readonly type: "number" | "factor" | "ordered";
    readonly levels?: readonly string[];
  }[];
}

export interface ReferenceTerm {
  readonly group: string;
  readonly columns: readonly string[];
  readonly structure: string;
  readonly sd: readonly number[];
  readonly cov: readonly (readonly number[])[];
  readonly corr: readonly (readonly (number | null)[])[];
}

export interface ReferenceRanef {
  readonly columns: readonly string[];
  readonly n_levels: number;
  readonly truncated: boolean;
  readonly levels: readonly string[];
  readonly values: readonly (readonly number[])[];
  readonly colsum_squares: readonly number[];
  readonly condvar?: readonly (readonly (readonly number[])[])[];
}

/** A row of lmerTest's table; numbers are null for a term whose columns were dropped. */
export interface ReferenceAnovaRow {
  readonly term: string;
  readonly Sum_Sq: number | null;
  readonly Mean_Sq: number;
  readonly NumDF: number;
  readonly DenDF: number;
  readonly F_value: number;
  readonly Pr_F_: number;
}

export interface ReferenceIntervals<T> {
  readonly names: readonly string[];
  readonly lower: readonly T[];
  readonly upper: readonly T[];
}

/** The keys of a reference fit that the tests use; datasets/README.md says where they come from. */
export interface ReferenceFit {
  readonly N: number;
  readonly n_dropped: number;
  readonly n_levels: Readonly<Record<string, number>>;
  readonly theta: readonly number[];
  readonly theta_names: readonly string[];
  readonly par: readonly number[];
  readonly par_names: readonly string[];
  readonly sigma: number;
  readonly fixef: {
    readonly names: readonly string[];
    readonly estimate: readonly number[];
    readonly se: readonly number[];
  };
  readonly fixef_dropped: readonly string[];
  readonly vcov: readonly (readonly number[])[];
  readonly varcorr: readonly ReferenceTerm[];
  readonly objective: number;
  readonly loglik: number;
  readonly npar: number;
  readonly aic: number;
  readonly bic: number;
  readonly singular: boolean;
  readonly fitted_first10: readonly number[];
  readonly resid_first10: readonly number[];
  readonly sum_fitted: number;
  readonly rss: number;
  readonly ranef: Readonly<Record<string, ReferenceRanef>>;
  readonly objective_at: readonly {
    readonly label: string;
    readonly par: readonly number[];
    readonly objective: number;
  }[];
  readonly satterthwaite?: { readonly df: readonly number[]; readonly p: readonly number[] };
  readonly kenward_roger?: {
    readonly se: readonly number[];
    readonly df: readonly number[];
    readonly t: readonly number[];
    readonly p: readonly number[];
    readonly vcov?: readonly (readonly number[])[];
  };
  readonly anova_type1_satterthwaite?: readonly ReferenceAnovaRow[];
  readonly anova_type2_satterthwaite?: readonly ReferenceAnovaRow[];
  readonly anova_type3_satterthwaite?: readonly ReferenceAnovaRow[];
  readonly anova_type3_kenward_roger?: readonly ReferenceAnovaRow[];
  /** null for what lme4 has no interval of. */
  readonly confint_wald?: ReferenceIntervals<number | null>;
  readonly confint_profile?: ReferenceIntervals<number>;
  readonly predict?: readonly {
    readonly newdata: Readonly<Record<string, readonly (number | string)[]>>;
    readonly population: readonly number[];
    readonly conditional: readonly number[];
  }[];
}

/** The keys of a reference fit of glmer() that the tests use. */
export interface GlmmReference extends Omit<ReferenceFit, "fixef" | "vcov" | "resid_first10" | "rss" | "predict"> {
  readonly fixef: {
    readonly names: readonly string[];
    readonly estimate: readonly number[];
    /** Missing or null for singular fits and for nAGQ 0. */
    readonly se_hessian?: readonly number[] | null;
    readonly se_rx: readonly number[];
  };
  readonly vcov_hessian?: readonly (readonly number[])[];
  readonly vcov_rx: readonly (readonly number[])[];
  readonly minus2loglik: number;
  /** Sum of the squared deviance residuals. */
  readonly drsum: number;
  readonly linear_predictor_first10: readonly number[];
  readonly resid_deviance_first10: readonly number[];
  readonly resid_pearson_first10: readonly number[];
  readonly predict?: readonly {
    readonly newdata: Readonly<Record<string, readonly (number | string)[]>>;
    /** The conditional ones beside them contradict the fit's own fitted values and are not used. */
    readonly population_link: readonly number[];
    readonly population_response: readonly number[];
  }[];
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const readJson = (path: string): unknown => JSON.parse(readFileSync(`${root}${path}`, "utf8"));

const allCases = readJson("datasets/cases.json") as readonly (ReferenceCase | GlmmCase)[];
/** Linear models. */
export const cases = allCases.filter((entry): entry is ReferenceCase => "reml" in entry);
/** Generalized models. */
export const glmmCases = allCases.filter((entry): entry is GlmmCase => "family" in entry);
const datasets = new Map((readJson("datasets/datasets.json") as DatasetEntry[]).map((entry) => [entry.name, entry]));

export const referenceIds: readonly string[] = readdirSync(`${root}test/fixtures/reference/lmm`).map((file) =>
  file.replace(".json", ""),
);

export function referenceFit(id: string): ReferenceFit {
  return readJson(`test/fixtures/reference/lmm/${id}.json`) as ReferenceFit;
}

export function glmmReference(id: string): GlmmReference {
  return readJson(`test/fixtures/reference/glmm/${id}.json`) as GlmmReference;
}

/** lme4's numbers at a lower optimum than the reference fit's, where one is known; see scripts/lower-optima.R. */
export function lowerFit(id: string): Partial<ReferenceFit> | null {
  const path = `test/fixtures/reference/lower/${id}.json`;
  return existsSync(`${root}${path}`) ? (readJson(path) as Partial<ReferenceFit>) : null;
}

/** The fits of test/fixtures/reference/exact.json, whose optima were found in 34-digit arithmetic. */
export function exactFits(): readonly ExactFit[] {
  const { fits } = readJson("test/fixtures/reference/exact.json") as { fits: (ExactFit & { family?: string })[] };
  return fits.filter((fit) => fit.family === undefined);
}

/** Those of generalized models. */
export function exactGlmmFits(): readonly ExactGlmmFit[] {
  const { fits } = readJson("test/fixtures/reference/exact.json") as { fits: (ExactGlmmFit & { family?: string })[] };
  return fits.filter((fit) => fit.family !== undefined);
}

export interface ExactGlmmFit {
  readonly dataset: string;
  readonly formula: string;
  /** "Laplace" or "AGQ nAGQ=9". */
  readonly method: string;
  readonly theta: readonly number[];
  readonly beta: readonly number[];
  readonly minus2logLik: number;
  readonly se_beta_hessian: readonly number[];
}

export interface ExactFit {
  readonly dataset: string;
  readonly formula: string;
  readonly method: "ML" | "REML";
  readonly theta: readonly number[];
  readonly objective: number;
  readonly sigma: number;
  readonly beta: readonly number[];
  readonly se: readonly number[];
}

/** Path of a data set's CSV, or null where it is neither in the project nor beside it. */
export function datasetPath(name: string): string | null {
  const entry = datasets.get(name);
  if (entry === undefined) throw new Error(`no data set "${name}" in datasets/datasets.json`);
  const path = entry.copied ? `${root}datasets/${entry.file}` : `${root}../shared/reference/data/${entry.file}`;
  return existsSync(path) ? path : null;
}

/** Whether a data set is part of the project. */
export function isCopied(name: string): boolean {
  return datasets.get(name)?.copied === true;
}

/** Column types and orders of levels of a data set, as `readCsv` takes them. */
export function datasetSchema(name: string): {
  types: Record<string, "number" | "factor" | "ordered">;
  levels: Record<string, string[]>;
} {
  const columns = datasets.get(name)?.columns ?? [];
  return {
    types: Object.fromEntries(columns.map((column) => [column.name, column.type])),
    levels: Object.fromEntries(columns.flatMap(({ name: column, levels }) => (levels ? [[column, [...levels]]] : []))),
  };
}

const tables = new Map<string, Promise<Table>>();

/** The data of a case as a table, with the types of datasets.json; read once. */
export function loadTable(name: string): Promise<Table> {
  const known = tables.get(name);
  if (known !== undefined) return known;
  const path = datasetPath(name);
  if (path === null) throw new Error(`data set "${name}" is not here`);
  const schema = datasetSchema(name);
  const table = readCsv(readFileSync(path), schema).then((read) => sortedAsText(read, Object.keys(schema.levels)));
  tables.set(name, table);
  return table;
}

/** The reference fits were made of factors whose levels R had sorted as text, numbers too. */
function sortedAsText(table: Table, given: readonly string[]): Table {
  const factors = Array.from(table.columns.values()).filter((column) => column.kind === "factor");
  const numeric = factors.filter(({ name, levels, ordered }) => {
    return !ordered && !given.includes(name) && levels.every((level) => !Number.isNaN(Number(level)));
  });
  return toTable(table, {
    levels: Object.fromEntries(numeric.map(({ name, levels }) => [name, sortByCodePoint(Array.from(levels))])),
  });
}

/** Options of `glmm` for a case. */
export function glmmCaseOptions({ family, link, nAGQ, shape, weights, offset, contrasts }: GlmmCase): GlmmOptions {
  return { family, link, nAGQ, shape, weights, offset, contrasts };
}

/** Options of `lmm` for a case. */
export function caseOptions({ reml, weights, offset, contrasts }: ReferenceCase) {
  return { reml, weights, offset, contrasts };
}
