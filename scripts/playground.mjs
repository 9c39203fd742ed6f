// The page: `build` writes static files into playground/dist, `serve` builds them and serves them on this machine.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { bundledPackages, licenseTexts } from "./bundled-packages.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "playground");
const ASSETS = ["index.html", "style.css", "icon.svg"];
const PORT = 4173;

/** Names of the samples' files, as playground/samples.ts lists them. */
function sampleNames() {
  const text = readFileSync(join(source, "samples.ts"), "utf8");
  return Array.from(text.matchAll(/file: "([\w-]+)\.csv\.gz"/g), ([, name]) => name);
}

/** Files for imports that no code has kept; an entry's bundle is where all others are reached from. */
function removeUnreached({ outputs }) {
  const reached = new Set();
  const visit = (path) => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { path: next } of outputs[path].imports) if (next in outputs) visit(next);
  };
  for (const [path, { entryPoint }] of Object.entries(outputs))
    if (/main\.ts$|worker\.ts$/.test(entryPoint ?? "")) visit(path);
  for (const path of Object.keys(outputs)) if (!reached.has(path)) rmSync(join(root, path));
}

/** Writes the page into `outdir`; the core must be compiled. Resolves to the names of its files. */
export async function buildPlayground(outdir = join(source, "dist")) {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(join(outdir, "samples"), { recursive: true });
  const common = {
    absWorkingDir: root,
    outdir,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    loader: { ".wasm": "binary" },
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
  };
  const split = { ...common, splitting: true, chunkNames: "[name]-[hash]" };
  const page = await build({ ...split, entryPoints: { main: "playground/main.ts" } });
  const worker = await build({ ...split, entryPoints: { worker: "src/worker.ts" } });
  for (const { metafile } of [page, worker]) removeUnreached(metafile);
  for (const name of ASSETS) copyFileSync(join(source, name), join(outdir, name));
  for (const name of sampleNames()) {
    const csv = readFileSync(join(root, "datasets", `${name}.csv`));
    writeFileSync(join(outdir, "samples", `${name}.csv.gz`), gzipSync(csv, { level: 9 }));
  }
  const packages = bundledPackages([page.metafile, worker.metafile]);
  writeFileSync(join(outdir, "LICENSES.txt"), licenseTexts(packages));
  const files = readdirSync(outdir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(outdir.length + 1))
    .sort();
  const hash = createHash("sha256");
  for (const name of files) hash.update(name).update(readFileSync(join(outdir, name)));
  const kept = files.filter((name) => name !== "LICENSES.txt");
  await build({
    ...common,
    entryPoints: { offline: "playground/offline.ts" },
    define: {
      FILES: JSON.stringify(["./", ...kept]),
      VERSION: JSON.stringify(hash.digest("hex").slice(0, 12)),
    },
  });
  return [...files, "offline.js"];
}

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
};

function serve(folder, port) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    try {
      const body = readFileSync(file);
      response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/`));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const outdir = join(source, "dist");
  await buildPlayground(outdir);
  if (process.argv[2] === "serve") serve(outdir, Number(process.env.PORT ?? PORT));
}
