// How the terms of one formula become columns: R's rule for contrasts or dummies, and R's names (model.matrix).
import { DesignError } from "../errors.js";
import type { Term, TermList } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { buildContrast, type ContrastSpec, defaultContrast } from "../frame/contrasts.js";
import type { FactorSchema, VariableSchema } from "../frame/variables.js";

/** One variable's part in a term: `count` columns, each a table of values by level or a column of numbers. */
export interface Coding {
  readonly variable: string;
  /** What each column adds to the name of a coefficient: "fB". */
  readonly names: readonly string[];
  /** The value of each level in a column, column by column; null for a variable of numbers. */
  readonly byLevel: ((column: number) => Float64Array) | null;
}

/** A term's codings; its columns are their products, the first varying fastest. */
export interface CodedTerm {
  readonly label: string;
  readonly codings: readonly Coding[];
  readonly names: readonly string[];
}

/** The terms coded; throws DesignError for a factor with a single level, OptionError for an impossible contrast. */
export function codeTerms(
  { intercept, terms }: TermList,
  variables: ReadonlyMap<string, VariableSchema>,
  contrasts: Readonly<Record<string, ContrastSpec>>,
): CodedTerm[] {
  const labels = terms.map((term) => term.variables.map(deparse));
  const schemas = new Map(labels.flat().map((label) => [label, knownSchema(variables, label)]));
  for (const [label, schema] of schemas) checkLevels(label, schema, terms);
  const builder = new CodingBuilder(schemas, contrasts);
  const isFactor = (label: string) => schemas.get(label)?.kind === "factor";
  // Without an intercept the first factor of the first term that has one stands in for it.
  const leading = intercept ? -1 : labels.findIndex((term) => term.some(isFactor));
  const margins = marginsOf();
  return terms.map((term, t) => {
    const standIn = t === leading ? labels[t].find(isFactor) : undefined;
    const has = margins(labels[t]);
    const codings = labels[t].map((label, i) =>
      label !== standIn && has[i] ? builder.contrasted(label) : builder.full(label),
    );
    return { label: term.label, codings, names: productNames(codings) };
  });
}

/** How many columns codeTerms() makes of each term; nothing is made, however many they are. */
export function columnCounts({ intercept, terms }: TermList, variables: ReadonlyMap<string, VariableSchema>): number[] {
  const labels = terms.map((term) => term.variables.map(deparse));
  const isFactor = (label: string) => variables.get(label)?.kind === "factor";
  const leading = intercept ? -1 : labels.findIndex((term) => term.some(isFactor));
  const margins = marginsOf();
  return labels.map((term, t) => {
    const standIn = t === leading ? term.find(isFactor) : undefined;
    const has = margins(term);
    return term.reduce((count, label, i) => {
      const schema = knownSchema(variables, label);
      if (schema.kind === "number") return count * schema.suffixes.length;
      return count * (schema.levels.length - (label !== standIn && has[i] ? 1 : 0));
    }, 1);
  });
}

/** Of each term its variables' codings with a column for every level of every factor, whatever the terms before it. */
export function levelCodings(terms: readonly Term[], variables: ReadonlyMap<string, VariableSchema>): Coding[][] {
  const builder = new CodingBuilder(variables, {});
  return terms.map((term) => term.variables.map((variable) => builder.full(deparse(variable))));
}

/**
 * R's TermCode, for term after term, none with fewer variables than one before it: is the term without a variable of it empty,
 * or part of an earlier term? Then contrasts suffice.
 */
function marginsOf(): (term: readonly string[]) => boolean[] {
  const bits = new Map<string, bigint>();
  const parts = new Set([0n]);
  return (term) => {
    const own = term.map((label) => {
      const bit = bits.get(label) ?? 1n << BigInt(bits.size);
      bits.set(label, bit);
      return bit;
    });
    const whole = own.reduce((sum, bit) => sum + bit, 0n);
    const have = own.map((bit) => parts.has(whole - bit));
    for (const bit of [0n, ...own]) parts.add(whole - bit);
    return have;
  };
}

class CodingBuilder {
  readonly #contrasted = new Map<string, Coding>();

  constructor(
    readonly schemas: ReadonlyMap<string, VariableSchema>,
    readonly contrasts: Readonly<Record<string, ContrastSpec>>,
  ) {}

  /** Columns of the contrast matrix, or the numbers themselves. */
  contrasted(label: string): Coding {
    const known = this.#contrasted.get(label);
    if (known !== undefined) return known;
    const schema = this.schemas.get(label) as VariableSchema;
    const coding = schema.kind === "number" ? this.full(label) : this.#contrast(label, schema);
    this.#contrasted.set(label, coding);
    return coding;
  }

  #contrast(label: string, { levels, ordered, contrast = defaultContrast(ordered) }: FactorSchema): Coding {
    const spec = Object.hasOwn(this.contrasts, label) ? this.contrasts[label] : contrast;
    const { columns, matrix } = buildContrast(spec, label, levels);
    const rows = levels.length;
    return {
      variable: label,
      names: columns.map((name) => label + name),
      byLevel: (column) => matrix.subarray(column * rows, (column + 1) * rows),
    };
  }

  /** One column of zeros and ones for each level, or the numbers themselves. */
  full(label: string): Coding {
    const schema = this.schemas.get(label) as VariableSchema;
    if (schema.kind === "number") {
      return { variable: label, names: schema.suffixes.map((suffix) => label + suffix), byLevel: null };
    }
    const { levels } = schema;
    return {
      variable: label,
      names: levels.map((level) => label + level),
      byLevel: (column) => Float64Array.from(levels, (_, level) => (level === column ? 1 : 0)),
    };
  }
}

function productNames(codings: readonly Coding[]): string[] {
  return codings.reduce<string[]>(
    (names, coding, i) =>
      i === 0 ? [...coding.names] : coding.names.flatMap((name) => names.map((before) => `${before}:${name}`)),
    [],
  );
}

function knownSchema(variables: ReadonlyMap<string, VariableSchema>, label: string): VariableSchema {
  const schema = variables.get(label);
  if (schema === undefined) throw new DesignError(`variable "${label}" is not in the model frame`, label);
  return schema;
}

function checkLevels(label: string, schema: VariableSchema, terms: readonly Term[]): void {
  if (schema.kind === "number" || schema.levels.length > 1) return;
  const term = terms.find(({ variables }) => variables.some((variable) => deparse(variable) === label));
  const only = schema.levels.length === 1 ? `the one level "${schema.levels[0]}"` : "no level";
  const text =
    `factor "${label}" has ${only} in the rows used; contrasts can be applied only to factors with 2 or more levels: ` +
    "leave it out of the formula";
  throw new DesignError(text, term?.label ?? label);
}
