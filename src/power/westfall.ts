// The five designs of Westfall, Kenny & Judd (2014), Journal of Experimental Psychology: General 143:2020, in which
// participants respond to stimuli in two conditions: as studies for power(), and by their closed form.
import { OptionError } from "../errors.js";
import { studentQuantile } from "../math/distributions/distributions.js";
import { noncentralTails } from "../math/distributions/noncentral-t.js";
import { checkOptions, DRAWS, isRecord, LEVEL, nameText, type OptionRules, oneOf } from "../options.js";
import type { PowerDesign } from "./design.js";
import type { PowerOptions } from "./options.js";

/** Which of participants and stimuli are within one condition only. */
export type WestfallKind =
  | "crossed"
  | "counterbalanced"
  | "stimuli-within-condition"
  | "participants-within-condition"
  | "both-within-condition";

/** Shares of the total variance, which sum to 1; of slopes for conditions that are −1 and 1. */
export interface VarianceShares {
  /** Participants' means. */
  readonly P: number;
  /** Stimuli's means. */
  readonly S: number;
  /** Participants' slopes. */
  readonly PC: number;
  /** Stimuli's slopes. */
  readonly SC: number;
  /** Pairs of a participant and a stimulus; part of the error but where a pair meets twice. */
  readonly PS: number;
  /** What is left: the error. */
  readonly E: number;
}

/** A design's size, effect and variances. */
export interface WestfallOptions {
  /** In all. */
  readonly participants: number;
  /** In all. */
  readonly stimuli: number;
  /** Difference of the conditions' means over the total standard deviation. */
  readonly d: number;
  /** Shares of the total variance, which sum to 1. */
  readonly shares: VarianceShares;
  /** Of the closed form; 0.05 unless given. */
  readonly alpha?: number | undefined;
}

/** What power() is to be called with. */
export interface WestfallStudy {
  /** Of the analysis. */
  readonly formula: string;
  /** Units and conditions. */
  readonly design: PowerDesign;
  /** Effects and variances of a total of 1; `seed` and `replicates` are to be added. */
  readonly options: Pick<PowerOptions, "effects" | "random" | "sigma" | "types">;
}

const KINDS: readonly WestfallKind[] = [
  "crossed",
  "counterbalanced",
  "stimuli-within-condition",
  "participants-within-condition",
  "both-within-condition",
];
const RULES: OptionRules<WestfallOptions> = {
  participants: [DRAWS[0], DRAWS[1], "required"],
  stimuli: [DRAWS[0], DRAWS[1], "required"],
  d: [Number.isFinite, "a number", "required"],
  shares: [isRecord, "an object with P, S, PC, SC, PS and E", "required"],
  alpha: LEVEL,
};
const SHARES = ["P", "S", "PC", "SC", "PS", "E"] as const;

/**
 * A study for power(): its formula, design and parameters. Throws OptionError for shares that do not sum to 1.
 *
 * @example
 * const shares = { P: 0.2, S: 0.2, PC: 0.1, SC: 0.1, PS: 0.1, E: 0.3 };
 * const study = westfallDesign("counterbalanced", { participants: 40, stimuli: 16, d: 0.5, shares });
 * const { tests } = await power(study.formula, study.design, { ...study.options, seed: 1, replicates: 100 });
 */
export function westfallDesign(kind: WestfallKind, options: WestfallOptions): WestfallStudy {
  const { participants, stimuli, d, shares } = checked(kind, options);
  const { P, S, PC, SC, PS, E } = shares;
  const units = { participant: participants, stimulus: stimuli };
  const condition = { condition: ["-1", "1"] };
  const hasPairs = kind === "crossed";
  const sigma = Math.sqrt(hasPairs ? E : PS + E);
  const own = { effects: { condition: d / 2 }, sigma, types: { condition: "number" } as const };
  const means = (unit: string, variance: number) => ({ [`sd_(Intercept)|${unit}`]: Math.sqrt(variance) });
  const slopes = (unit: string, variance: number) => ({ [`sd_condition|${unit}`]: Math.sqrt(variance) });
  const both = { ...means("participant", P), ...slopes("participant", PC) };
  const ofStimuli = { ...means("stimulus", S), ...slopes("stimulus", SC) };
  switch (kind) {
    case "crossed":
      return {
        formula: "y ~ condition + (condition || participant) + (condition || stimulus) + (1 | participant:stimulus)",
        design: { units, within: condition },
        options: { ...own, random: { ...both, ...ofStimuli, ...means("participant:stimulus", PS) } },
      };
    case "counterbalanced":
      return {
        formula: "y ~ condition + (condition || participant) + (condition || stimulus)",
        design: { units, counterbalanced: condition },
        options: { ...own, random: { ...both, ...ofStimuli } },
      };
    case "stimuli-within-condition":
      return {
        formula: "y ~ condition + (condition || participant) + (1 | stimulus)",
        design: { units, between: { stimulus: condition } },
        options: { ...own, random: { ...both, ...means("stimulus", S + SC) } },
      };
    case "participants-within-condition":
      return {
        formula: "y ~ condition + (1 | participant) + (condition || stimulus)",
        design: { units, between: { participant: condition } },
        options: { ...own, random: { ...means("participant", P + PC), ...ofStimuli } },
      };
    default:
      return {
        formula: "y ~ condition + (1 | participant) + (1 | stimulus)",
        design: {
          units: { condition: 2, participant: participants / 2, stimulus: stimuli / 2 },
          nested: { participant: "condition", stimulus: "condition" },
        },
        options: {
          effects: { conditioncondition2: d },
          random: { ...means("participant", P + PC), ...means("stimulus", S + SC) },
          sigma,
        },
      };
  }
}

/**
 * Power of the two-sided test by the noncentral t, its noncentrality and its degrees of freedom by Satterthwaite's match of
 * mean squares; in the counterbalanced design those within lists. Throws OptionError for shares that do not sum to 1.
 *
 * @example
 * const shares = { P: 0.2, S: 0.2, PC: 0.1, SC: 0.1, PS: 0.1, E: 0.3 };
 * westfallPower("counterbalanced", { participants: 40, stimuli: 16, d: 0.5, shares }).power;
 */
export function westfallPower(
  kind: WestfallKind,
  options: WestfallOptions,
): {
  /** Of the two-sided test, from 0 to 1. */
  readonly power: number;
  /** Noncentrality of the t statistic. */
  readonly ncp: number;
  /** Its degrees of freedom. */
  readonly df: number;
} {
  const { participants: p, stimuli: q, d, shares, alpha = 0.05 } = checked(kind, options);
  const { P, S, PC, SC, PS, E } = shares;
  // Each is the mean squares of participants and stimuli in the effect, the one that they share, and the factor on their sum.
  const table: Readonly<Record<WestfallKind, readonly [Square, Square, Square, number]>> = {
    crossed: [[E + 2 * q * PC, p - 1], [E + 2 * p * SC, q - 1], [E, (p - 1) * (q - 1)], 2],
    counterbalanced: [[PS + E + q * PC, p - 2], [PS + E + p * SC, q - 2], [PS + E, (p - 2) * (q - 2)], 4],
    "stimuli-within-condition": [
      [PS + E + q * PC, p - 1],
      [PS + E + p * (S + SC), q - 2],
      [PS + E, (p - 1) * (q - 2)],
      4,
    ],
    "participants-within-condition": [
      [PS + E + q * (P + PC), p - 2],
      [PS + E + p * SC, q - 1],
      [PS + E, (p - 2) * (q - 1)],
      4,
    ],
    "both-within-condition": [
      [PS + E + (q / 2) * (P + PC), p - 2],
      [PS + E + (p / 2) * (S + SC), q - 2],
      [PS + E, (p - 2) * (q / 2 - 1)],
      8,
    ],
  };
  const [first, second, shared, factor] = table[kind];
  const size = first[0] + second[0] - shared[0];
  const spread = [first, second, shared].reduce((sum, [square, df]) => sum + (square * square) / df, 0);
  const df = (size * size) / spread;
  const ncp = d / Math.sqrt((factor * size) / (p * q));
  const limit = studentQuantile(alpha / 2, "upper", df);
  return { power: noncentralTails(limit, df, ncp).upper + noncentralTails(-limit, df, ncp).lower, ncp, df };
}

/** An expected mean square and its degrees of freedom. */
type Square = readonly [expected: number, df: number];

function checked(kind: WestfallKind, options: WestfallOptions): WestfallOptions {
  const [isKind, expected] = oneOf(...KINDS);
  if (!isKind(kind)) throw new OptionError(`kind of design must be ${expected}, not "${nameText(kind)}"`, "kind");
  checkOptions("a design of participants and stimuli", options, RULES);
  const { participants, stimuli, shares } = options;
  const wrong = SHARES.find((name) => !(Number.isFinite(shares[name]) && shares[name] >= 0));
  if (wrong !== undefined) {
    const text = `share "${wrong}" must be a number that is not negative, not "${nameText(shares[wrong])}"`;
    throw new OptionError(text, "shares");
  }
  const sum = SHARES.reduce((total, name) => total + shares[name], 0);
  if (Math.abs(sum - 1) > 1e-6) {
    throw new OptionError(`shares of the variance sum to ${Number(sum.toPrecision(6))}, not to 1`, "shares");
  }
  const halved: readonly (readonly [string, number, boolean])[] = [
    ["participants", participants, kind !== "crossed" && kind !== "stimuli-within-condition"],
    ["stimuli", stimuli, kind !== "crossed" && kind !== "participants-within-condition"],
  ];
  for (const [name, count, isHalved] of halved) {
    if (!isHalved || count % 2 === 0) continue;
    throw new OptionError(`${name} must be an even number in this design, not "${count}"`, name);
  }
  return options;
}
