// Bundles the program scripts/NAME/main.ts and a worker, and runs it with the arguments of this process.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildCore } from "./build-core.mjs";

export const root = fileURLToPath(new URL("..", import.meta.url));

export async function runBundled(name, cwd = process.cwd()) {
  buildCore();
  await build({
    absWorkingDir: root,
    entryPoints: { main: `scripts/${name}/main.ts`, worker: "src/worker.ts" },
    outdir: `build/${name}`,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "es2022",
    packages: "external",
    loader: { ".wasm": "binary" },
    logLevel: "warning",
  });
  const main = `${root}build/${name}/main.js`;
  const run = spawnSync(process.execPath, [main, ...process.argv.slice(2)], { cwd, stdio: "inherit" });
  process.exitCode = run.status ?? 1;
}
