// Bundles the check of units (scripts/units/) and runs it: `node scripts/units.mjs SEED COUNT`.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildCore } from "./build-core.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

buildCore();
await build({
  absWorkingDir: root,
  entryPoints: { main: "scripts/units/main.ts", worker: "src/worker.ts" },
  outdir: "build/units",
  bundle: true,
  format: "esm",
  platform: "node",
  target: "es2022",
  packages: "external",
  loader: { ".wasm": "binary" },
  logLevel: "warning",
});
const run = spawnSync(process.execPath, ["build/units/main.js", ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = run.status ?? 1;
