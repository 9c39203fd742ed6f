// Data on the page: files of every kind, what is doubtful in them, levels, wide data, and the code that gives the fit elsewhere.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundlePackage } from "../../scripts/build.mjs";
import { lmm, readCsv } from "../../src/index.js";
import { coefficientRows, dropFile, executablePath, giveFile, PlaygroundSite, typeFormula } from "./page.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const fixture = (name: string) => readFileSync(join(root, "test/fixtures", name));
const verdict = ".verdict .headline";
const hasR = spawnSync("Rscript", ["-e", "library(lmerTest); library(readxl); library(jsonlite)"]).status === 0;
if (executablePath !== "" && !hasR)
  console.info("R with lmerTest, readxl and jsonlite is not here: the page's code for R is not run");

/** The text in one of the forms to take away. */
async function taken(page: Page, form: string, pattern: RegExp): Promise<string> {
  await page.getByRole("tab", { name: "Take away" }).click();
  await page.locator(".bar select").selectOption(form);
  const shown = page.getByLabel("Text to take away");
  await expect.poll(() => shown.textContent()).toMatch(pattern);
  return (await shown.textContent()) ?? "";
}

/** 20 subjects at four delays, written in two ways, and three kinds of trials. */
function levelsData(): string {
  let state = 7;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296 - 0.5;
  };
  const rows = Array.from({ length: 20 }, (_, s) => {
    const own = 80 * draw();
    return ["50", "100", "1000", "050"].flatMap((soa) =>
      ["Low", "medium", "high"].map(
        (lvl) => `s${s},${soa},${lvl},${(500 + own + 0.03 * Number(soa) + 90 * draw()).toFixed(2)}`,
      ),
    );
  });
  return ["subj,soa,lvl,rt", ...rows.flat()].join("\n");
}

/** As R's write.csv() has it, and with a column at the end that has no name. */
function withRowNames(): Buffer {
  const lines = fixture("reading/excel_sep.csv").toString("utf8").trim().split(/\r?\n/).slice(1);
  const [header, ...rows] = lines.map((line) => line.replaceAll(";", ","));
  return Buffer.from([`"",${header},`, ...rows.map((row, i) => `"${i + 1}",${row},`)].join("\n"));
}

const variable = (page: Page, name: string) =>
  page.locator(".variables > li", { has: page.getByRole("button", { name, exact: true }) });

describe.skipIf(executablePath === "")("data on the page", () => {
  let site: PlaygroundSite;
  const app = mkdtempSync(join(tmpdir(), "blup-page-"));
  beforeAll(async () => {
    site = await PlaygroundSite.open("data");
    const installed = join(app, "node_modules/blup");
    mkdirSync(installed, { recursive: true });
    copyFileSync(join(root, "package.json"), join(installed, "package.json"));
    await bundlePackage(join(installed, "dist"));
  });
  afterAll(async () => {
    rmSync(app, { recursive: true, force: true });
    await site?.close();
  });

  /** The page's fit as JSON, that of its code in Node, and in R the numbers of its summary where R is there. */
  async function everywhere(page: Page, file: string, bytes: Uint8Array, inR = true) {
    const here = JSON.parse(await taken(page, "json", /"blup"/));
    const code = await taken(page, "blup", /from "blup"/);
    const script = await taken(page, "r", /fit <- /);
    writeFileSync(join(app, file), bytes);
    writeFileSync(join(app, "fit.mjs"), `${code}\nconsole.log("JSON" + JSON.stringify(fit));`);
    const printed = execFileSync(process.execPath, [join(app, "fit.mjs")], { cwd: app, encoding: "utf8" });
    const there = JSON.parse(printed.slice(printed.indexOf("JSON{") + 4));
    if (!hasR || !inR) return { here, there, r: null, script };
    const asked =
      "cat('NUMBERS', format(c(fixef(fit), sqrt(diag(as.matrix(vcov(fit)))), logLik(fit)), digits = 17), '\\n')";
    const names = "cat('NAMES', paste(names(fixef(fit)), collapse = '|'), '\\n')";
    writeFileSync(join(app, "fit.R"), `${script}\n${asked}\n${names}\n`);
    const out = execFileSync("Rscript", [join(app, "fit.R")], { cwd: app, encoding: "utf8", stdio: "pipe" });
    const line = (name: string) =>
      out
        .slice(out.indexOf(name) + name.length)
        .split("\n")[0]
        .trim();
    return {
      here,
      there,
      script,
      r: { numbers: line("NUMBERS").split(/\s+/).map(Number), names: line("NAMES").split("|") },
    };
  }

  function expectOneFit({ here, there, r }: Awaited<ReturnType<typeof everywhere>>) {
    for (const key of ["objective", "theta", "sigma", "fixef", "vcov", "groups", "nobs", "ranef"]) {
      expect(there[key], key).toEqual(here[key]);
    }
    expect(there.design.variables).toEqual(here.design.variables);
    if (r === null) return;
    const effects = here.fixef as { name: string; estimate: number; stdError: number }[];
    expect(r.names).toEqual(effects.map(({ name }) => name));
    const numbers = [
      ...effects.map(({ estimate }) => estimate),
      ...effects.map(({ stdError }) => stdError),
      here.logLik,
    ];
    numbers.forEach((value, i) => {
      expect(Math.abs(r.numbers[i] - value), `${i}`).toBeLessThan(
        2e-4 * Math.max(Math.abs(value), effects[0].stdError),
      );
    });
  }

  it("tells what is doubtful, at the file and at the formula, and settles it by a click", async () => {
    const { page, troubles } = await site.page();
    await giveFile(page, "predictor_na.csv", fixture("reading/predictor_na.csv"));
    const notice = page.locator("#data-notices .notice");
    await expect
      .poll(() => notice.textContent())
      .toContain('Column "freq" is doubtful: 199 of its 200 cells are numbers');
    await typeFormula(page, "rt ~ freq + (1 | s)");
    await expect.poll(() => page.locator("#formula-error").textContent()).toContain('the first "n/a" on line 36');
    await page.locator("#formula-remedies").getByRole("button", { name: "Write as.numeric(freq)" }).click();
    await page.locator("code", { hasText: "rt ~ as.numeric(freq) + (1 | s)" }).waitFor();
    await typeFormula(page, "rt ~ freq + (1 | s)");
    await page.locator("#formula-remedies").getByRole("button", { name: "Make “n/a” missing" }).click();
    await page.locator("code", { hasText: "rt ~ freq + (1 | s)" }).waitFor();
    expect(await page.locator(".verdict").textContent()).toContain("199 observations");
    expect(await notice.count()).toBe(0);
    expectOneFit(await everywhere(page, "predictor_na.csv", fixture("reading/predictor_na.csv")));
    await page.locator("#data-status").getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => notice.count()).toBe(1);
    await notice.getByRole("button", { name: "Keep as a factor" }).click();
    await expect.poll(() => variable(page, "freq").textContent()).toContain("159 levels");
    await expect.poll(() => notice.count()).toBe(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("reads semicolons with decimal commas, other encodings, and what is said of a file", async () => {
    const { page, troubles } = await site.page();
    await giveFile(page, "rt_eu.csv", fixture("reading/rt_eu.csv"));
    await expect.poll(() => page.locator("#data-notices").textContent()).toContain("Decimal commas were read in");
    await typeFormula(page, "`RT (ms)` ~ Bedingung * Gruppe + (1 | Teilnehmer) + (1 | Wort)");
    await page.locator(verdict).waitFor();
    expectOneFit(await everywhere(page, "rt_eu.csv", fixture("reading/rt_eu.csv")));
    await giveFile(page, "rt_latin1.csv", fixture("reading/rt_latin1.csv"));
    await expect.poll(() => page.locator("#data-notices").textContent()).toContain("it was read as Windows-1252");
    await variable(page, "Wort").locator(".levels summary").click();
    await expect.poll(() => variable(page, "Wort").textContent()).toContain("Äpfel");
    await page.getByRole("button", { name: "Cyrillic (windows-1251)" }).click();
    await expect.poll(() => page.locator("#data-preview").textContent()).toContain("Дpfel");
    await page.locator("#data-status").getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => page.locator("#data-preview").textContent()).toContain("Äpfel");
    await giveFile(page, "comment.csv", fixture("reading/comment.csv"));
    await expect.poll(() => page.locator("#data-status").textContent()).toContain("cannot be used");
    await page.locator("#data-help").getByLabel("Comments begin with").fill("#");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator("#data-status").textContent()).toContain("comment.csv: 200 rows");
    await page.getByRole("tab", { name: "Fit" }).click();
    await typeFormula(page, "rt ~ x + (1 | s)");
    await page.locator("code", { hasText: "rt ~ x + (1 | s)" }).waitFor();
    expectOneFit(await everywhere(page, "comment.csv", fixture("reading/comment.csv")));
    expect(troubles).toEqual([]);
    await page.context().close();
  }, 120_000);

  it("has levels in the one order, and in that of a user, here and in its code", async () => {
    const { page, troubles } = await site.page();
    const text = levelsData();
    await giveFile(page, "soa.csv", text);
    await variable(page, "lvl").waitFor();
    await page.getByLabel("Type of soa").selectOption("factor");
    await expect.poll(() => variable(page, "soa").textContent()).toContain("4 levels: 050, 50, 100, 1000");
    await typeFormula(page, "rt ~ soa + lvl + (1 | subj)");
    await page.locator("code", { hasText: "rt ~ soa + lvl" }).waitFor();
    const names = async () => (await coefficientRows(page)).map(([name]) => name);
    await expect.poll(names).toContain("lvlhigh");
    await variable(page, "lvl").locator(".levels summary").click();
    await variable(page, "lvl").getByRole("button", { name: "Make reference: medium" }).click();
    await expect.poll(names).toContain("lvlLow");
    const up = variable(page, "lvl").getByRole("button", { name: "Move high up" });
    await up.focus();
    await page.keyboard.press("Enter");
    await expect
      .poll(() => variable(page, "lvl").locator(".level").allTextContents())
      .toEqual(["medium", "high", "Low"]);
    await page.keyboard.press("Enter");
    await expect
      .poll(() => variable(page, "lvl").locator(".level").allTextContents())
      .toEqual(["high", "medium", "Low"]);
    // The button that can go no further gives the focus to the one beside it.
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toMatch(/high/);
    await page.getByLabel("Contrasts of lvl").selectOption("sum");
    await expect.poll(names).toContain("lvl2");
    const all = await everywhere(page, "soa.csv", Buffer.from(text));
    expect(all.here.design.variables.lvl.levels).toEqual(["high", "medium", "Low"]);
    expectOneFit(all);
    expect(await page.evaluate(() => decodeURIComponent(location.hash))).not.toContain("medium");
    const link = await taken(page, "link-levels", /%7B/);
    expect(decodeURIComponent(link)).toContain('"levels":{"lvl":["high","medium","Low"]}');
    await page.getByRole("tab", { name: "Fit" }).click();
    await variable(page, "lvl").getByRole("button", { name: "Order of the data" }).click();
    await expect
      .poll(() => variable(page, "lvl").locator(".level").allTextContents())
      .toEqual(["Low", "high", "medium"]);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it.each(["plain.csv", "zstd.parquet", "lz4.feather", "stream.arrows", "two-sheets.xlsx", "jsonl.jsonl"])(
    "reads %s, with the fit that Node gives",
    async (name) => {
      const { page, troubles } = await site.page();
      const loaded: string[] = [];
      page.on("response", (response) => loaded.push(response.url()));
      const bytes = fixture(name === "jsonl.jsonl" ? `reading/${name}` : `tables/${name}`);
      await giveFile(page, name, bytes);
      await page.locator(".variables > li").first().waitFor();
      const heavy = /parquet-columns|arrow-file|workbook-rows|compressors/;
      const kinds = new Set(loaded.flatMap((url) => heavy.exec(url)?.[0] ?? []));
      const needed = {
        parquet: ["parquet-columns"],
        feather: ["arrow-file"],
        arrows: ["arrow-file"],
        xlsx: ["workbook-rows"],
      };
      for (const kind of needed[name.split(".")[1] as "xlsx"] ?? []) expect(kinds).toContain(kind);
      if (/csv|jsonl/.test(name)) expect([...kinds]).toEqual([]);
      if (name === "two-sheets.xlsx") {
        const sheet = page.locator("#data-notices").getByRole("button", { name: /^Sheet / });
        expect(await sheet.count()).toBe(2);
      }
      const formula = name === "jsonl.jsonl" ? "rt ~ x + (1 | s)" : "rt ~ cond * x + (1 + x | subj)";
      await typeFormula(page, formula);
      await page.locator("code", { hasText: formula }).waitFor();
      // R's readers of Parquet and Arrow files are seldom there.
      expectOneFit(await everywhere(page, name, bytes, /csv|xlsx|jsonl/.test(name)));
      expect(troubles).toEqual([]);
      await page.context().close();
    },
  );

  const RT = "`RT (ms)` ~ Bedingung + `Häufigkeit (log)` + (1 | Teilnehmer) + (1 | Wort)";

  it.each([
    ["rt_thousands.csv", RT],
    ["rt_latin1.csv", RT],
    ["rt_utf16.csv", RT],
    ["excel_sep.csv", "rt ~ x + (1 | s)"],
    ["spaces.csv", "rt ~ x + (1 | s)"],
    ["trail.csv", "rt ~ x + (1 | s)"],
    ["rownames.csv", "rt ~ x + (1 | s)"],
    ["jsonl.jsonl", "rt ~ x + (1 | s)"],
  ])("writes code that reads %s as the page did", async (name, formula) => {
    const { page } = await site.page();
    const bytes = name === "rownames.csv" ? withRowNames() : fixture(`reading/${name}`);
    await giveFile(page, name, bytes);
    await page.locator(".variables > li").first().waitFor();
    await typeFormula(page, formula);
    await page.locator("code", { hasText: formula }).waitFor();
    expectOneFit(await everywhere(page, name, bytes));
    await page.context().close();
  });

  it("writes code with families, contrasts, weights and conditions", async () => {
    const { page } = await site.page();
    const rows = Array.from({ length: 400 }, (_, i) => {
      const [a, b, c] = [(i * 7919) % 101, (i * 104_729) % 97, (i * 31_337) % 89];
      const chance = 20 + 12 * (i % 3) + 10 * ((i % 20) % 4) + (i % 2) * 8;
      const time = 400 + 25 * (i % 3) + 9 * (i % 20) + b;
      return `g${i % 20},${["lo", "mid", "hi"][i % 3]},${i % 2 === 0 ? "T" : "F"},${a < chance ? "yes" : "no"},${time},${1 + (c % 3)},${c}`;
    });
    const text = ["g,dose,seen,answer,time,w,age", ...rows].join("\n");
    await giveFile(page, "kinds.csv", text);
    await variable(page, "dose").waitFor();
    await page.getByLabel("Type of dose").selectOption("ordered");
    await variable(page, "dose").locator(".levels summary").click();
    await variable(page, "dose").getByRole("button", { name: "Make reference: lo" }).click();
    await typeFormula(page, "time ~ dose * seen + (1 | g)");
    await page.getByLabel("Weights").fill("w");
    await page.getByRole("textbox", { name: "Rows" }).fill("age > 10");
    await page.keyboard.press("Tab");
    await expect.poll(async () => (await coefficientRows(page)).map(([name]) => name)).toContain("dose.L");
    await expect
      .poll(() => page.locator(".verdict").textContent())
      .toContain("349 of 400 rows meet the condition age > 10");
    expectOneFit(await everywhere(page, "kinds.csv", Buffer.from(text)));
    await page.getByRole("tab", { name: "Fit" }).click();
    await page.getByLabel("Contrasts of dose").selectOption("sdif");
    await expect.poll(async () => (await coefficientRows(page)).map(([name]) => name)).toContain("dosehi-lo");
    expectOneFit(await everywhere(page, "kinds.csv", Buffer.from(text)));
    await page.getByRole("tab", { name: "Fit" }).click();
    await page.getByLabel("Weights").fill("");
    await page.getByLabel("Family").selectOption("binomial");
    await typeFormula(page, "answer ~ dose + seen + (1 | g)");
    await expect.poll(() => page.locator(".formula-shown").textContent()).toBe("answer ~ dose + seen + (1 | g)");
    expectOneFit(await everywhere(page, "kinds.csv", Buffer.from(text)));
    await page.context().close();
  }, 120_000);

  it("is one more way in: the levels and the bits are those of the library", async () => {
    const { page } = await site.page();
    const bytes = fixture("tables/plain.csv");
    const types = { dose: "factor", subj: "factor", cond: "factor" } as const;
    const formula = "rt ~ cond * dose + x + (1 + x | subj)";
    await giveFile(page, "plain.csv", bytes);
    await variable(page, "dose").waitFor();
    await page.getByLabel("Type of dose").selectOption("factor");
    await expect.poll(() => variable(page, "dose").textContent()).toContain("3 levels: 50, 100, 1000");
    await typeFormula(page, formula);
    await page.locator("code", { hasText: formula }).waitFor();
    const here = JSON.parse(await taken(page, "json", /"blup"/));
    const there = JSON.parse(JSON.stringify(await lmm(formula, await readCsv(bytes, { types }))));
    for (const key of ["theta", "fixef", "objective", "vcov", "sigma", "ranef"])
      expect(here[key], key).toEqual(there[key]);
    expect(here.design.variables).toEqual(there.design.variables);
    await page.context().close();
  });

  it("says how to export what it cannot read", async () => {
    const { page } = await site.page();
    const status = page.locator("#data-status");
    const cases: readonly (readonly [string, Uint8Array | string, string])[] = [
      ["a.sav", "$FL2@(#) IBM SPSS STATISTICS DATA FILE", "in SPSS save it as CSV"],
      ["a.rds", Uint8Array.from([0x58, 0x0a, 0, 0, 0, 3, 0, 4, 3, 0]), "write.csv(readRDS(file)"],
      ["empty.csv", "", "the file is empty"],
      ["junk.bin", Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256), "cannot be used"],
      ["far.xlsx", fixture("tables/far.xlsx"), "over the limit of"],
    ];
    for (const [name, bytes, advice] of cases) {
      await giveFile(page, name, bytes);
      await expect.poll(() => status.textContent(), { timeout: 10_000 }).toContain(advice);
      expect(await status.textContent()).toContain(name);
    }
    await page.context().close();
  });

  it("makes wide data long in a dialog, which can be undone", async () => {
    const { page, troubles } = await site.page();
    const rows = Array.from(
      { length: 30 },
      (_, i) =>
        `s${i},${i % 2},${400 + ((i * 37) % 60)},${430 + ((i * 53) % 60)},${i === 4 ? "" : 470 + ((i * 29) % 60)}`,
    );
    const text = ["id,group,rt_low,rt_mid,rt_high", ...rows].join("\n");
    await giveFile(page, "wide.csv", text);
    await page.getByRole("button", { name: "Wide to long" }).click();
    const dialog = page.getByRole("dialog", { name: "Wide to long" });
    expect(await dialog.getByRole("checkbox", { checked: true }).count()).toBe(4);
    expect(await dialog.getByLabel("Taken off the beginning of names").inputValue()).toBe("rt_");
    await dialog.getByLabel("Name of the factor").fill("group");
    await dialog.getByRole("button", { name: "Make long" }).click();
    await expect.poll(() => dialog.getByRole("alert").textContent()).toContain('cannot call a column "group"');
    await dialog.getByLabel("Name of the factor").fill("load");
    await dialog.getByRole("button", { name: "Make long" }).click();
    await expect.poll(() => page.locator("#data-status").textContent()).toContain("wide.csv: 89 rows, 4 columns");
    await expect.poll(() => variable(page, "load").textContent()).toContain("3 levels: low, mid, high");
    await typeFormula(page, "rt ~ load + (1 | id)");
    await page.locator("code", { hasText: "rt ~ load" }).waitFor();
    expectOneFit(await everywhere(page, "wide.csv", Buffer.from(text)));
    await page.locator("#data-status").getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => page.locator("#data-status").textContent()).toContain("wide.csv: 30 rows, 5 columns");
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("writes a formula by clicks on names", async () => {
    const { page } = await site.page();
    await giveFile(page, "plain.csv", fixture("tables/plain.csv"));
    await page.locator(".cm-content").waitFor();
    for (const name of ["rt", "x", "cond"]) await page.getByRole("button", { name, exact: true }).click();
    await expect.poll(() => page.getByRole("textbox", { name: "Formula" }).textContent()).toBe("rt ~ x + cond");
    await page.context().close();
  });

  it("takes a link as what it can be: types for the file that comes, and nothing that is not a model", async () => {
    const asked = {
      formula: "rt ~ dose + (1 | subj)",
      types: { dose: "factor", none: 5 },
      levels: { cond: 7 },
      df: "asymptotic",
    };
    const { page, troubles } = await site.page(asked);
    await giveFile(page, "plain.csv", fixture("tables/plain.csv"));
    await page.locator(verdict).waitFor();
    expect((await coefficientRows(page)).map(([name]) => name)).toEqual(["(Intercept)", "dose100", "dose1000"]);
    const other = await site.page({ formula: "rt ~ x + (1 | s)", types: { absent: "factor" } });
    await giveFile(other.page, "spaces.csv", fixture("reading/spaces.csv"));
    await other.page.locator(verdict).waitFor();
    for (const wrong of [
      { formula: 5, contrasts: [], family: "none", nAGQ: "x" },
      [],
      { types: { __proto__: "factor" }, formula: "a".repeat(5000) },
    ]) {
      const odd = await site.page(wrong);
      await giveFile(odd.page, "spaces.csv", fixture("reading/spaces.csv"));
      await variable(odd.page, "rt").waitFor();
      expect(odd.troubles).toEqual([]);
      await odd.page.context().close();
    }
    expect([...troubles, ...other.troubles]).toEqual([]);
    await other.page.context().close();
    await page.context().close();
  });

  it("builds a formula, beside what is written and what it cannot say", async () => {
    const { page, troubles } = await site.page();
    await giveFile(page, "plain.csv", fixture("tables/plain.csv"));
    const formula = page.getByRole("textbox", { name: "Formula" });
    const builder = page.locator("#builder");
    await page.locator(".cm-content").waitFor();
    await builder.getByLabel("Response").selectOption("rt");
    await builder.getByLabel("Add a fixed effect").selectOption("cond");
    await expect.poll(() => formula.textContent()).toBe("rt ~ cond");
    await builder.getByLabel("Add a fixed effect").selectOption("x");
    await builder.getByLabel("which interacts with").selectOption("cond");
    await builder.getByRole("group", { name: "Fixed effects" }).getByRole("button", { name: "Add" }).click();
    await builder.getByLabel("Add random effects by").selectOption("subj");
    await builder.getByLabel("What varies").selectOption("1");
    await builder.getByRole("group", { name: "Random effects" }).getByRole("button", { name: "Add" }).click();
    await expect.poll(() => formula.textContent()).toBe("rt ~ cond * x + (1 | subj)");
    await page.locator("code", { hasText: "rt ~ cond * x + (1 | subj)" }).first().waitFor();
    await typeFormula(page, "log(rt) ~ x - 1 + (x || subj)");
    await expect
      .poll(() => builder.locator(".chip").allTextContents())
      .toEqual(["log(rt)", "x×", "− 1", "(x || subj)×"]);
    await builder.getByRole("button", { name: "Remove (x || subj)" }).click();
    await expect.poll(() => formula.textContent()).toBe("log(rt) ~ x - 1");
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("stays usable with 100,000 columns, and with names of every character", async () => {
    const { page, troubles } = await site.page();
    const names = Array.from({ length: 100_000 }, (_, i) => `c${i}`);
    const row = (k: number) => names.map((_, i) => (i * 31 + k * 17) % 10).join(",");
    await giveFile(page, "broad.csv", [names.join(","), ...[1, 2, 3, 4, 5, 6].map(row)].join("\n"));
    await expect
      .poll(() => page.locator("#data-status").textContent(), { timeout: 20_000 })
      .toContain("broad.csv: 6 rows, 100,000 columns");
    await expect.poll(() => page.locator(".variables > li").count()).toBe(200);
    const started = Date.now();
    await typeFormula(page, "c1 ~ c2");
    await expect.poll(() => page.locator("#formula-error").textContent()).toContain("no random effects");
    expect(Date.now() - started).toBeLessThan(20_000);
    const odd = "a\u0007\u001b[31m\u202eb<b onmouseover=alert(1)>&amp;";
    await dropFile(
      page,
      "odd.csv",
      `"${odd}","""q""",y\n${Array.from({ length: 30 }, (_, i) => `${i % 5},"<i>${i % 3}</i>\u0000".,${(i * 7) % 11}`.replace('\u0000".', '"')).join("\n")}`,
    );
    await expect.poll(() => page.locator("#data-status").textContent()).toContain("odd.csv: 30 rows, 3 columns");
    expect(await page.locator(".variables b, .variables i").count()).toBe(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  }, 90_000);
});
