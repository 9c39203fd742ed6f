// Bundles a program of bench/ (run, kernels, steps, growth, startup, tests, bootstrap, coverage) and runs it.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundlePackage } from "./build.mjs";
import { buildCore } from "./build-core.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const [program, ...args] = process.argv.slice(2);

/** Compiles assembly/bench.ts with the options of the core. */
function buildKernels() {
  const { options, targets } = JSON.parse(readFileSync(join(root, "asconfig.json"), "utf8"));
  const { outFile: _, ...release } = targets.release;
  mkdirSync(join(root, "build/bench"), { recursive: true });
  writeFileSync(join(root, "build/bench/asconfig.json"), JSON.stringify({ options: { ...options, ...release } }));
  const asc = "node_modules/assemblyscript/bin/asc.js";
  const command = [asc, "assembly/bench.ts", "--config", "build/bench/asconfig.json", "--baseDir", "."];
  const run = spawnSync(process.execPath, [...command, "--outFile", "build/bench/kernels.wasm"], {
    cwd: root,
    stdio: "inherit",
  });
  if (run.status !== 0) throw new Error("assembly/bench.ts does not compile");
}

buildCore();
await build({
  absWorkingDir: root,
  entryPoints: {
    [program]: `bench/${program}.ts`,
    blup: "bench/engines/blup.ts",
    "startup-node": "bench/engines/startup.ts",
    worker: "src/worker.ts",
  },
  outdir: "build/bench",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  format: "esm",
  platform: "node",
  target: "es2022",
  loader: { ".wasm": "binary" },
  logLevel: "warning",
});
if (program === "kernels") buildKernels();
if (program === "startup") {
  mkdirSync(join(root, "build/bench/package"), { recursive: true });
  await bundlePackage(join(root, "build/bench/package"));
}
const run = spawnSync(process.execPath, [`build/bench/${program}.mjs`, ...args], { cwd: root, stdio: "inherit" });
process.exitCode = run.status ?? 1;
