// Every table of every command, in every format, of names that are hard to write.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import Papa from "papaparse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../src/cli/main.js";
import { RandomStream } from "../../src/math/random-stream.js";
import { runCli } from "./run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "blup-hostile-"));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = {
  response: "RT (ms) 100% & more",
  number: "a very long name of a covariate that nobody would want to read in one piece",
  factor: 'x|y_z^2 "q" \\alpha {b} $c$ <i>~#',
  group: "=SUM(A1)\u202eabc 🙂 子",
};
const LEVELS = ["-1+2", "<script>alert(1)</script>", "a\tb\\textbf{c}&|%_", "`*_~[x](y)"];

function data(): string {
  const stream = new RandomStream(4);
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const effects = Array.from({ length: 12 }, () => stream.uniform());
  const rows = Array.from({ length: 144 }, (_, i) => {
    const [group, level, x] = [i % 12, Math.floor(i / 12) % 4, stream.uniform()];
    const y = 500 + 40 * level + 30 * x + 60 * effects[group] + 20 * stream.uniform() + 15 * x * (group % 3);
    return [y, x, quoted(LEVELS[level]), quoted(`=g"${group}\\_&<b>`)].join(",");
  });
  return [Object.values(NAMES).map(quoted).join(","), ...rows].join("\n");
}

const back = (name: string) => `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
const [y, x, f, g] = Object.values(NAMES).map(back);

const COMMANDS: readonly (readonly string[])[] = [
  ["summary", "FIT"],
  ["table", "FIT", "SMALL"],
  ["report", "FIT"],
  ["coef", "FIT"],
  ["ranef", "FIT"],
  ["augment", "FIT"],
  ["effect-sizes", "FIT"],
  ["anova", "FIT"],
  ["drop1", "FIT"],
  ["ranova", "FIT"],
  ["compare", "FIT", "SMALL"],
  ["simplify", "FIT"],
  ["confint", "FIT", "--method", "wald"],
  ["emmeans", "FIT", NAMES.factor, "--contrast", "pairwise"],
  ["predict", "FIT"],
  ["simulate", "FIT", "--seed", "1"],
  ["diagnose", "FIT"],
  ["data", "DATA"],
];
const FORMATS = ["text", "markdown", "latex", "html", "csv", "json"];

beforeAll(async () => {
  writeFileSync(at("data.csv"), data());
  for (const [name, formula] of [
    ["fit", `${y} ~ ${x} * ${f} + (${x} | ${g})`],
    ["small", `${y} ~ ${x} + ${f} + (1 | ${g})`],
  ]) {
    const { code, err } = await runCli(["fit", formula, at("data.csv"), "--output", at(`${name}.json`), "--quiet"]);
    expect([code, err]).toEqual([0, ""]);
  }
});

const filled = (words: readonly string[]) =>
  words.map((word) => ({ FIT: at("fit.json"), SMALL: at("small.json"), DATA: at("data.csv") })[word] ?? word);

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/;

/** What a terminal gets. */
async function onTerminal(argv: readonly string[]): Promise<string> {
  let text = "";
  await run(argv, {
    stdout: { write: (part) => (text += part), isTTY: true, columns: 60 },
    stderr: { write: (part) => (text += part) },
    stdin: (async function* () {})(),
  });
  return text;
}

/** What is wrong with a text of this format; empty where it can be read as what it is. */
function faults(format: string, text: string): string[] {
  const found: string[] = [];
  const bare = text.replace(/NaN levels/g, "");
  if (format !== "csv" && /\b(undefined|NaN)\b|\[object/.test(bare)) found.push("undefined or NaN");
  if (format === "text" && CONTROLS.test(text)) found.push("control characters");
  if (format === "json") JSON.parse(text);
  if (format === "csv") {
    for (const part of text.trimEnd().split(/\n\n/)) {
      const { data, errors } = Papa.parse<string[]>(part, { delimiter: "," });
      if (errors.length > 0 || new Set(data.map((row) => row.length)).size !== 1)
        found.push(`CSV: ${part.slice(0, 200)}`);
    }
  }
  if (format === "markdown") {
    let width = 0;
    for (const line of text.split("\n")) {
      const own = line.startsWith("|") ? line.replaceAll(/\\\\/g, "").replaceAll(/\\\|/g, "").split("|").length : 0;
      if (own > 0 && width > 0 && own !== width) found.push(`Markdown: ${line.slice(0, 200)}`);
      width = own;
    }
    const outside = text.replace(/(`+)(?:(?!`)(?:.|\n)|(?!\1)`)*?\1(?!`)/g, "");
    if (/<(script|i|b)>/.test(outside))
      found.push(`Markdown with tags: ${/.*<(script|i|b)>.*/.exec(outside)?.[0].slice(0, 300)}`);
  }
  if (format === "html") {
    const { document } = parseHTML(`<!doctype html><html><body>${text}</body></html>`);
    if (document.querySelector("script") !== null || /<i>~|<b>&gt;/.test(text))
      found.push("HTML with elements of the data");
    for (const table of document.querySelectorAll("table")) {
      const widths = Array.from(table.querySelectorAll("tbody tr"), (row) =>
        Array.from(row.children).reduce((sum, cell) => sum + Number(cell.getAttribute("colspan") ?? 1), 0),
      );
      if (new Set(widths).size > 1) found.push(`HTML rows of ${[...new Set(widths)].join(", ")} cells`);
    }
  }
  if (format === "latex") {
    const plain = text.replaceAll(/\\\\/g, "").replaceAll(/\\[{}]/g, "");
    if (plain.split("{").length !== plain.split("}").length) found.push("LaTeX braces");
    const begun = [...text.matchAll(/\\begin\{(\w+)\}/g)].map(([, name]) => name).sort();
    const ended = [...text.matchAll(/\\end\{(\w+)\}/g)].map(([, name]) => name).sort();
    if (begun.join() !== ended.join()) found.push("LaTeX environments");
    if (/(^|[^\\])[%#]/.test(text.replace(/^%.*$/gm, ""))) found.push("LaTeX signs");
  }
  return found;
}

describe("names that are hard to write", () => {
  for (const words of COMMANDS) {
    it(`${words[0]} writes them in every format`, async () => {
      const wrong: string[] = [];
      for (const format of FORMATS) {
        for (const style of [[], ["--apa"]]) {
          if (style.length > 0 && (format === "csv" || format === "json" || words[0] === "report")) continue;
          const { code, out, err } = await runCli([...filled(words), "--format", format, "--quiet", ...style]);
          if (code !== 0) {
            if (!/unknown option|--apa|is invalid|is for/.test(err)) wrong.push(`${format} ${style}: ${err}`);
            continue;
          }
          if (CONTROLS.test(await onTerminal([...filled(words), "--format", format, ...style])))
            wrong.push(`${format}: control characters on a terminal`);
          try {
            wrong.push(...faults(format, out).map((fault) => `${format} ${style}: ${fault}`));
          } catch (error) {
            wrong.push(`${format} ${style}: ${(error as Error).message} ${out.slice(0, 100)}`);
          }
        }
      }
      expect(wrong).toEqual([]);
    }, 60_000);
  }

  it("text keeps each estimate and its p on a line, at 40, 80 and 200 characters", async () => {
    for (const width of ["40", "80", "200"]) {
      const out = execFileSync(process.execPath, ["dist/cli.js", "summary", at("fit.json")], {
        encoding: "utf8",
        env: { ...process.env, COLUMNS: width },
      });
      expect(out).not.toMatch(/undefined|NaN/);
    }
  });
});
