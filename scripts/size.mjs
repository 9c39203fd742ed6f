// What a browser loads for `lmm`: bundles `import { lmm } from "blup"` for the web and reports its size.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const LIMIT_KB = 134;
const root = fileURLToPath(new URL("..", import.meta.url));

/** Bytes of the minified browser bundle that uses the given exports, plain and gzipped, without what is loaded on demand. */
export async function bundleSize(names, entry = join(root, "dist/index.js")) {
  const result = await build({
    stdin: { contents: `export { ${names.join(", ")} } from ${JSON.stringify(entry)};`, resolveDir: root },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    write: false,
    outdir: root,
    splitting: true,
  });
  const code = result.outputFiles.find(({ path }) => path.endsWith("stdin.js")).contents;
  return { plain: code.length, gzipped: gzipSync(code, { level: 9 }).length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  let largest = 0;
  for (const names of [["lmm"], ["lmm", "readCsv", "summary"]]) {
    const { plain, gzipped } = await bundleSize(names);
    largest = Math.max(largest, gzipped);
    const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
    console.log(`${names.join(" + ").padEnd(24)} ${kilobytes(plain)}, ${kilobytes(gzipped)} gzipped`);
  }
  if (largest > LIMIT_KB * 1000) {
    console.error(`too large: the limit is ${LIMIT_KB} kB gzipped, the core included`);
    process.exitCode = 1;
  }
}
