// Random generalized mixed models: every family with every link, small shapes, means near the edge of a link, weights,
// offsets, several random terms. A seed and a number decide a design.

import type { FamilyName, LinkName } from "../../src/family/family.js";

/** Families of src/family, and their links. */
const LINKS: Readonly<Record<FamilyName, readonly LinkName[]>> = {
  binomial: ["logit", "probit", "cloglog", "cauchit", "log"],
  poisson: ["log", "sqrt", "identity"],
  negbinomial: ["log", "sqrt", "identity"],
  gamma: ["inverse", "log", "identity"],
  "inverse-gaussian": ["1/mu^2", "log", "identity", "inverse"],
  gaussian: ["identity", "log", "inverse"],
};

/** Every pair of a family and a link. */
export const PAIRS = Object.entries(LINKS).flatMap(([family, links]) =>
  links.map((link) => ({ family: family as FamilyName, link })),
);

export interface GeneralizedDesign {
  readonly index: number;
  readonly family: FamilyName;
  readonly link: LinkName;
  readonly formula: string;
  readonly columns: Readonly<Record<string, string[] | number[]>>;
  readonly weights: number[] | null;
  readonly offset: number[] | null;
  readonly shape: number;
}

/** What responses are drawn from. */
interface Truth {
  readonly shape: number;
  readonly trials: number;
  readonly intercept: number;
  readonly slope: number;
  readonly sd: number;
}

const RANDOM_TERMS = ["(1 | g)", "(1 | g)", "(1 | g)", "(x | g)", "(x || g)", "(1 | g) + (1 | h)"];

/** The design `index` of a seed; the response of a binomial is wins of `size` trials. Pairs of family and link take turns. */
export function generalizedDesign(seed: number, index: number): GeneralizedDesign {
  for (let attempt = 0; ; attempt++) {
    const design = drawn(new Source(seed * 100003 + index + attempt * 4294967296), index);
    const { y, size } = design.columns as Readonly<Record<string, number[]>>;
    const share = (i: number) => (size === undefined ? y[i] : y[i] / size[i]);
    if (y.some((_, i) => share(i) !== share(0))) return design;
  }
}

function drawn(random: Source, index: number): GeneralizedDesign {
  const { family, link } = PAIRS[index % PAIRS.length];
  const terms = random.pick(RANDOM_TERMS);
  const levels = random.whole(4, 16);
  const hasSecond = random.uniform() < 0.3;
  const isWeighted = random.uniform() < 0.15;
  const hasOffset = (link === "log" || link === "logit") && random.uniform() < 0.2;
  const g = Array.from({ length: levels }, (_, j) => Array<number>(random.whole(2, 12)).fill(j)).flat();
  const others = random.whole(3, 6);
  const h = g.map(() => random.whole(0, others - 1));
  const x = g.map(() => rounded(random.normal()));
  const z = g.map(() => rounded(random.normal()));
  const offset = hasOffset ? g.map(() => rounded(random.between(-2, 2))) : null;
  const weights = isWeighted
    ? g.map(() => (family === "gaussian" ? rounded(random.between(0.3, 3)) : random.whole(1, 4)))
    : null;
  const truth = truthOf(random, family, link);
  const effects = {
    g: Array.from({ length: levels }, () => truth.sd * random.normal()),
    slope: Array.from({ length: levels }, () => 0.5 * truth.sd * random.normal()),
    h: Array.from({ length: others }, () => truth.sd * random.normal()),
  };
  const eta = g.map((j, i) => {
    const fixed =
      truth.intercept + truth.slope * x[i] + (hasSecond ? (truth.slope * z[i]) / 2 : 0) + (offset?.[i] ?? 0);
    const slope = terms.includes("x") ? effects.slope[j] * x[i] : 0;
    return inDomain(family, link, fixed + effects.g[j] + slope + (terms.includes("h") ? effects.h[h[i]] : 0), truth);
  });
  const size = family === "binomial" ? g.map(() => truth.trials) : null;
  const mean = eta.map((value) => inverse(link, value));
  const y = mean.map((mu) => responseOf(random, family, mu, truth));
  const columns = { g: g.map(String), h: h.map(String), x, z, y, ...(size && { size }) };
  const left = size === null ? "y" : "cbind(y, size - y)";
  const formula = `${left} ~ x${hasSecond ? " + z" : ""} + ${terms}`;
  return { index, family, link, formula, columns, weights, offset, shape: truth.shape };
}

/** Parameters that give means a link can have, now and then at its edge. */
function truthOf(random: Source, family: FamilyName, link: LinkName): Truth {
  const shape = Math.exp(random.between(Math.log(0.05), Math.log(5)));
  const trials = random.pick([1, 1, 4, 20]);
  if (link === "log" && family === "binomial") {
    return {
      shape,
      trials,
      intercept: random.between(-3, -0.5),
      slope: random.between(-0.4, 0.4),
      sd: random.between(0, 0.5),
    };
  }
  if (!isPositive(family, link)) {
    const isFar = random.uniform() < 0.15;
    const intercept = isFar ? random.between(-8, 8) : random.between(-2, 3);
    return { shape, trials, intercept, slope: random.between(-1, 1), sd: random.between(0, 1.2) };
  }
  const isNear = random.uniform() < 0.3;
  const intercept = Math.exp(random.between(-1, 3));
  const part = isNear ? 0.5 : 0.15;
  return {
    shape,
    trials,
    intercept,
    slope: random.between(-part, part) * intercept,
    sd: random.between(0, part) * intercept,
  };
}

/** Whether means are drawn from positive linear predictors only. */
function isPositive(family: FamilyName, link: LinkName): boolean {
  return ["sqrt", "inverse", "1/mu^2"].includes(link) || (link === "identity" && family !== "gaussian");
}

function inDomain(family: FamilyName, link: LinkName, eta: number, { intercept }: Truth): number {
  if (link === "log" && family === "binomial") return Math.min(eta, -0.01);
  return isPositive(family, link) ? Math.max(eta, 0.02 * intercept) : eta;
}

function inverse(link: LinkName, eta: number): number {
  if (link === "log") return Math.exp(eta);
  if (link === "sqrt") return eta * eta;
  if (link === "inverse") return 1 / eta;
  if (link === "1/mu^2") return 1 / Math.sqrt(eta);
  if (link === "logit") return 1 / (1 + Math.exp(-eta));
  if (link === "cloglog") return -Math.expm1(-Math.exp(eta));
  if (link === "cauchit") return 0.5 + Math.atan(eta) / Math.PI;
  if (link === "probit") return 1 / (1 + Math.exp(-1.702 * eta));
  return eta;
}

function responseOf(random: Source, family: FamilyName, mu: number, { shape, trials }: Truth): number {
  if (family === "binomial") {
    return Array.from({ length: trials }, () => random.uniform() < mu).filter(Boolean).length;
  }
  if (family === "poisson") return random.poisson(mu);
  if (family === "negbinomial") return random.poisson(random.gamma(shape) * (mu / shape));
  if (family === "gamma") return Math.max(1e-300, rounded(random.gamma(shape) * (mu / shape)));
  if (family === "gaussian") return rounded(mu + (mu / Math.sqrt(shape) / 3) * random.normal());
  const rate = shape * mu;
  const square = random.normal() ** 2;
  const smaller = mu / (1 + (mu * square + Math.sqrt(4 * mu * rate * square + (mu * square) ** 2)) / (2 * rate));
  return Math.max(1e-300, rounded(random.uniform() <= mu / (mu + smaller) ? smaller : (mu * mu) / smaller));
}

const rounded = (value: number) => Number(value.toPrecision(8));

/** Random numbers (sfc32, Doty-Humphrey). */
class Source {
  #state: [number, number, number, number];

  constructor(seed: number) {
    this.#state = [seed | 0, Math.floor(seed / 4294967296) | 0, 0x9e3779b9 | 0, 1];
    for (let i = 0; i < 20; i++) this.uniform();
  }

  uniform(): number {
    let [a, b, c, d] = this.#state;
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    this.#state = [a, b, c, d];
    return (t >>> 0) / 4294967296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  whole(low: number, high: number): number {
    return low + Math.floor((high - low + 1) * this.uniform());
  }

  pick<T>(list: readonly T[]): T {
    return list[this.whole(0, list.length - 1)];
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Marsaglia and Tsang's. */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * (1 - this.uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  /** Halved until small. */
  poisson(mu: number): number {
    if (mu > 1e7) return Math.max(0, Math.round(mu + Math.sqrt(mu) * this.normal()));
    let left = mu;
    let count = 0;
    while (left > 30) {
      // The k-th arrival of a unit process is gamma(k): beyond it the rest is Poisson, before it binomial.
      const k = Math.floor(left * 0.875);
      const arrival = this.gamma(k);
      if (arrival > left) return count + this.binomial(k - 1, left / arrival);
      left -= arrival;
      count += k;
    }
    const limit = Math.exp(-left);
    for (let product = this.uniform(); product > limit; product *= this.uniform()) count++;
    return count;
  }

  binomial(size: number, p: number): number {
    let wins = 0;
    for (let i = 0; i < size; i++) if (this.uniform() < p) wins++;
    return wins;
  }
}
