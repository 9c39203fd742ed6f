// The two statements of a model: one scan for its shape, one group by for its cells.
import type { CellPlan } from "./plan.js";
import type { SqlSource } from "./sql-source.js";

/** A select and the kinds of its columns. */
export interface Statement {
  readonly sql: string;
  readonly kinds: readonly ("number" | "text")[];
}

/** Counts of a source under a plan, and means, minima and maxima of its atoms in the rows used. */
export interface SourceShape {
  readonly rows: number;
  /** Rows with all values, and rows of the subset that lack this or that. */
  readonly used: number;
  readonly missing: readonly number[];
  readonly means: readonly number[];
  readonly minima: readonly number[];
  readonly maxima: readonly number[];
  /** Least and greatest weight; ones where there are none. */
  readonly weights: readonly [number, number];
  readonly covariates: readonly CovariateShape[];
}

/** Of a column of numbers in the rows used. */
export interface CovariateShape {
  readonly mean: number;
  readonly least: number;
  readonly greatest: number;
  /** Over the rows, of the source alone. */
  readonly variance: number;
}

/** A beginning that no column of the source has, since a name may stand for the column behind it. */
function prefixOf(columns: Iterable<string>): string {
  let prefix = "blup_";
  while ([...columns].some((name) => name.toLowerCase().startsWith(prefix))) prefix += "_";
  return prefix;
}

/** Statements of one plan for one source. */
export class PlanStatements {
  private readonly prefix: string;

  constructor(
    private readonly source: SqlSource,
    private readonly plan: CellPlan,
    columns: Iterable<string>,
  ) {
    this.prefix = prefixOf([...columns]);
  }

  /** Every row of the subset with its values under names of our own. */
  private rows(withKeys: boolean): string {
    const { plan, source, prefix } = this;
    const { flag } = source.dialect;
    const all = plan.required.map(({ isMissing }) => isMissing).join(" or ");
    const columns = [
      ...(withKeys
        ? plan.keys.map(({ kind, sql }, i) => `${kind === "logical" ? flag(sql) : sql} as ${prefix}k${i}`)
        : plan.required.map(({ isMissing }, i) => `${flag(isMissing)} as ${prefix}m${i}`)),
      ...plan.atoms.map(({ sql }, i) => `${sql} as ${prefix}u${i}`),
      ...(withKeys ? [] : plan.covariates.map(({ sql }, i) => `${sql} as ${prefix}c${i}`)),
      ...(plan.weights === null ? [] : [`${plan.weights} as ${prefix}w`]),
      ...(withKeys ? [] : [`${flag(all)} as ${prefix}lacks`]),
    ];
    const conditions = [...(plan.condition === null ? [] : [plan.condition]), ...(withKeys ? [`not (${all})`] : [])];
    const where = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
    return `(select ${columns.join(", ")} from ${source.from}${where}) as ${prefix}rows`;
  }

  shape(): Statement {
    const { plan, source, prefix } = this;
    const { double, answer, variance } = source.dialect;
    const numbers = [...plan.atoms.map((_, i) => `${prefix}u${i}`), ...(plan.weights === null ? [] : [`${prefix}w`])];
    const used = (name: string) => `case when ${prefix}lacks = 0 then ${name} end`;
    const columns = [
      double("count(*)"),
      double(`sum(1 - ${prefix}lacks)`),
      ...plan.required.map((_, i) => double(`sum(${prefix}m${i})`)),
      ...numbers.flatMap((name) => [`avg(${used(name)})`, `min(${used(name)})`, `max(${used(name)})`]),
      ...plan.covariates.flatMap((_, i) => {
        const own = used(`${prefix}c${i}`);
        return [`avg(${own})`, `min(${own})`, `max(${own})`, variance(own)];
      }),
    ];
    return {
      sql: `select ${columns.map(answer).join(", ")} from ${this.rows(false)}`,
      kinds: columns.map(() => "number"),
    };
  }

  /** Of each cell its keys, count, [sums of weights and of their logarithms,] means minus `centers`, scatter by rows. */
  cells(centers: readonly number[]): Statement {
    const { plan, source, prefix } = this;
    const { double, number, scatter, log, present, answer } = source.dialect;
    const keys = plan.keys.map((_, i) => `${prefix}k${i}`);
    const atoms = plan.atoms.map((_, i) => `(${present(`${prefix}u${i}`)} - ${number(centers[i])})`);
    const w = present(`${prefix}w`);
    const isWeighted = plan.weights !== null;
    const pairs = atoms.flatMap((one, i) => atoms.slice(i).map((other): [string, string] => [one, other]));
    const sums = [
      double("count(*)"),
      ...(isWeighted ? [`sum(${w})`, `sum(${log}(${w}))`] : []),
      ...atoms.map((atom) => (isWeighted ? `sum(${w} * ${atom}) / sum(${w})` : `avg(${atom})`)),
      ...pairs.map(([one, other]) => (isWeighted ? `sum(${w} * ${one} * ${other})` : scatter(one, other))),
    ];
    const names = plan.keys.map(({ kind }, i) => (kind === "logical" ? double(present(keys[i])) : present(keys[i])));
    return {
      sql: `select ${[...names, ...sums.map(answer)].join(", ")} from ${this.rows(true)} group by ${keys.join(", ")}`,
      kinds: [
        ...plan.keys.map(({ kind }) => (kind === "text" ? "text" : "number") as "text" | "number"),
        ...sums.map(() => "number" as const),
      ],
    };
  }

  /** Reads the answer to shape(). */
  shapeOf(answer: readonly number[]): SourceShape {
    const { plan } = this;
    const [rows, used, ...rest] = answer;
    const missing = rest.splice(0, plan.required.length);
    const of = (place: number) => plan.atoms.map((_, i) => rest[3 * i + place]);
    const last = 3 * plan.atoms.length;
    const further = last + (plan.weights === null ? 0 : 3);
    return {
      covariates: plan.covariates.map((_, i) => {
        const [mean, least, greatest, variance] = rest.slice(further + 4 * i);
        return { mean, least, greatest, variance };
      }),
      rows,
      used: Number.isNaN(used) ? 0 : used,
      missing: missing.map((count) => (Number.isNaN(count) ? 0 : count)),
      means: of(0),
      minima: of(1),
      maxima: of(2),
      weights: plan.weights === null ? [1, 1] : [rest[last + 1], rest[last + 2]],
    };
  }
}
