// Workers for tests, bundled as the package bundles its own.
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Bundles a worker's source, a path from the root, and returns where it is now. */
export async function bundleWorker(source: string): Promise<URL> {
  const outfile = `${root}build/test/${source.replace(/\W/g, "-")}.mjs`;
  await build({
    absWorkingDir: root,
    entryPoints: [source],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    loader: { ".wasm": "binary" },
    mainFields: ["module", "main"],
    logLevel: "warning",
  });
  return pathToFileURL(outfile);
}
