// Fits random small linear models and compares them with dense matrices and many starts: see scripts/oracle/main.ts.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildCore } from "./build-core.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

buildCore();
await build({
  absWorkingDir: root,
  entryPoints: { main: "scripts/oracle/main.ts" },
  outdir: "build/oracle",
  bundle: true,
  format: "esm",
  platform: "node",
  target: "es2022",
  packages: "external",
  loader: { ".wasm": "binary" },
  logLevel: "warning",
});
const run = spawnSync(process.execPath, [`${root}build/oracle/main.js`, ...process.argv.slice(2)], {
  cwd: process.cwd(),
  stdio: "inherit",
});
process.exitCode = run.status ?? 1;
