// Times of fits and of the page in Chromium beside Node, as the table of docs/performance.md between its markers.
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { chromium } from "playwright";
import { bundlePackage } from "./build.mjs";
import { buildCore } from "./build-core.mjs";
import { buildPlayground } from "./playground.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "build/bench-browser");
const ROUNDS = 5;
const DATA = ["datasets", "../shared/reference/data"];

const MODELS = [
  {
    name: "sleepstudy, maximal",
    data: "sleepstudy",
    factors: ["Subject"],
    formula: "Reaction ~ Days + (Days | Subject)",
  },
  {
    name: "kb07, maximal",
    data: "kb07",
    factors: ["subj", "item"],
    formula:
      "RTtrunc ~ S + P + C + SP + SC + PC + SPC + (1 + S + P + C + SP + SC + PC + SPC | subj) + (1 + S + P + C + SP + SC + PC + SPC | item)",
  },
  {
    name: "InstEval",
    data: "InstEval",
    factors: ["s", "d", "dept", "service"],
    formula: "y ~ service + (1 | s) + (1 | d) + (1 | dept)",
  },
];

/** Runs where it is sent: in Node and in the page. Milliseconds, the least of several rounds. */
const SOURCE = `
  import { lmm, readCsv } from "./index.js";
  export async function timed(text, factors, formula, rounds) {
    const types = Object.fromEntries(factors.map((name) => [name, "factor"]));
    let [read, fitted] = [Infinity, Infinity];
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      const table = await readCsv(text, { types });
      const begun = performance.now();
      if (formula !== null) await lmm(formula, table);
      read = Math.min(read, begun - started);
      fitted = Math.min(fitted, performance.now() - begun);
    }
    return { read, fitted };
  }
`;

function dataText(name) {
  for (const place of DATA) {
    try {
      return readFileSync(join(root, place, `${name}.csv`), "utf8");
    } catch {
      // It may be in the other place, or nowhere.
    }
  }
  return null;
}

/** 80,000 ratings of 400 items by 1,000 subjects. */
function ratings() {
  const rows = ["subject,item,condition,trial,rt"];
  for (let i = 0; i < 80_000; i++) {
    rows.push(
      `s${i % 1000},i${(i * 7) % 400},${i % 2 === 0 ? "a" : "b"},${i % 80},${300 + ((i * 48_271) % 65_537) / 100}`,
    );
  }
  return rows.join("\n");
}

function serve() {
  const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    try {
      const body = readFileSync(join(folder, path.endsWith("/") ? `${path}index.html` : path));
      response.writeHead(200, { "Content-Type": types[extname(path)] ?? "text/html" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const ms = (time) => (time < 10 ? time.toFixed(1) : time.toFixed(0));
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
const compressed = (path) => gzipSync(readFileSync(join(folder, "page", path)), { level: 9 }).length;

buildCore();
await bundlePackage(folder);
const files = await buildPlayground(join(folder, "page"));
await build({
  stdin: { contents: SOURCE, resolveDir: folder },
  outfile: join(folder, "timed.js"),
  bundle: true,
  format: "esm",
  target: "es2022",
});
writeFileSync(join(folder, "index.html"), "<!doctype html><title>times</title>");
const { timed } = await import(join(folder, "timed.js"));

const server = await serve();
const address = `http://127.0.0.1:${server.address().port}`;
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const lines = ["| | Node, ms | Chromium, ms |", "| --- | ---: | ---: |"];
/** Files that were asked for until data can be chosen. */
let needed = [];
try {
  const page = await browser.newPage();
  await page.goto(address);
  const inPage = (...args) => page.evaluate(async (given) => (await import("/timed.js")).timed(...given), args);
  for (const { name, data, factors, formula } of MODELS) {
    const text = dataText(data);
    if (text === null) continue;
    const here = await timed(text, factors, formula, ROUNDS);
    const there = await inPage(text, factors, formula, ROUNDS);
    lines.push(`| ${name}: fit | ${ms(here.fitted)} | ${ms(there.fitted)} |`);
  }
  const csv = ratings();
  const here = await timed(csv, ["subject", "item"], null, ROUNDS);
  const there = await inPage(csv, ["subject", "item"], null, ROUNDS);
  lines.push(`| 80,000 rows (${kilobytes(csv.length)}): read | ${ms(here.read)} | ${ms(there.read)} |`);

  let [ready, dropped] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < ROUNDS; round++) {
    const context = await browser.newContext({ serviceWorkers: "block" });
    const own = await context.newPage();
    await own.goto(`${address}/page/`);
    await own.locator(".card").first().waitFor();
    const loaded = await own.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    needed = ["index.html", ...loaded.map((name) => name.slice(name.lastIndexOf("/") + 1))];
    const time = await own.evaluate(() => performance.getEntriesByType("navigation")[0].domInteractive);
    ready = Math.min(ready, time);
    const taken = await own.evaluate(async (text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "ratings.csv"));
      const started = performance.now();
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
      while (document.querySelector(".variables > li") === null) await new Promise(requestAnimationFrame);
      return performance.now() - started;
    }, csv);
    dropped = Math.min(dropped, taken);
    await context.close();
  }
  lines.push(`| the page: from drop to the table of the same file, the worker's start included | | ${ms(dropped)} |`);
  lines.push(`| the page: until it can be used, from this machine | | ${ms(ready)} |`);
} finally {
  await browser.close();
  server.close();
}
const size = (pattern) => files.filter((name) => pattern.test(name)).reduce((sum, name) => sum + compressed(name), 0);
const first = needed.reduce((sum, name) => sum + compressed(name), 0);
const transfer =
  `The page transfers ${kilobytes(first)} (gzipped) until data can be chosen, ${kilobytes(size(/^worker\.js$/))} for the worker ` +
  `with everything that a fit may be asked, ${kilobytes(size(/^rich-editor/))} for the editor of formulas and ` +
  `${kilobytes(size(/^figures?-/))} with the first plot. R in the browser (webR 0.6) transfers about 20 MB before the first model, ` +
  "and lme4 is not among what it can load.";
const text = [...lines, "", transfer].join("\n");
const path = join(root, "docs/performance.md");
const page = readFileSync(path, "utf8");
const [start, end] = ["<!-- browser -->", "<!-- end of browser -->"];
const at = page.indexOf(start);
if (at < 0) throw new Error(`docs/performance.md has no ${start}`);
writeFileSync(path, `${page.slice(0, at + start.length)}\n${text}\n${page.slice(page.indexOf(end))}`);
console.log(text);
