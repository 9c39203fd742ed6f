// Seeded random small linear mixed models: one to three grouping factors, nested, crossed or partially crossed, one to
// four columns each, weights, offsets, dependent columns, variances and correlations at their bounds, extreme scales.

export interface Case {
  readonly id: string;
  readonly formula: string;
  readonly reml: boolean;
  /** Column of `data`, or null. */
  readonly weights: string | null;
  readonly offset: readonly number[] | null;
  readonly data: Readonly<Record<string, readonly (number | string)[]>>;
  /** What is extreme about it, or null. */
  readonly extreme: string | null;
}

export interface CaseOptions {
  /** Share of designs with an extreme scale. */
  readonly extremes: number;
}

export class Draws {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
    for (let i = 0; i < 4; i++) this.uniform();
  }

  /** Of Steele and Vigna's splitmix, 32 bits. */
  uniform(): number {
    this.state = (this.state + 0x9e3779b9) >>> 0;
    let z = this.state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 0) / 4294967296 + 1 / 8589934592;
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  whole(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  chance(share: number): boolean {
    return this.uniform() < share;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.whole(0, list.length - 1)];
  }
}

/** The same seed and index give the same model. */
export function randomCase(seed: number, index: number, { extremes }: CaseOptions): Case {
  const draws = new Draws(Math.imul(seed, 0x27d4eb2f) ^ Math.imul(index + 1, 0x165667b1));
  const n = draws.whole(8, 14) + Math.floor(46 * draws.uniform() ** 2);
  const predictors = predictorColumns(draws, n);
  const groups = groupings(draws, n);
  const terms = groups.map((codes, f) => randomTerm(draws, `g${f + 1}`, codes, n, f === 0));
  const fixed = fixedPart(draws, n);
  const response = Array.from({ length: n }, () => draws.normal());
  const noise = draws.chance(0.1) ? 0.05 : 1;
  const weights = draws.chance(0.35) ? weightColumn(draws, n) : null;
  for (let i = 0; i < n; i++) response[i] *= noise / Math.sqrt(weights?.[i] ?? 1);
  const signal = draws.chance(0.9) ? 1 : 0;
  for (const name of fixed.columns) {
    const slope = signal * draws.normal();
    for (let i = 0; i < n; i++) response[i] += slope * (predictors[name]?.[i] ?? 1);
  }
  terms.forEach(({ columns }, f) => addEffects(draws, response, groups[f], columns, predictors));
  const offset = draws.chance(0.2) ? Array.from({ length: n }, () => 2 * draws.normal()) : null;
  offset?.forEach((value, i) => {
    response[i] += value;
  });
  const data: Record<string, (number | string)[]> = { y: response, ...predictors };
  data.h = Array.from({ length: n }, () => draws.pick(["a", "b", "c"]));
  groups.forEach((codes, f) => {
    data[`g${f + 1}`] = codes.map((code) => `L${code}`);
  });
  if (weights !== null) data.w = weights;
  const extreme = draws.chance(extremes) ? makeExtreme(draws, data, offset) : null;
  return {
    id: `${seed}-${index}`,
    formula: `y ~ ${[...fixed.text, ...terms.map(({ text }) => text)].join(" + ")}`,
    reml: draws.chance(0.5),
    weights: weights === null ? null : "w",
    offset,
    data,
    extreme,
  };
}

/** x1 of any kind, x2 near x1, x3 far from zero, x4 of zeros and ones, x5 a combination of others. */
function predictorColumns(draws: Draws, n: number): Record<string, number[]> {
  const column = (value: (i: number) => number) => Array.from({ length: n }, (_, i) => value(i));
  const x1 = draws.chance(0.3) ? column((i) => i % 5) : column(() => draws.normal());
  const x2 = column((i) => x1[i] * draws.pick([0, 1, 2]) + draws.normal());
  const far = draws.pick([0, 3, 50]);
  const x3 = column(() => far + draws.normal());
  const x4 = column(() => (draws.chance(0.5) ? 1 : 0));
  const x5 = column((i) => 2 * x1[i] - x4[i]);
  return { x1, x2, x3, x4, x5 };
}

/** Levels of each row for one to three factors. */
function groupings(draws: Draws, n: number): number[][] {
  const count = draws.pick([1, 1, 2, 2, 3]);
  const levels = () => (draws.chance(0.15) ? draws.whole(2, n - 1) : draws.whole(2, Math.max(3, Math.floor(n / 2.5))));
  const first = levels();
  const uneven = draws.chance(0.3);
  const one = (size: number) =>
    Array.from({ length: n }, (_, i) => (i < size ? i : Math.floor(size * draws.uniform() ** (uneven ? 3 : 1))));
  const out = [one(first)];
  for (let f = 1; f < count; f++) {
    const kind = draws.pick(["nested", "crossed", "partial", "partial"] as const);
    const before = out[f - 1];
    if (kind === "nested") {
      const inner = draws.whole(2, 4);
      out.push(before.map((code) => code * inner + draws.whole(0, inner - 1)));
    } else if (kind === "crossed") {
      const size = draws.whole(2, Math.max(2, Math.floor(n / 4)));
      const seen = new Map<number, number>();
      out.push(
        before.map((code) => {
          const at = seen.get(code) ?? 0;
          seen.set(code, at + 1);
          return at % size;
        }),
      );
    } else out.push(one(levels()));
  }
  return out.map((codes) => (new Set(codes).size >= n ? codes.map((code) => Math.floor(code / 2)) : codes));
}

function randomTerm(draws: Draws, group: string, codes: readonly number[], n: number, isFirst: boolean) {
  const levels = new Set(codes).size;
  const most = Math.max(1, Math.min(4, Math.floor((n - 1) / levels)));
  const k = Math.min(most, draws.pick([1, 1, 2, 2, 3, 4]));
  const candidates = ["x1", "x2", "x3", "x4", "x5"];
  const slopes: string[] = [];
  const hasIntercept = draws.chance(0.85);
  while (slopes.length < k - (hasIntercept ? 1 : 0)) {
    const next = candidates[Math.min(4, Math.floor(draws.uniform() ** 2 * 5))];
    if (!slopes.includes(next)) slopes.push(next);
  }
  const columns = [...(hasIntercept ? ["1"] : []), ...slopes];
  const bar = hasIntercept ? columns.join(" + ") : ["0", ...slopes].join(" + ");
  const kind = k === 1 ? "us" : draws.pick(["us", "us", "us", "us", "||", "diag", "diag", isFirst ? "cs" : "us"]);
  const text =
    kind === "us" ? `(${bar} | ${group})` : kind === "||" ? `(${bar} || ${group})` : `${kind}(${bar} | ${group})`;
  return { columns, text };
}

function fixedPart(draws: Draws, n: number): { text: string[]; columns: string[] } {
  const hasIntercept = draws.chance(0.88);
  const most = Math.min(4, Math.floor(n / 3) - 1);
  const slopes = ["x1", "x2", "x3", "x4"].filter(() => draws.chance(0.45)).slice(0, most);
  if (draws.chance(0.08)) slopes.push("x5");
  if (draws.chance(0.05) && slopes.length > 0) slopes.push(`I(2 * ${slopes[0]})`);
  const text = [hasIntercept ? "1" : "0", ...slopes, ...(n > 14 && draws.chance(0.12) ? ["h"] : [])];
  if (!hasIntercept && text.length === 1) text[0] = "1";
  return { text, columns: text.filter((name) => name === "1" || /^x\d$/.test(name)) };
}

function weightColumn(draws: Draws, n: number): number[] {
  const spread = draws.pick([0.3, 1, 2]);
  if (draws.chance(0.15)) return Array.from({ length: n }, () => draws.whole(1, 5));
  return Array.from({ length: n }, () => Math.exp(spread * draws.normal()));
}

/** Effects whose deviations are zero, small or large, and now and then in one direction. */
function addEffects(
  draws: Draws,
  response: number[],
  codes: readonly number[],
  columns: readonly string[],
  predictors: Readonly<Record<string, readonly number[]>>,
): void {
  const size = draws.pick([0.3, 1, 1, 3, 10]);
  const deviations = columns.map(() => (draws.chance(0.4) ? 0 : size * draws.uniform()));
  const isLine = draws.chance(0.25);
  const effects = new Map<number, number[]>();
  for (const [i, code] of codes.entries()) {
    if (!effects.has(code)) {
      const common = draws.normal();
      effects.set(
        code,
        deviations.map((sd) => sd * (isLine ? common : draws.normal())),
      );
    }
    columns.forEach((name, c) => {
      response[i] += (effects.get(code)?.[c] ?? 0) * (predictors[name]?.[i] ?? 1);
    });
  }
}

function makeExtreme(draws: Draws, data: Record<string, (number | string)[]>, offset: number[] | null): string {
  const power = draws.pick([-150, -100, -13, -9, 9, 13, 100, 150]);
  const times = (column: (number | string)[], factor: number) => {
    column.forEach((value, i) => {
      column[i] = (value as number) * factor;
    });
  };
  const what = draws.pick(["response", "predictor", "weights", "shift", "ratio"] as const);
  if (what === "response") {
    times(data.y, 10 ** power);
    if (offset !== null) times(offset, 10 ** power);
  } else if (what === "predictor") times(data.x1, 10 ** power);
  else if (what === "weights" && data.w !== undefined) times(data.w, 10 ** Math.max(-77, Math.min(77, power)));
  else if (what === "shift") {
    const by = draws.pick([1e3, 1e4, 1e6]);
    data.x1.forEach((value, i) => {
      data.x1[i] = (value as number) + by;
    });
    return `shift ${by}`;
  } else {
    const levels = new Map<number | string, number>();
    const scale = draws.pick([1e4, 1e5, 1e6]);
    data.g1.forEach((level, i) => {
      if (!levels.has(level)) levels.set(level, scale * draws.normal());
      data.y[i] = (data.y[i] as number) + (levels.get(level) ?? 0);
    });
    return `ratio ${scale}`;
  }
  return `${what} 1e${power}`;
}
