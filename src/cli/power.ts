// blup power: power by simulation, of a formula over a design, of a study described in JSON, or of a saved fit.
import type { PowerDesign } from "../power/design.js";
import type { PowerOptions, PowerTest } from "../power/options.js";
import { power } from "../power/power.js";
import { powerCurve } from "../power/power-curve.js";
import { powerSearch } from "../power/power-search.js";
import { powerSentence } from "../report/power-sentence.js";
import { powerCurveTable, powerSearchTables, powerTable } from "../report/power-table.js";
import type { ReportTable } from "../report/report-table.js";
import {
  collectContrast,
  collectText,
  collectType,
  countOf,
  levelOf,
  numberOf,
  seedOf,
  workersOf,
} from "./arguments.js";
import { command, type Flags } from "./command.js";
import { UsageError } from "./failure.js";
import {
  boundsOf,
  collectBetween,
  collectCounts,
  collectEffect,
  collectFactor,
  collectGrid,
  collectNested,
  collectNumber,
  collectSource,
  type GivenStudy,
  givenStudy,
  rangeOf,
} from "./power-study.js";
import { ProgressLine } from "./progress.js";
import { DF_OPTION, OUTPUT_OPTIONS, writeTables } from "./report-options.js";
import type { Session } from "./session.js";

const OPTIONS = [
  "Design:",
  ["--units <COUNTS>", "how many of each kind: subj=30,item=24", collectCounts],
  ["--within <COL=LEVELS>", "factor of which every combination of units sees all levels (repeatable)", collectFactor],
  ["--between <UNIT:COL=LEVELS>", "factor of a unit for good (repeatable)", collectBetween],
  ["--counterbalanced <COL=LEVELS>", "factor of which a combination sees one level, by a Latin square", collectFactor],
  ["--nested <UNIT=UNIT>", "units in units: pupil=class", collectNested],
  ["--repetitions <N>", "rows for each cell (1)", countOf],
  ["--type <COL=TYPE>", "number: levels that are numbers, for slopes by a numeric code", collectType],
  ["--contrasts <VAR=CODING>", "coding of a factor of the fixed part", collectContrast],
  ["--sizes <COUNTS>", "levels in the place of those of the data of a pilot: subj=60", collectCounts],
  ["--per-cell <N>", "rows for each combination of values in the data, in the place of those there are", countOf],
  [
    "--own-estimates",
    "of a fit, its own estimates of coefficients beside --effect",
    null,
    { conflicts: ["along", "find"] },
  ],
  ["--missing <P>", "probability of a response to be missing", numberOf],
  ["--dropout <UNIT=P>", "probability of a unit to leave after a share of its rows", collectNumber],
  "Truth:",
  [
    "--effect <NAME=SIZE>",
    "a coefficient, or 0.4d in units of the total standard deviation (repeatable)",
    collectEffect,
  ],
  ["--random <NAME=VALUE>", 'as "sd_(Intercept)|subj=80" or "cor_x.(Intercept)|subj=0.3" (repeatable)', collectNumber],
  ["--sigma <SD>", "of the residuals", numberOf],
  ["--family <NAME>", "of a generalized model"],
  ["--link <NAME>", "of a generalized model"],
  ["--shape <NUMBER>", "of a negative binomial", numberOf],
  ["--trials <N>", "of a binomial", countOf],
  ["--simulated <FORMULA>", "draws the responses, where the analysis is another model"],
  [
    "--source <NAME=TEXT>",
    "where a coefficient, deviation or sigma is from, for --sentence (repeatable)",
    collectSource,
  ],
  "Tests:",
  ["--test <NAME>", "a coefficient or a term (repeatable); the effects unless given", collectText],
  ["--without <FORMULA>", "a smaller model, by the likelihood ratio (repeatable)", collectText],
  ["--equivalence <BOUNDS>", "success is an effect shown to lie within 0.3, or -0.2,0.4", boundsOf],
  ["--width <WIDTH>", "success is an interval of at most this width", numberOf],
  ["--critical <T>", "success is an absolute t above this", numberOf],
  ["--side <SIDE>", "of tests (default two-sided)", ["two-sided", "greater", "less"]],
  DF_OPTION,
  ["--alpha <LEVEL>", "(default 0.05)", levelOf],
  "Curves and searches:",
  ["--along <NAME=VALUES>", "power along subj=20,30,40 or subj=20:40:10, of several a grid (repeatable)", collectGrid],
  ["--find <NAME>", "the size or the effect that reaches the target", null, { conflicts: ["along", "replicates"] }],
  ["--target <POWER>", "of --find (default 0.8)", levelOf],
  ["--range <LOW,HIGH>", "of --find", rangeOf],
  ["--step <N>", "of --find: sizes are multiples of it", countOf],
  ["--error <SE>", "of --find: Monte-Carlo error of the power at the answer (default 0.005)", numberOf],
  "Simulation:",
  ["--seed <N>", "the same seed gives the same numbers (default 1)", seedOf],
  ["--replicates <N>", "(default 1000)", countOf],
  ["--workers <N>", "threads that share the work; the numbers are the same", workersOf, { default: 0 }],
  [
    "--sentence",
    "print sentences for a preregistration",
    null,
    { conflicts: ["along", "find", "format", "json", "csv"] },
  ],
  ...OUTPUT_OPTIONS,
] as const;

type PowerFlags = Flags<typeof OPTIONS>;

/** Adds `blup power STUDY [DATA]` to a program. */
export const addPower = command({
  name: "power",
  summary: "power of a study by simulation, of one from nothing or like a pilot",
  description:
    "Power by simulation: responses are drawn from a model that is taken to be true, and each is analyzed as the study will be.",
  args: [
    ["<STUDY>", "the formula of the analysis, a saved fit, or a study in JSON"],
    ["[DATA]", "of a saved fit (found by itself), or the rows of the study in place of a design"],
  ],
  options: OPTIONS,
  run: runPower,
  examples: `
Effects are coefficients by their names in the fit; those not named are zero, of
a saved fit as they were estimated. Intervals of power are exact; MC error is
that of the number of replicates, "by t" the noncentral t without simulation.

A study in JSON has the options of the library's power(), docs/power.md:
  {"formula": "rt ~ prime + (1 | subj) + (1 | item)",
   "design": {"units": {"subj": 30, "item": 24},
              "counterbalanced": {"prime": ["related", "unrelated"]}},
   "effects": {"primeunrelated": 25}, "sigma": 150, "seed": 1,
   "random": {"sd_(Intercept)|subj": 80, "sd_(Intercept)|item": 40}}

Examples:
  blup power priming.json --along subj=20:60:10 --workers auto
  blup power priming.json --find subj --target 0.9
  blup power priming.json --sentence --source "primeunrelated=half of Smith (2020)"
  blup power "y ~ group + (1 | class/pupil)" --units class=20,pupil=15 \\
    --nested pupil=class --between class:group=control,new --repetitions 2 \\
    --effect groupnew=0.3 --random "sd_(Intercept)|class=0.3" \\
    --random "sd_(Intercept)|pupil:class=0.6" --sigma 0.7
  blup power sleep.json --effect Days=5 --sizes Subject=30 --own-estimates
`,
});

async function runPower(session: Session, flags: PowerFlags, [text, data]: readonly string[]): Promise<void> {
  const { types, options } = optionsOf(flags);
  const study = await givenStudy(text, data, designOf(flags), types, session);
  const progress = new ProgressLine(session);
  const onProgress = flags.quiet ? undefined : progress.counting("replicates");
  const isTable = typeof study.source !== "string" || data !== undefined;
  const merged = {
    seed: 1,
    ...study.options,
    ...options,
    ...(isTable ? {} : { types }),
    onProgress,
    signal: session.signal,
  };
  if (flags.sentence) {
    const { along: _along, target: _target, range: _range, step: _step, error: _error, ...asked } = merged;
    const result = await power(study.source, study.over, asked).finally(() => progress.clear());
    session.out(`${powerSentence(result)}\n`);
    return;
  }
  const tables = await tablesOf(study, merged, flags).finally(() => progress.clear());
  writeTables(tables, flags, session);
}

async function tablesOf(
  { source, over }: GivenStudy,
  options: GivenStudy["options"] & PowerOptions,
  flags: PowerFlags,
): Promise<readonly ReportTable[]> {
  const { along: own, target, range, step, error, replicates, ...shared } = options;
  const find = flags.find ?? (flags.along === undefined && typeof own === "string" ? own : undefined);
  const given = [flags.target, flags.range, flags.step, flags.error].some((value) => value !== undefined);
  if (find !== undefined) {
    const { target: wanted, range: between, step: by, error: within } = flags;
    const asked = { target: wanted ?? target, range: between ?? range, step: by ?? step, error: within ?? error };
    return powerSearchTables(await powerSearch(source, over, { ...shared, ...asked, along: find }));
  }
  if (given) throw new UsageError("--target, --range, --step and --error are for a search; add --find NAME");
  const along = flags.along ?? (typeof own === "object" ? own : undefined);
  if (along !== undefined)
    return [powerCurveTable(await powerCurve(source, over, { ...shared, replicates, along, rounds: [] }))];
  return [powerTable(await power(source, over, { ...shared, replicates }))];
}

function designOf({ units, within, between, counterbalanced, nested, repetitions }: PowerFlags): PowerDesign | null {
  if (units !== undefined) return { units, within, between, counterbalanced, nested, repetitions };
  const stray = Object.entries({ within, between, counterbalanced, nested, repetitions }).find(
    ([, value]) => value !== undefined,
  );
  if (stray !== undefined) throw new UsageError(`--${stray[0]} is part of a design; give --units, too`);
  return null;
}

/** What the flags say of the options of power(), without what they leave open. */
function optionsOf(flags: PowerFlags): { types: PowerOptions["types"]; options: Partial<PowerOptions> } {
  const { seed, replicates, workers, sigma, shape, trials, simulated, missing, dropout, sizes, random, contrasts } =
    flags;
  const { alpha, df, side, effect: effects } = flags;
  const family = flags.family as PowerOptions["family"];
  const link = flags.link as PowerOptions["link"];
  const given = {
    seed,
    replicates,
    workers,
    effects,
    random,
    sigma,
    family,
    link,
    shape,
    trials,
    simulated,
    alpha,
    df,
    side,
  };
  const all: { readonly [K in keyof PowerOptions]?: PowerOptions[K] | undefined } = {
    ...given,
    missing,
    dropout,
    sizes,
    sources: flags.source,
    perCell: flags.perCell,
    ownEstimates: flags.ownEstimates,
    contrasts: contrasts as PowerOptions["contrasts"],
    tests: testsOf(flags),
  };
  const options = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return { types: flags.type as PowerOptions["types"], options };
}

function testsOf({ test, without, equivalence, width, critical }: PowerFlags): PowerOptions["tests"] {
  const goal = { equivalence, width, critical };
  const hasGoal = Object.values(goal).some((value) => value !== undefined);
  if (hasGoal && test === undefined) {
    throw new UsageError("--equivalence, --width and --critical are for coefficients; name them by --test");
  }
  const smaller = (without ?? []).map((formula): PowerTest => ({ without: formula }));
  if (test === undefined) return smaller.length === 0 ? undefined : smaller;
  const named = test.map((name): string | PowerTest => (hasGoal ? { coefficient: name, ...goal } : name));
  return [...named, ...smaller];
}
