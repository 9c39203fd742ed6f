// Fits random formulas to 60 rows, and says how many were fitted and refused, and which took longest:
//   node scripts/formula-stress.mjs [COUNT] [SEED]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const [count = 26_000, seed = 20261130] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), "blup-formulas-"));
const outfile = join(folder, "formulas.mjs");
await build({
  absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
  entryPoints: ["scripts/stress-formulas.ts"],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  loader: { ".wasm": "binary" },
  logLevel: "warning",
});
const { stressData, stressFormulas, outcomeOf } = await import(pathToFileURL(outfile).href);
rmSync(folder, { recursive: true });

const data = stressData();
const totals = { fitted: 0, refused: 0 };
const raw = [];
const times = [];
for (const [i, right] of stressFormulas(count, seed).entries()) {
  const isLinear = i % 2 === 0;
  const started = process.cpuUsage();
  try {
    totals[await outcomeOf(right, data, isLinear)]++;
  } catch (error) {
    raw.push(error.message);
  }
  const { user, system } = process.cpuUsage(started);
  if (user + system > 1e6)
    console.error(`${((user + system) / 1e6).toFixed(1)} s: ${isLinear ? "lmm" : "glmm"} ${right}`);
  times.push({ seconds: (user + system) / 1e6, formula: `${isLinear ? "lmm" : "glmm"} ${right}` });
}
times.sort((a, b) => b.seconds - a.seconds);
const over = times.filter(({ seconds }) => seconds > 1).length;
console.log(
  `${count} formulas: ${totals.fitted} fitted, ${totals.refused} refused, ${raw.length} raw errors, ${over} over 1 s`,
);
for (const { seconds, formula } of times.slice(0, 5)) console.log(`${seconds.toFixed(2)} s of a processor: ${formula}`);
for (const message of raw.slice(0, 5)) console.log(message);
process.exitCode = raw.length + over === 0 ? 0 : 1;
