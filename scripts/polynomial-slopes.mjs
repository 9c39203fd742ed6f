// Bundles scripts/polynomial-slopes/main.ts and runs it.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildCore } from "./build-core.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

buildCore();
await build({
  absWorkingDir: root,
  entryPoints: { main: "scripts/polynomial-slopes/main.ts" },
  outdir: "build/polynomial-slopes",
  bundle: true,
  format: "esm",
  platform: "node",
  target: "es2022",
  packages: "external",
  loader: { ".wasm": "binary" },
  logLevel: "warning",
});
const run = spawnSync(process.execPath, ["build/polynomial-slopes/main.js", ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = run.status ?? 1;
