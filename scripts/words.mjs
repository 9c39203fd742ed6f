// Fits seeded models about which the words of a fit are known to be due, or not: see scripts/words/main.ts.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildCore } from "./build-core.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

buildCore();
await build({
  absWorkingDir: root,
  entryPoints: { main: "scripts/words/main.ts" },
  outdir: "build/words",
  bundle: true,
  format: "esm",
  platform: "node",
  target: "es2022",
  packages: "external",
  loader: { ".wasm": "binary" },
  logLevel: "warning",
});
const run = spawnSync(process.execPath, [`${root}build/words/main.js`, ...process.argv.slice(2)], {
  cwd: process.cwd(),
  stdio: "inherit",
});
process.exitCode = run.status ?? 1;
