// Bundles dist/: the library for any platform, the command line for Node, the core, the type declarations.
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import ts from "typescript";
import { billOfMaterials, bundledPackages, licenseTexts } from "./bundled-packages.mjs";
import { coreModule } from "./core-text.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** What is an effect to bundlers, or holds one: a call, a spread, a property. */
const ACTING = new Set(
  ["ObjectLiteralExpression", "ArrayLiteralExpression", "CallExpression", "NewExpression"].map(
    (kind) => ts.SyntaxKind[kind],
  ),
);

/**
 * Modules that src/ loads when they are needed stay files of their own, each with all that it imports, so that they hold
 * no class that index.js has, too. Their names are added to `found`.
 */
function loadedOnDemand(found) {
  return {
    name: "loaded-on-demand",
    setup({ onResolve }) {
      onResolve({ filter: /^\.\/[\w-]+\.js$/ }, ({ kind, path, resolveDir }) => {
        if (kind !== "dynamic-import") return undefined;
        found.add(join(resolveDir, path.replace(/\.js$/, ".ts")));
        return { path, external: true };
      });
    },
  };
}

/** Has modules of WebAssembly as text. */
const coreAsText = {
  name: "core-as-text",
  setup({ onLoad }) {
    onLoad({ filter: /\.wasm$/ }, ({ path }) => ({ contents: coreModule(readFileSync(path)), loader: "js" }));
  },
};

/** The code, with its constants as a bundler leaves them out where nobody uses them, as it does with whole modules. */
function droppable(code) {
  const { statements } = ts.createSourceFile("index.js", code, ts.ScriptTarget.ES2022);
  let [result, end] = ["", 0];
  for (const declaration of statements.flatMap(({ declarationList }) => declarationList?.declarations ?? [])) {
    const { name, initializer: value } = declaration;
    if (!ts.isIdentifier(name) || !value || !ACTING.has(value.kind)) continue;
    result += `${code.slice(end, value.pos)} /* @__PURE__ */ (() => (${code.slice(value.pos, value.end)}))()`;
    end = value.end;
  }
  return result + code.slice(end);
}

/** Writes index.js, worker.js, cli.js, core.wasm, the licenses and the bill of what is bundled into `outdir`; the core must be compiled. */
export async function bundlePackage(outdir) {
  const common = {
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    target: "es2022",
    mainFields: ["module", "main"],
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    outdir,
  };
  const onDemand = new Set();
  const plugins = [loadedOnDemand(onDemand), coreAsText];
  const library = await build({
    ...common,
    plugins,
    entryPoints: ["src/index.ts", "src/worker.ts"],
    // The core's bytes stand first, where they do not part code that compresses together.
    inject: ["src/core/load.ts"],
    platform: "neutral",
  });
  const index = join(outdir, "index.js");
  writeFileSync(index, droppable(readFileSync(index, "utf8")));
  const command = await build({
    ...common,
    plugins,
    stdin: {
      contents: `#!/usr/bin/env node
import { run } from "./main.js";
process.exitCode = await run(process.argv.slice(2), process);`,
      loader: "ts",
      resolveDir: join(root, "src/cli"),
    },
    entryNames: "cli",
    platform: "node",
    external: Object.keys(manifest.peerDependencies),
    // A bundled CommonJS package may call require, which a module does not have.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  const parts = [];
  // What they load themselves is found on the way.
  for (const entry of onDemand) {
    parts.push(await build({ ...common, plugins, entryPoints: [entry], platform: "neutral" }));
  }
  chmodSync(join(outdir, "cli.js"), 0o755);
  copyFileSync(join(root, "build/core.wasm"), join(outdir, "core.wasm"));
  const packages = bundledPackages([library, command, ...parts].map(({ metafile }) => metafile));
  writeFileSync(join(outdir, "LICENSES.txt"), licenseTexts(packages));
  writeFileSync(join(outdir, "bom.cdx.json"), `${JSON.stringify(billOfMaterials(packages), null, 2)}\n`);
}

/** Has declarations without the buffers of typed arrays, which TypeScript knows from 5.7 on. */
function forOlderCompilers(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".d.ts")) continue;
    const path = join(folder, name);
    writeFileSync(path, readFileSync(path, "utf8").replace(/\b(\w+Array)<ArrayBuffer(?:Like)?>/g, "$1"));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  await bundlePackage(join(root, "dist"));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const args = [tsc, "-p", "tsconfig.build.json", "--noCheck"];
  process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1;
  forOlderCompilers(join(root, "dist"));
}
