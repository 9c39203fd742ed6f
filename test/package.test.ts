// The package as an application gets it: installed, imported by name, bundled for a browser.
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundlePackage } from "../scripts/build.mjs";
import { examplesProgram } from "../scripts/hover-text.mjs";
import { bundleSize } from "../scripts/size.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const app = mkdtempSync(join(tmpdir(), "blup-app-"));
const installed = join(app, "node_modules/blup");

const source = `
  import { lmm, readCsv } from "blup";
  const table = await readCsv(globalThis.csv, { types: { Subject: "factor" } });
  const fit = await lmm("Reaction ~ Days + (Days | Subject)", table);
  console.log(JSON.stringify({ objective: fit.objective, fixef: fit.fixef().map((effect) => effect.estimate) }));
`;

/** Fields, getters and methods of a class that are neither private nor the constructor. */
const MEMBER = /^ {2}(?:readonly |get |async )?(?!constructor\b|get\b|async\b|readonly\b)(\w+)(?::| =|\()/gm;

/** The pages that document the library, by name. */
const pages = Object.fromEntries(
  [
    "README.md",
    "docs/api.md",
    "docs/browser.md",
    "docs/data.md",
    "docs/power.md",
    "docs/scale.md",
    ...readdirSync(join(root, "docs/inference")).map((name) => `docs/inference/${name}`),
  ].map((page) => [page, readFileSync(join(root, page), "utf8")]),
);

const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: app, encoding: "utf8" }).trim();

describe("the built package", () => {
  beforeAll(async () => {
    mkdirSync(installed, { recursive: true });
    copyFileSync(join(root, "package.json"), join(installed, "package.json"));
    await bundlePackage(join(installed, "dist"));
  });
  afterAll(() => rmSync(app, { recursive: true, force: true }));

  it("fits sleepstudy from a browser bundle", async () => {
    await build({
      stdin: { contents: source, resolveDir: app },
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      outfile: join(app, "bundle.mjs"),
    });
    const csv = readFileSync(join(root, "datasets/sleepstudy.csv"), "utf8");
    writeFileSync(join(app, "start.mjs"), `globalThis.csv = ${JSON.stringify(csv)};\nawait import("./bundle.mjs");\n`);
    const { objective, fixef } = JSON.parse(node("start.mjs"));
    expect(objective).toBeCloseTo(1743.6282719584908, 7);
    expect(fixef[0]).toBeCloseTo(251.40510484848485, 8);
    expect(fixef[1]).toBeCloseTo(10.46728595959596, 8);
  });

  it("loads in Node by import and by require", () => {
    const shown = "console.log(typeof blup.lmm)";
    expect(node("--input-type=module", "-e", `import * as blup from "blup"; ${shown}`)).toBe("function");
    // Node 20 prints a warning for require of a module on stderr, which is not read here.
    expect(node("--input-type=commonjs", "-e", `const blup = require("blup"); ${shown}`)).toBe("function");
  });

  it.runIf(process.platform === "linux")(
    "says so where the system gives no memory, and where standard output is full",
    () => {
      const cli = join(installed, "dist/cli.js");
      const fit = `"${process.execPath}" "${cli}" fit "Reaction ~ Days + (1 | Subject)" datasets/sleepstudy.csv -q`;
      const shell = (command: string) => spawnSync("sh", ["-c", command], { cwd: root, encoding: "utf8" });
      const limited = shell(`ulimit -v 12000000; ${fit}`);
      expect([limited.status, limited.stdout]).toEqual([1, ""]);
      expect(limited.stderr).toMatch(/^error: the system gives no memory to WebAssembly, [^\n]*\n$/);
      // Each of them has 10 GiB of addresses until others ask for them.
      const keep = `
        import { readFileSync } from "node:fs";
        import { glmm, lmm, readCsv } from "${join(installed, "dist/index.js")}";
        const table = await readCsv(readFileSync("datasets/sleepstudy.csv", "utf8"));
        const fits = [];
        for (let i = 0; i < 12; i++) fits.push(await lmm("Reaction ~ Days + (1 | Subject)", table));
        const other = await glmm("Reaction ~ Days + (1 | Subject)", table, { family: "gamma" });
        const told = [fits[0], fits[11]].map((fit) => JSON.stringify(fit.ranef()));
        console.log(told[0] === told[1], other.nobs);`;
      const many = shell(`ulimit -v 60000000; "${process.execPath}" --input-type=module -e '${keep}'`);
      expect([many.stdout, many.stderr]).toEqual(["true 180\n", ""]);
      const full = shell(`${fit} > /dev/full`);
      const problem = "error: the report cannot be written to standard output: no space is left on the disk\n";
      expect([full.status, full.stderr]).toEqual([1, problem]);
      const closed = shell(`(${fit}; echo $? >&2) | true`);
      expect(closed.stderr).toBe("0\n");
    },
  );

  it("finds its worker by itself, and the process ends when the work is done", () => {
    const program = `
      import { lmm, refitMany } from "blup";
      const group = Array.from({ length: 60 }, (_, i) => "g" + (i % 7));
      const y = group.map((_, i) => Math.sin(i * i) + (i % 7) / 3);
      const fit = await lmm("y ~ 1 + (1 | group)", { y, group });
      const responses = Array.from({ length: 9 }, (_, r) => y.map((value, i) => value + Math.cos(i * r)));
      const here = await refitMany(fit, responses);
      const there = await refitMany(fit, responses, { workers: 2 });
      console.log(there.length, JSON.stringify(here) === JSON.stringify(there));
    `;
    expect(node("--input-type=module", "-e", program)).toBe("9 true");
  });

  it("finds its worker from a bundle that is no module: beside it, in the installed package, or where it is told", async () => {
    const program = `
      import { lmm, refitMany } from "blup";
      const group = Array.from({ length: 60 }, (_, i) => "g" + (i % 7));
      const y = group.map((_, i) => Math.sin(i * i) + (i % 7) / 3);
      const run = async () => {
        const fit = await lmm("y ~ 1 + (1 | group)", { y, group });
        const there = await refitMany(fit, [y, y], { workers: 2, workerUrl: process.argv[2] });
        console.log(fit, there.length);
      };
      run().catch((error) => console.log(error.name, error.message));
    `;
    const bundle = (folder: string) =>
      build({
        stdin: { contents: program, resolveDir: app, sourcefile: "app.js" },
        bundle: true,
        format: "cjs",
        platform: "node",
        outfile: join(folder, "app.cjs"),
      });
    await bundle(join(app, "build"));
    const shown = "Linear mixed model fit by REML\n  y ~ 1 + (1 | group)\n  60 rows; group 7\n  (Intercept)";
    expect(node("build/app.cjs")).toMatch(/ 2$/);
    expect(node("build/app.cjs").startsWith(shown)).toBe(true);
    const alone = mkdtempSync(join(tmpdir(), "blup-alone-"));
    try {
      await bundle(alone);
      expect(node(join(alone, "app.cjs"))).toMatch(/^WorkerError .*worker\.js.*option "workerUrl" can say where/);
      expect(node(join(alone, "app.cjs"), join(installed, "dist/worker.js"))).toMatch(/ 2$/);
      await build({ entryPoints: [join(installed, "dist/worker.js")], bundle: true, format: "cjs", outdir: alone });
      expect(node(join(alone, "app.cjs"))).toMatch(/ 2$/);
    } finally {
      rmSync(alone, { recursive: true, force: true });
    }
  }, 20_000);

  it("has the pages that its pages link, and a bill of what is bundled", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const packed = [
      "README.md",
      "LICENSE",
      "package.json",
      ...manifest.files.filter((path: string) => path !== "dist"),
    ];
    const isPacked = (path: string) => packed.some((each) => path === each || path.startsWith(`${each}/`));
    const written = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map(
      (name) => `docs/${name}`,
    );
    // The data sets themselves have licenses of their own, and are not in the package.
    const texts = [...packed, ...written].filter((path) => path.endsWith(".md") && path !== "datasets/README.md");
    const broken = texts.flatMap((page) => {
      const links = readFileSync(join(root, page), "utf8").matchAll(/\]\((?!https?:|#)([^)#\s]+)/g);
      const targets = Array.from(links, ([, target]) => posix.join(posix.dirname(page), target));
      return targets
        .filter((path) => !isPacked(path) || !existsSync(join(root, path)))
        .map((path) => `${page}: ${path}`);
    });
    expect(broken).toEqual([]);
    const bill = JSON.parse(readFileSync(join(installed, "dist/bom.cdx.json"), "utf8"));
    const licenses = readFileSync(join(installed, "dist/LICENSES.txt"), "utf8");
    expect(bill.components.length).toBeGreaterThan(8);
    for (const { group, name, version } of bill.components) {
      expect(licenses).toContain(`${group === undefined ? "" : `${group}/`}${name} ${version} (`);
    }
  });

  it("has files to load on demand, which bring no second copy of its errors along", () => {
    const files = readdirSync(join(installed, "dist")).filter((name) => /\.js$/.test(name));
    const parts = files.filter((name) => !["index.js", "worker.js", "cli.js"].includes(name));
    expect(parts.length).toBeGreaterThan(4);
    const texts = parts.map((name) => readFileSync(join(installed, "dist", name), "utf8"));
    expect(parts.filter((_, i) => texts[i].includes("MixedModelError"))).toEqual([]);
  });

  it("has what package.json promises", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const { default: entry } = manifest.exports["."];
    const worker = manifest.exports["./worker"].default;
    const promised = [entry, worker, manifest.exports["./core.wasm"], manifest.bin.blup];
    expect(promised.filter((path) => !existsSync(join(installed, path)))).toEqual([]);
    expect(node(join(installed, manifest.bin.blup), "--version")).toBe(manifest.version);
  });

  it.each(Object.entries(pages).filter(([page]) => page !== "README.md"))(
    "does what the examples of %s say",
    (page, text) => {
      const program = Array.from(text.matchAll(/```js\n([\s\S]*?)```/g), (block) => block[1]).join("\n");
      const file = join(app, `${page.replaceAll("/", "-")}.mjs`);
      writeFileSync(file, program);
      const printed = execFileSync(process.execPath, [file], { cwd: root, encoding: "utf8" });
      const promised = Array.from(program.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm), (line) => line[1]);
      expect(promised.length).toBe(program.match(/console\.log/g)?.length ?? 0);
      expect(printed.split("\n").slice(0, -1)).toEqual(promised);
    },
  );

  it("prints what the first screen of README says", () => {
    const [, program, printed] = /```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(pages["README.md"]) ?? [];
    writeFileSync(join(app, "first.mjs"), program);
    expect(`${node("first.mjs").replace(/[ \t]+$/gm, "")}\n`).toBe(printed);
    expect(program.split("\n").filter((line) => line !== "").length).toBeLessThanOrEqual(10);
  });

  it("does what the examples of its hover texts say", async () => {
    const { code } = await transform(examplesProgram(), { loader: "ts" });
    writeFileSync(join(app, "examples.mjs"), code);
    expect(node("examples.mjs")).toMatch(/did what 1\d\d examples say$/);
  }, 60_000);

  it("is documented to the last export and member of a fit", async () => {
    const { "README.md": _, ...manual } = pages;
    const text = Object.values(manual).join("\n");
    const exported = Object.keys(await import("../src/index.js"));
    const members = ["facts", "fit"].flatMap((file) => {
      const source = readFileSync(join(root, `src/fit/${file}.ts`), "utf8");
      const body = source.slice(source.search(/class Fit/), source.indexOf("\n}\n", source.search(/class Fit/)));
      return [...body.matchAll(MEMBER)].map(([, name]) => name);
    });
    expect(members.length).toBeGreaterThan(40);
    expect([...exported, ...members].filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  });

  it("is under 134 kB gzipped in a browser", async () => {
    const entry = join(installed, "dist/index.js");
    expect((await bundleSize(["lmm", "readCsv", "summary"], entry)).gzipped).toBeLessThan(134_000);
  });
});
