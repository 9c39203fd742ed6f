import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { machines, runCli, sleepstudy } from "./run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "blup-cli-"));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const formula = "Reaction ~ Days + (Days | Subject)";
const fitting = (...options: string[]): string[] => ["fit", formula, sleepstudy, ...options];
const notJson = file("schema.json", "{fields:");
const oddSchema = file("odd.json", '{"fields": [{"name": "Days", "type": "colour"}]}');
const noHeader = file("empty.csv", "");
const ragged = file("ragged.csv", "y,g\n1,a\n2\n");
const each = file("each.csv", `y,g\n${["a", "b", "c", "d"].map((g, i) => `${i * i},${g}`).join("\n")}\n`);

/** What is asked, the words that the message must hold. */
const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["no arguments", [], ["Usage: blup"]],
  ["an unknown command", ["ftt"], ["unknown command 'ftt'", "fit"]],
  ["an unknown option", fitting("--remll"), ["unknown option '--remll'", "--reml"]],
  ["no formula", ["fit"], ["missing required argument 'FORMULA'"]],
  ["no file", ["fit", formula], ["missing required argument 'FILE'"]],
  [
    "a third argument that is no place of data",
    fitting("more"),
    ["is a data file; several places of data are databases"],
  ],
  ["an option without its value", fitting("--weights"), ["argument missing", "--weights"]],
  ["ML and REML", fitting("--reml", "--ml"), ["option '--reml' cannot be used with option '--ml'"]],
  ["an unknown way to degrees of freedom", fitting("--df", "kenwood"), ["'kenwood' is invalid", "kenward-roger"]],
  ["Kenward-Roger of an ML fit", fitting("--df", "kenward-roger", "--ml"), ["needs a REML fit"]],
  ["--df of a generalized model", fitting("--df", "residual", "--family", "gamma"), ["--df is for linear models"]],
  ["CSV and JSON", fitting("--json", "--csv"), ["cannot be used with"]],
  ["JSON and Markdown", fitting("--json", "--markdown"), ["cannot be used with"]],
  ["a type without a column", fitting("--type", "factor"), ["--type", "COL=factor"]],
  ["an unknown type", fitting("--type", "Subject=fctor"), ['"fctor" is not a type', 'Did you mean "factor"?']],
  ["a type of a column that is not there", fitting("--type", "Sbject=factor"), ["Sbject", 'did you mean "Subject"?']],
  ["a contrast without a variable", fitting("--contrasts", "sum"), ["--contrasts", "VAR=sum"]],
  [
    "an unknown contrast",
    ["fit", "score ~ Machine + (1 | Worker)", machines, "--contrasts", "Machine=summ"],
    ["summ", "Machine", 'did you mean "sum"?'],
  ],
  ["a contrast of a number", fitting("--contrasts", "Days=sum"), ["Days"]],
  ["a long delimiter", fitting("--delimiter", ";;"), ["--delimiter", "one character"]],
  ["a schema that does not exist", fitting("--schema", join(folder, "no.json")), ["schema file", "does not exist"]],
  ["a schema that is not JSON", fitting("--schema", notJson), ["schema file", "is not JSON"]],
  ["a schema with an unknown type", fitting("--schema", oddSchema), ["colour"]],
  ["a file that does not exist", ["fit", formula, join(folder, "no.csv")], ["no.csv", "does not exist"]],
  ["a folder for a file", ["fit", formula, folder], ["is a folder"]],
  [
    "an output folder that does not exist",
    fitting("--output", join(folder, "no/fit.txt")),
    ["output file", "no/fit.txt"],
  ],
  ["an output file that is a folder", fitting("--output", folder), ["output file", "cannot be written"]],
  ["an empty file", ["fit", formula, noHeader], ["empty"]],
  ["a ragged file", ["fit", "y ~ 1 + (1 | g)", ragged], ["line 3"]],
  [
    "a misspelt variable",
    ["fit", "Reaction ~ Dyas + (Days | Subject)", sleepstudy],
    ['"Dyas"', 'did you mean "Days"?'],
  ],
  ["an unfinished formula", ["fit", "Reaction ~ Days + (Days | Subject", sleepstudy], ["  ^"]],
  ["no random effects", ["fit", "Reaction ~ Days", sleepstudy], ["random"]],
  ["an unfinished condition", fitting("--where", "Days >"), ["  ^"]],
  ["a condition on an unknown variable", fitting("--where", "days > 2"), ['"days"', 'did you mean "Days"?']],
  ["a condition that no row meets", fitting("--where", "Days > 100"), ["row"]],
  ["unknown weights", fitting("--weights", "w"), ['"w"']],
  ["negative weights", fitting("--weights", "Days - 5"), ["weight"]],
  ["as many levels as rows", ["fit", "y ~ 1 + (1 | g)", each], ["number of levels"]],
];

describe("the command line refuses", () => {
  it.each(CASES)("%s with exit code 1 and one block on stderr", async (_, argv, words) => {
    const { code, out, err } = await runCli(argv);
    expect(err).not.toMatch(/\n\s+at /);
    for (const word of words) expect(err).toContain(word);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    if (argv.length > 0) expect(err).toMatch(/^error: /);
  });

  it("points at the place in the formula", async () => {
    const { err } = await runCli(["fit", "Reaction ~ Dyas + (Days | Subject)", sleepstudy]);
    expect(err.split("\n").slice(1)).toEqual(["  Reaction ~ Dyas + (Days | Subject)", "             ^~~~", ""]);
  });
});
