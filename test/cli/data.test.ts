import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { runCli } from "./run-cli.js";

const reading = (name: string) => fileURLToPath(new URL(`../fixtures/reading/${name}`, import.meta.url));
const tables = (name: string) => fileURLToPath(new URL(`../fixtures/tables/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "blup-data-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The table of coefficients and what was said on stderr. */
async function fitted(formula: string, file: string, ...options: string[]) {
  const { out: stdout, err: stderr, code } = await runCli(["fit", formula, file, ...options]);
  return { code, stderr, coefficients: stdout.split("Fixed effects:\n")[1]?.split("\n---")[0].split("\n").slice(1) };
}

describe("blup fit", () => {
  const german = "`RT (ms)` ~ `Häufigkeit (log)` + Bedingung + (1 | Teilnehmer)";

  it("reads one data set alike, however it was written", async () => {
    const fits = [];
    for (const name of ["rt_eu.csv", "rt_latin1.csv", "rt_utf16.csv", "rt_thousands.csv"]) {
      fits.push(await fitted(german, reading(name)));
    }
    for (const { code, coefficients } of fits) {
      expect(code).toBe(0);
      expect(coefficients).toEqual(fits[0].coefficients);
    }
    expect(fits.map(({ stderr }) => stderr)).toEqual([
      expect.stringMatching(/^note: decimal commas were read in 1781 cells .* --decimal \. takes them for text\n$/),
      expect.stringMatching(/^note: the file is not UTF-8; .* --encoding windows-1250 is for Central Europe/),
      expect.stringMatching(/^note: the file has no mark of its encoding; .* UTF-16LE\n$/),
      expect.stringMatching(
        /^note: signs between thousands were taken off in 203 cells of "RT \(ms\)", .* --column-type 'RT \(ms\)=factor' /,
      ),
    ]);
  });

  it("refuses a doubtful predictor in one line, with the options that settle it", async () => {
    const doubtful = await runCli(["fit", "rt ~ freq + (1 | s)", reading("predictor_na.csv")]);
    expect(doubtful).toEqual({
      code: 1,
      out: "",
      err:
        'error: predictor "freq": column "freq" is doubtful: 199 of its 200 cells are numbers, but 1 is not, the first "n/a" on ' +
        "line 36; --na freq=n/a makes it missing, as.numeric(freq) in the formula leaves out what is no number, " +
        "--column-type freq=factor makes a factor of all\n",
    });
    for (const na of ["n/a", "freq=n/a"]) {
      const { code, stderr, coefficients } = await fitted(
        "rt ~ freq + (1 | s)",
        reading("predictor_na.csv"),
        "--na",
        na,
      );
      expect([code, stderr, coefficients?.length]).toEqual([0, "", 2]);
    }
    const asked = await fitted("rt ~ freq + (1 | s)", reading("predictor_na.csv"), "--type", "freq=number");
    expect(asked.stderr).toBe('error: column "freq" has "n/a" on line 36, which is not a number\n');
    const group = await fitted("rt ~ 1 + (1 | freq)", reading("predictor_na.csv"));
    expect(group.stderr.match(/is doubtful/g)).toHaveLength(1);
    expect((await fitted("rt ~ 1 + (1 | freq)", reading("predictor_na.csv"), "--quiet")).stderr).toBe("");
  });

  it("takes the order of levels, and saves it with the fit", async () => {
    const output = join(folder, "soa.json");
    const asked = ["--levels", "soa=1000,50,100", "--levels", 'lvl="medium",Low,high', "--output", output];
    const { coefficients } = await fitted("rt ~ soa + (1 | subj)", reading("soa.csv"), ...asked);
    expect(coefficients?.map((line) => line.split(" ")[0])).toEqual(["(Intercept)", "soa50", "soa100"]);
    expect(JSON.parse(readFileSync(output, "utf8")).reading.levels).toEqual({
      soa: ["1000", "50", "100"],
      lvl: ["medium", "Low", "high"],
    });
    writeFileSync(join(folder, "new.csv"), "soa,subj\n50,s0\n1000,s1\n");
    const predicted = await runCli(["predict", output, "--new", join(folder, "new.csv"), "--csv"]);
    expect(predicted.code).toBe(0);
    const sorted = await fitted("rt ~ soa + (1 | subj)", reading("soa.csv"), "--column-type", "soa=factor");
    expect(sorted.coefficients?.map((line) => line.split(" ")[0])).toEqual(["(Intercept)", "soa100", "soa1000"]);
  });

  it("reads files of every kind, also from standard input", async () => {
    const formula = "rt ~ x + cond + (1 | subj)";
    const plain = await fitted(formula, tables("plain.csv"));
    for (const name of ["zstd.parquet", "two-sheets.xlsx"]) {
      expect((await fitted(formula, tables(name))).coefficients).toEqual(plain.coefficients);
      const { out: stdout } = await runCli(["fit", formula, "-", "--quiet"], readFileSync(tables(name)));
      expect(stdout).toContain(plain.coefficients?.[0]);
    }
    const sheet = await fitted(formula, tables("two-sheets.xlsx"), "--sheet", "2");
    expect(sheet.stderr).toContain("error: ");
    const none = await fitted(formula, tables("plain.csv"), "--sheet", "2");
    expect(none.stderr).toBe("error: --sheet is given, but the file is no workbook\n");
    const far = await fitted("y ~ 1 + (1 | g)", tables("far.xlsx"));
    expect(far.stderr).toMatch(/^error: sheet "Sheet" reaches to XFD1048576/);
  });

  it("says the options of a reader as it spells them", async () => {
    const { stderr } = await fitted("rt ~ x + (1 | s)", reading("comment.csv"));
    expect(stderr).toBe(
      "error: line 2 has 4 fields; the header has 1; --comment '#' leaves out lines that begin so, --skip 1 leaves out what is before line 2\n",
    );
    expect((await fitted("rt ~ x + (1 | s)", reading("comment.csv"), "--comment", "#")).code).toBe(0);
    expect((await fitted("rt ~ x + (1 | s)", reading("comment.csv"), "--skip", "1")).code).toBe(0);
    const limited = await fitted("rt ~ x + (1 | s)", reading("spaces.csv"), "--max-rows", "10");
    expect(limited.stderr).toBe(
      "error: the file has more than 10 rows of 4 columns, over the limit of --max-rows, 10\n",
    );
    for (const [option, value] of [
      ["--decimal", ";"],
      ["--skip", "-1"],
      ["--levels", "cond"],
      ["--max-rows", "many"],
      ["--encoding", "klingon"],
    ]) {
      const wrong = await fitted("rt ~ x + (1 | s)", reading("spaces.csv"), option, value);
      expect(wrong.code).toBe(1);
      expect(wrong.stderr).toMatch(/^error: /);
    }
  });
});

describe("blup predict", () => {
  it("reads new data as those of the fit, from standard input too", async () => {
    const fit = join(folder, "missing.json");
    await runCli(["fit", "rt ~ freq + (1 | s)", reading("predictor_na.csv"), "--na", "freq=n/a", "--output", fit]);
    const rows = "s,freq\ns1,1.5\ns2,n/a\ns3,2\ns4,3\n";
    const piped = await runCli(["predict", fit, "--new", "-", "--json"], rows);
    const path = join(folder, "new.csv");
    writeFileSync(path, rows);
    expect(await runCli(["predict", fit, "--new", path, "--json"])).toEqual(piped);
    const { rows: predicted } = JSON.parse(piped.out);
    expect(predicted.map((row: Record<string, unknown>) => row.freq)).toEqual([1.5, null, 2, 3]);
  });
});

describe("blup data", () => {
  it("shows control characters of names and levels as text", async () => {
    const file = join(folder, "con\u0007trol.csv");
    writeFileSync(file, '"a\u001b[31m","b\nc"\nx\u001b]0;t\u0007,1\ny,2\n');
    const { out, code } = await runCli(["data", file]);
    expect(code).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(out).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f]/);
    expect(out).toContain("a\\x1b[31m");
    expect(out).toContain("b\\nc");
  });

  it("tells columns, types, levels in their order, and what is missing", async () => {
    const { out: stdout, err: stderr, code } = await runCli(["data", reading("age.csv")]);
    expect(code).toBe(0);
    expect(stdout.replace(reading("age.csv"), "age.csv")).toBe(
      [
        "age.csv: 800 rows",
        "Column  Type      Missing  Values",
        "id      factor    0        40 levels: s0, s1, s10, s11, s12, s13, s14, s15, …",
        "age     doubtful  0        44 levels: 18, 19, 20, 21, 22, 23, 24, 25, …",
        "y       number    0        -0.9474 to 7.7215",
        "",
      ].join("\n"),
    );
    expect(stderr).toMatch(/^warning: column "age" is doubtful/);
    const json = JSON.parse(
      (await runCli(["data", tables("plain.csv"), "--json", "--levels", "cond=low,mid,high"])).out,
    );
    expect(json.rows[1]).toEqual({ column: "cond", type: "factor", missing: 0, values: "low, mid, high" });
  });
});

describe("blup reshape", () => {
  const wide = join(folder, "wide.csv");
  writeFileSync(wide, 'id,rt_a,rt_b,"note, too"\n1,5,6,x\n2,7,,"y ""z"""\n');

  it("writes a long file, which is read back as it is", async () => {
    const asked = ["--columns", "rt_*", "--prefix", "rt_", "--names", "cond", "--values", "rt"];
    const { out: stdout, code } = await runCli(["reshape", wide, ...asked]);
    expect(code).toBe(0);
    expect(stdout).toBe('id,"note, too",cond,rt\n1,x,a,5\n1,x,b,6\n2,"y ""z""",a,7\n2,"y ""z""",b,NA\n');
    const long = join(folder, "long.csv");
    writeFileSync(long, stdout);
    expect(existsSync(long)).toBe(true);
    const { out: told } = await runCli(["data", long]);
    expect(told).toContain("rt         number  1        5 to 7");
  });

  it("takes names with commas, and standard input", async () => {
    const { out: stdout } = await runCli(
      ["reshape", "-", "--columns", '"note, too"', "--drop-missing", "--json"],
      readFileSync(wide),
    );
    expect(JSON.parse(stdout).rows).toHaveLength(2);
    const wrong = await runCli(["reshape", wide, "--columns", "rt_c"]);
    expect(wrong.err).toBe('error: column "rt_c" is not in the data; did you mean "rt_a"?\n');
    expect((await runCli(["reshape", wide])).err).toContain("required option '--columns <A,B,C>' not specified");
  });
});
