// Power by simulation against theory, after npm run build:
// node scripts/power-theory.mjs designs [REPLICATES] [SEED]: the five designs of Westfall, Kenny & Judd against their closed form.
// node scripts/power-theory.mjs sizes [SEEDS] [FROM]: sizes that powerSearch() returns for a paired t test, against its exact power.
import { power, powerSearch, westfallDesign, westfallPower } from "../dist/index.js";

const [what, count, from] = process.argv.slice(2);

/** No variance near zero. */
const shares = { P: 0.2, S: 0.2, PC: 0.1, SC: 0.1, PS: 0.1, E: 0.3 };
const KINDS = [
  ["crossed", 24, 24],
  ["counterbalanced", 40, 32],
  ["stimuli-within-condition", 40, 32],
  ["participants-within-condition", 60, 24],
  ["both-within-condition", 60, 40],
];

async function designs(replicates, seed) {
  let far = 0;
  for (const [kind, participants, stimuli] of KINDS) {
    const asked = { participants, stimuli, d: 0.5, shares };
    const { formula, design, options } = westfallDesign(kind, asked);
    const { tests, singular } = await power(formula, design, { ...options, seed, replicates, workers: "auto" });
    const { estimate, stdError } = tests[0].power;
    const exact = westfallPower(kind, asked).power;
    const errors = (estimate - exact) / stdError;
    if (Math.abs(errors) > 3) far++;
    const numbers = `simulated ${estimate.toFixed(4)}, closed form ${exact.toFixed(4)}, ${errors.toFixed(1)} Monte-Carlo errors`;
    console.log(`${kind}, ${participants} × ${stimuli}: ${numbers}, ${singular} singular`);
  }
  console.log(`${far} of ${KINDS.length} designs are more than 3 Monte-Carlo errors off`);
}

async function sizes(seeds, first) {
  const study = {
    effects: { condb: 0.6 },
    random: { "sd_(Intercept)|subj": 2 },
    sigma: Math.SQRT1_2,
    workers: "auto",
  };
  const design = { units: { subj: 15 }, within: { cond: ["a", "b"] } };
  const formula = "y ~ cond + (1 | subj)";
  const exact = new Map();
  const isNear = async (subj) => {
    if (!exact.has(subj)) {
      const { tests } = await power(formula, design, { ...study, seed: 1, replicates: 2, sizes: { subj } });
      exact.set(subj, tests[0].preview);
    }
    return Math.abs(exact.get(subj) - 0.8) <= 0.02;
  };
  let near = 0;
  for (let seed = first; seed < first + seeds; seed++) {
    const { value } = await powerSearch(formula, design, { ...study, seed, along: "subj" });
    if ((await isNear(value)) || (await isNear(value + 1))) near++;
    else console.log(`seed ${seed}: ${value} units, whose power is ${exact.get(value).toFixed(4)}`);
  }
  console.log(`${near} of ${seeds} sizes, or the next ones, have a power within 2 points of 0.8`);
}

if (what === "designs") await designs(Number(count ?? 10_000), Number(from ?? 1));
else if (what === "sizes") await sizes(Number(count ?? 50), Number(from ?? 1));
else {
  console.error("node scripts/power-theory.mjs designs [REPLICATES] [SEED] | sizes [SEEDS] [FROM]");
  process.exitCode = 1;
}
