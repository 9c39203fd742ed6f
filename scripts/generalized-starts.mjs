// Bundles scripts/generalized-starts/main.ts and runs it.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildCore } from "./build-core.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

buildCore();
await build({
  absWorkingDir: root,
  entryPoints: { main: "scripts/generalized-starts/main.ts" },
  outdir: "build/generalized-starts",
  bundle: true,
  format: "esm",
  platform: "node",
  target: "es2022",
  packages: "external",
  loader: { ".wasm": "binary" },
  logLevel: "warning",
});
const run = spawnSync(process.execPath, ["build/generalized-starts/main.js", ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = run.status ?? 1;
