// docs/from-r.md: what it says of the library and of the command line runs.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as blup from "../src/index.js";
import { runCli } from "./cli/run-cli.js";

const page = readFileSync(new URL("../docs/from-r.md", import.meta.url), "utf8");

/** Cells of the tables' rows: R, library, command line. */
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (?:R|---) /.test(line))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.replaceAll("\\|", "|").trim()))
  .map(([, r, library, command]) => ({ r, library, command }));

const codeOf = (cell: string) => /^`(.*)`$/.exec(cell)?.[1] ?? "";
const unique = (cells: readonly string[]) => [...new Set(cells.map(codeOf).filter((code) => code !== ""))];

/** "blup fit …" as arguments; quotes hold one together. */
const argumentsOf = (command: string) =>
  Array.from(command.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain).slice(1);

const crossed = blup.crossedDesign({ subject: 16, item: 6 }, { within: { condition: ["a", "b"] } });
const places = Array.from(crossed.subject, (_, row) => row);
const trials = {
  ...crossed,
  time: places.map((row) => row % 7),
  correct: places.map((row) => row % 5 < 3),
  errors: places.map((row) => Math.floor(row / 3) % 4),
};
const [rt] = blup.simulateResponse("rt ~ condition * time + (condition | subject) + (1 | item)", trials, {
  seed: 1,
  fixef: [500, 30, 5, 2],
  random: { "sd_(Intercept)|subject": 40, "sd_conditionb|subject": 20, "sd_(Intercept)|item": 15 },
  sigma: 50,
});
const d = { ...trials, rt };

describe("what R's calls are here", () => {
  const folder = mkdtempSync(join(tmpdir(), "blup-from-r-"));
  const before = process.cwd();
  let known: Record<string, unknown>;

  beforeAll(async () => {
    process.chdir(folder);
    const names = Object.keys(d) as (keyof typeof d)[];
    const lines = places.map((row) => names.map((name) => String(d[name][row])).join(","));
    writeFileSync("trials.csv", `${names.join(",")}\n${lines.join("\n")}\n`);
    writeFileSync("new.csv", "condition,time,subject\nb,2,subject01\n");
    const models = {
      fit: ["rt ~ condition * time + (condition | subject)"],
      smaller: ["rt ~ condition * time + (1 | subject)", "--ml"],
      counts: ["errors ~ condition + time + (1 | subject)", "--family", "poisson"],
    };
    for (const [name, [formula, ...options]] of Object.entries(models)) {
      const { code, err } = await runCli(["fit", formula, "trials.csv", ...options, "--output", `${name}.json`]);
      expect([code, err]).toEqual([0, expect.not.stringMatching(/^error:/m)]);
    }
    known = {
      ...blup,
      d,
      fit: await blup.lmm(models.fit[0], d),
      smaller: await blup.lmm(models.smaller[0], d, { reml: false }),
      counts: await blup.glmm(models.counts[0], d, { family: "poisson" }),
    };
  });
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });

  it("has R beside the library in every row", () => {
    expect(rows.length).toBeGreaterThan(70);
    expect(rows.filter(({ r, library }) => r === "" || codeOf(library) === "")).toEqual([]);
  });

  it.each(unique(rows.map(({ library }) => library)))("library: %s", async (code) => {
    const run = new Function(...Object.keys(known), `return (async () => (${code}))();`);
    expect(await run(...Object.values(known))).not.toBeUndefined();
  });

  it.each(unique(rows.map(({ command }) => command)))("command line: %s", async (command) => {
    const { code, out, err } = await runCli(argumentsOf(command));
    expect([code, err]).toEqual([0, expect.not.stringMatching(/^error:/m)]);
    if (!command.includes("--output")) expect(out).not.toBe("");
  });
});
