// Bundles a program of bench/ (the first argument: run or kernels) into build/bench and runs it with the others.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildCore } from "./build-core.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const [program, ...args] = process.argv.slice(2);
buildCore();
await build({
  absWorkingDir: root,
  entryPoints: { [program]: `bench/${program}.ts`, blup: "bench/engines/blup.ts" },
  outdir: "build/bench",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  format: "esm",
  platform: "node",
  target: "es2022",
  loader: { ".wasm": "binary" },
  logLevel: "warning",
});
const run = spawnSync(process.execPath, [`build/bench/${program}.mjs`, ...args], { cwd: root, stdio: "inherit" });
process.exitCode = run.status ?? 1;
