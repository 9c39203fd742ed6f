// Whether one model is a special case of another.
import type { Design } from "../../design/design.js";
import type { LiveFit } from "../../fit/fit.js";
import { Span } from "../../math/span.js";
import { randomNesting } from "./random-nesting.js";

export interface Nesting {
  /** Why the smaller model is no special case of the larger, in words; null where it is one. */
  readonly reason: string | null;
  /** Variances of the larger model, combinations of effects included, that are zero in the smaller. */
  readonly boundary: number;
}

/** Compares column spaces of X, offsets, random terms by structure and rows, and families; not the formulas' texts. */
export function nesting(small: LiveFit, large: LiveFit): Nesting {
  const family = familyNesting(small, large);
  if (family.reason !== null) return family;
  const column = foreignColumn(small, large);
  if (column !== null) return { reason: `its ${column} is not in the other model`, boundary: 0 };
  const random = randomNesting(small.live.design, large.live.design);
  if ("missing" in random) {
    return { reason: `its random term (${random.missing}) is not part of the other model`, boundary: 0 };
  }
  return { reason: null, boundary: random.boundary + family.boundary };
}

/** Whether the columns of X span the same space, whatever their coding. */
export function hasSameFixedPart(a: LiveFit, b: LiveFit): boolean {
  return a.rank === b.rank && foreignColumn(a, b) === null;
}

function familyNesting(small: LiveFit, large: LiveFit): Nesting {
  const inside = { reason: null, boundary: 0 };
  const { family } = large.live.spec;
  if (small.family !== large.family && small.family !== family.limit) {
    return { reason: `its family is ${small.family}, that of the other ${large.family}`, boundary: 0 };
  }
  if (small.link !== large.link) {
    return { reason: `its link is ${small.link}, that of the other ${large.link}`, boundary: 0 };
  }
  const given = family.parameters.find(({ name }) => !large.live.likelihood.estimated.includes(name));
  const isLimit = small.family !== large.family;
  if (given === undefined) return { reason: null, boundary: isLimit ? family.parameters.length : 0 };
  const { family: ours } = large.live.estimates;
  if (!isLimit && ours.every((value, i) => value === small.live.estimates.family[i])) return inside;
  return { reason: `the ${given.name} of the other model was given and not estimated`, boundary: 0 };
}

/** Name of the first column of X, or of the offset, that the other model's columns cannot make; null for none. */
function foreignColumn(small: LiveFit, large: LiveFit): string | null {
  const { design } = small.live;
  const columns = large.kept.map((column) => large.live.design.fixed.columns[column]);
  const others = small.kept.filter((at) => !columns.some((column) => isSame(column, design.fixed.columns[at])));
  const offset = difference(design, large.live.design);
  if (others.length === 0 && offset === null) return null;
  const space = new Span(columns);
  const foreign = others.find((at) => !space.has(design.fixed.columns[at]));
  if (foreign !== undefined) return `coefficient "${design.fixed.names[foreign]}"`;
  return offset === null || space.has(offset) ? null : "offset";
}

function difference({ offset: a, nobs }: Design, { offset: b }: Design): Float64Array | null {
  if (a === b || (a !== null && b !== null && isSame(a, b))) return null;
  return Float64Array.from({ length: nobs }, (_, row) => (a?.[row] ?? 0) - (b?.[row] ?? 0));
}

/** Whether two columns are the same to the last bit. */
export function isSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) return true;
  for (let row = 0; row < a.length; row++) if (a[row] !== b[row]) return false;
  return a.length === b.length;
}
