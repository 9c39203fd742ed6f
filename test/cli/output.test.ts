import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run } from "../../src/cli/main.js";
import { writeOutput } from "../../src/cli/output-file.js";
import { runCli, sleepstudy } from "./run-cli.js";

const FORMULA = "Reaction ~ Days + (1 | Subject)";
const TEXT = readFileSync(sleepstudy, "utf8");
let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "blup-output-"));
  writeFileSync(at("data.csv"), TEXT);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function refused(output: string, data = at("data.csv"), ...more: string[]) {
  const { code, out, err } = await runCli(["fit", FORMULA, data, "--output", output, "--quiet", ...more]);
  expect([code, out]).toEqual([1, ""]);
  expect(err.trimEnd().split("\n")).toHaveLength(1);
  expect(readFileSync(at("data.csv"), "utf8")).toBe(TEXT);
  return err;
}

describe("--output", () => {
  test("never replaces the data, by whatever name", async () => {
    symlinkSync(at("data.csv"), at("link.csv"));
    linkSync(at("data.csv"), at("hard.csv"));
    mkdirSync(at("sub"));
    symlinkSync(folder, at("sub/up"));
    expect(await refused(at("data.csv"))).toContain(
      "would replace what it is made from: it is read; give another name",
    );
    for (const name of ["link.csv", "hard.csv", "sub/../data.csv", "sub/up/data.csv"]) {
      expect(await refused(`${folder}/${name}`)).toContain(`it is "${at("data.csv")}", which is read`);
    }
    expect(await refused(at("data.csv"), at("link.csv"))).toContain("would replace what it is made from");
    writeFileSync(at("schema.json"), '{"fields": []}');
    expect(await refused(at("schema.json"), at("data.csv"), "--schema", at("schema.json"))).toContain(
      "would replace what it is made from",
    );
  });

  test("stands beside what was there until it is whole, and keeps its mode and links to it", async () => {
    writeFileSync(at("fit.json"), "before", { mode: 0o640 });
    symlinkSync(at("fit.json"), at("link.json"));
    expect((await runCli(["fit", FORMULA, at("data.csv"), "--output", at("link.json"), "--quiet"])).code).toBe(0);
    expect(JSON.parse(readFileSync(at("fit.json"), "utf8")).blup).toBe("lmm");
    expect(readFileSync(at("link.json"), "utf8")).toBe(readFileSync(at("fit.json"), "utf8"));
    expect(statSync(at("fit.json")).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(["data.csv", "fit.json", "link.json"]);
  });

  test("goes where links lead that lead to nothing yet, and leaves them", async () => {
    symlinkSync("second", at("first"));
    symlinkSync("fit.json", at("second"));
    expect((await runCli(["fit", FORMULA, at("data.csv"), "--output", at("first"), "--quiet"])).code).toBe(0);
    expect(JSON.parse(readFileSync(at("fit.json"), "utf8")).blup).toBe("lmm");
    expect([at("first"), at("second")].map((path) => lstatSync(path).isSymbolicLink())).toEqual([true, true]);
    symlinkSync(at("nowhere/fit.json"), at("third"));
    expect(await refused(at("third"))).toContain("its folder does not exist or is read-only");
  });

  test("that fails leaves what was there, and nothing beside it", async () => {
    writeFileSync(at("fit.json"), "before");
    // Written in part, then refused.
    const broken = {
      [Symbol.iterator]: () => ({
        next: () => {
          throw Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC", syscall: "write" });
        },
      }),
    };
    await expect(writeOutput(at("fit.json"), broken as unknown as string)).rejects.toThrow(
      "no space is left on the disk",
    );
    expect(readFileSync(at("fit.json"), "utf8")).toBe("before");
    expect(readdirSync(folder).sort()).toEqual(["data.csv", "fit.json"]);
  });

  test.runIf(process.platform === "linux")("to a full device is refused in words", async () => {
    expect(await refused("/dev/full")).toContain(
      'output file "/dev/full" cannot be written: no space is left on the disk',
    );
    expect((await runCli(["fit", FORMULA, at("data.csv"), "--output", "/dev/null", "--quiet"])).code).toBe(0);
  });

  test("to where nothing can be written is refused in words, before the fit", async () => {
    symlinkSync(at("b"), at("a"));
    symlinkSync(at("a"), at("b"));
    expect(await refused(at("a"))).toContain("it is a link that leads in a circle");
    expect(await refused(at("x".repeat(300)))).toContain("its name is too long");
    expect(await refused(folder)).toContain("it is a folder");
    expect(await refused(at("none/fit.json"))).toContain("its folder does not exist or is read-only");
    expect(await refused(at("data.csv/fit.json"))).toContain("a part of its path is a file");
  });
});

describe("a file that cannot be read", () => {
  test("is told in one line", async () => {
    symlinkSync(at("b"), at("a"));
    symlinkSync(at("a"), at("b"));
    for (const [name, problem] of [
      ["a", "is a link that leads in a circle"],
      ["x".repeat(300), "has too long a name"],
      ["data.csv/x", "does not exist: a part of its path is a file"],
      ["", "is a folder, not a file"],
    ]) {
      const { code, err } = await runCli(["data", at(name)]);
      expect([code, err]).toEqual([1, `error: file "${at(name)}" ${problem}\n`]);
      expect((await runCli(["summary", at(name)])).err).toBe(`error: fit file "${at(name)}" ${problem}\n`);
    }
  });

  test("on standard input is told, too", async () => {
    let err = "";
    const code = await run(["data", "-"], {
      stdout: { write: () => true },
      stderr: { write: (text) => (err += text) },
      // biome-ignore lint/correctness/useYield: it fails before
      stdin: (async function* () {
        throw Object.assign(new Error("EIO: i/o error, read"), { code: "EIO", syscall: "read" });
      })(),
    });
    expect([code, err]).toEqual([1, "error: standard input cannot be read: the disk or device failed\n"]);
  });
});

describe("standard output", () => {
  async function lost(code: string): Promise<[number, string]> {
    let err = "";
    let tell: (error: Error) => void = () => undefined;
    const exit = await run(["data", at("data.csv")], {
      stdout: {
        write: () => setImmediate(() => tell(Object.assign(new Error(code), { code, syscall: "write" }))),
        on: (_, listener) => {
          tell = listener;
        },
      },
      stderr: { write: (text) => (err += text) },
      stdin: (async function* () {})(),
    });
    return [exit, err];
  }

  test("that is full is an error of one line; one that nobody reads on is none", async () => {
    expect(await lost("ENOSPC")).toEqual([
      1,
      "error: the report cannot be written to standard output: no space is left on the disk\n",
    ]);
    expect(await lost("EPIPE")).toEqual([0, ""]);
  });
});

describe("control characters", () => {
  const NAME = "s\x1b]0;owned\x07\r\n\x9b2J";
  const csv = TEXT.replaceAll(/,"308"$/gm, `,"${NAME}"`).replace('"Days"', '"Da\x1b[31mys"');

  test("of data and formulas reach no terminal", async () => {
    for (const argv of [
      ["fit", "Reaction ~ `Da\x1b[31mys` + (1 | Subject)", "-", "--ranef"],
      ["fit", "Reaction ~ `Da\x1b[31mys` + (1 | Subject)", "-", "--markdown", "--ranef"],
      ["fit", "Reaction ~ x\x1b[31m", "-"],
      ["fit", "Reaction ~ nope\x1b + (1 | Subject)", "-"],
      ["fit", "Subject ~ Reaction + (1 | Subject)", "-"],
      ["data", "-"],
      ["data", "-", "--csv"],
      ["data", "no\x1b[2Jfile"],
      ["reshape", "-", "--columns", "Reaction", "--values", "v"],
    ]) {
      let text = "";
      const writer = { isTTY: true, write: (piece: string) => (text += piece) };
      await run(argv, {
        stdout: writer,
        stderr: writer,
        stdin: (async function* () {
          yield csv;
        })(),
      });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f]/);
      expect(text.length).toBeGreaterThan(20);
    }
  });

  test("stay what they are in CSV for other programs, and are told in reports", async () => {
    expect((await runCli(["reshape", "-", "--columns", "Reaction", "--values", "v"], csv)).out).toContain(NAME);
    const { out } = await runCli(["fit", "Reaction ~ 1 + (1 | Subject)", "-", "--ranef"], csv);
    expect(out).toContain(String.raw`s\x1b]0;owned\x07\r\n\x9b2J`);
  });
});

describe("--csv-safe", () => {
  test("defuses what a spreadsheet would take for a formula, and nothing else", async () => {
    const text = 'g,x\n=1+1,1\n+a,-2\n"@b",3\n-1,4\n"-2+3",5\na=b,6\n';
    const { out } = await runCli(["reshape", "-", "--columns", "x", "--values", "v", "--csv-safe"], text);
    expect(out.split("\n").slice(1, 7)).toEqual(["'=1+1,x,1", "'+a,x,-2", "'@b,x,3", "-1,x,4", "'-2+3,x,5", "a=b,x,6"]);
    const { out: raw } = await runCli(["reshape", "-", "--columns", "x", "--values", "v", "--csv"], text);
    expect(raw).toContain("\n=1+1,x,1\n");
  });
});
