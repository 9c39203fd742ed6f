// node scripts/power-speed.mjs [REPLICATES]: seconds of power by simulation on one thread, and their shares, after npm run build.
import { crossedDesign, lmm, power, refitMany, simulateResponse } from "../dist/index.js";

const replicates = Number(process.argv[2] ?? 1000);
const slopes = ["subj", "item"].flatMap((group) => [
  [`sd_(Intercept)|${group}`, 40],
  [`sd_cond|${group}`, 20],
  [`cor_cond.(Intercept)|${group}`, 0.2],
]);
const studies = [
  {
    name: "40 × 40, correlated slopes by both",
    formula: "y ~ cond + (cond | subj) + (cond | item)",
    design: { units: { subj: 40, item: 40 }, counterbalanced: { cond: ["-0.5", "0.5"] } },
    options: { effects: { cond: 20 }, random: Object.fromEntries(slopes), sigma: 100, types: { cond: "number" } },
  },
  {
    name: "18 subjects over 10 days, correlated slopes",
    formula: "y ~ day + (day | subj)",
    design: { units: { subj: 18 }, within: { day: Array.from({ length: 10 }, (_, day) => String(day)) } },
    options: {
      effects: { day: 5 },
      random: { "sd_(Intercept)|subj": 24.7, "sd_day|subj": 5.9, "cor_day.(Intercept)|subj": 0.1 },
      sigma: 25.6,
      types: { day: "number" },
    },
  },
];

const timed = async (work) => {
  const start = performance.now();
  const value = await work();
  return { value, seconds: (performance.now() - start) / 1000 };
};

for (const { name, formula, design, options } of studies) {
  const { units, ...factors } = design;
  const columns = crossedDesign(units, factors);
  const { effects, ...given } = options;
  const names = ["(Intercept)", ...Object.keys(effects)];
  const fixef = names.map((key) => effects[key] ?? 0);
  await power(formula, design, { ...options, seed: 1, replicates: 20 });
  const all = await timed(() => power(formula, design, { ...options, seed: 1, replicates }));
  const drawn = await timed(() => simulateResponse(formula, columns, { ...given, fixef, seed: 1, count: replicates }));
  const fit = await lmm(formula, { ...columns, y: drawn.value[0] }, { types: given.types });
  const refits = await timed(() => refitMany(fit, drawn.value));
  const test = all.seconds - drawn.seconds - refits.seconds;
  const share = (seconds) => `${Math.round((100 * seconds) / all.seconds)} %`;
  console.log(`${name}: ${replicates} replicates in ${all.seconds.toFixed(2)} s;`);
  console.log(
    `  simulation ${share(drawn.seconds)}, refits ${share(refits.seconds)}, tests and the rest ${share(test)}`,
  );
}
