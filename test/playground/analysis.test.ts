// An analysis on the page, from data to what is taken away.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { germanWorkbook } from "../../scripts/german-workbook.mjs";
import { emmeans, lmm, readCsv, restore } from "../../src/index.js";
import { referenceFit } from "../support/reference.js";
import {
  coefficientRows,
  dropFile,
  executablePath,
  openSample,
  PlaygroundSite,
  tableRows,
  typeFormula,
} from "./page.js";

const sleep = { sample: "sleepstudy", formula: "Reaction ~ Days + (Days | Subject)" };
const verdict = ".verdict .headline";

/** 24 people by 16 words: a condition within both, a group of people. */
function priming(): string {
  let state = 11;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296 - 0.5;
  };
  const words = Array.from({ length: 16 }, () => 60 * draw());
  const rows = Array.from({ length: 24 }, (_, person) => {
    const own = 120 * draw();
    const group = person % 2 === 0 ? "Kind" : "Erwachsene";
    return words.map((word, w) => {
      const related = (person + w) % 4 < 2;
      const effect = related ? (group === "Kind" ? -60 : -25) : 0;
      const time = 600 + (group === "Kind" ? 150 : 0) + own + word + effect + 160 * draw();
      return `vp${person + 1},Wort ${w + 1},${related ? "verwandt" : "unverwandt"},${group},${time.toFixed(1)}`;
    });
  });
  return ["vp,wort,bedingung,gruppe,rt", ...rows.flat()].join("\n");
}

describe.skipIf(executablePath === "")("the page", () => {
  let site: PlaygroundSite;
  beforeAll(async () => {
    site = await PlaygroundSite.open("analysis");
  });
  afterAll(() => site?.close());

  it("fits a sample at once, and again as the formula changes, with the reference's numbers", async () => {
    const { page, troubles } = await site.page();
    await openSample(page, "sleepstudy");
    await page.locator(verdict, { hasText: "converged" }).waitFor();
    const { fixef, satterthwaite } = referenceFit("sleep-max-reml");
    const [, days] = await coefficientRows(page);
    const number = (text: string) => Number(text.replace("−", "-"));
    expect(days[0]).toBe("Days");
    expect(number(days[1])).toBeCloseTo(fixef.estimate[1], 2);
    expect(days[2]).toBe("[7.21, 13.73]");
    expect(number(days[4])).toBeCloseTo(fixef.se[1], 2);
    expect(number(days[5])).toBeCloseTo(satterthwaite?.df[1] ?? 0, 1);
    expect(days[7]).toBe("< .001");
    await page.getByLabel("Criterion").selectOption("ml");
    await typeFormula(page, "Reaction ~ Days + (1 | Subject)");
    await page.locator("code", { hasText: "Reaction ~ Days + (1 | Subject)" }).waitFor();
    const ml = await page.locator(".verdict").textContent();
    expect(ml).toContain("−2 log-likelihood 1794.079");
    expect(await page.locator("#formula-words").textContent()).toBe(
      "Reaction depends on Days. The intercept varies by Subject.",
    );
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("shows where a formula is wrong, as it is typed", async () => {
    const { page } = await site.page(sleep);
    await page.locator(verdict).waitFor();
    await typeFormula(page, "Reaction ~ Days + (Days | Subject");
    // The field has closed the parenthesis by itself.
    await page.keyboard.press("Delete");
    const error = page.locator("#formula-error");
    await expect.poll(() => error.textContent()).toContain('"(" is never closed');
    await typeFormula(page, "Reaction ~ Dyas + (Days | Subject)");
    await expect.poll(() => error.textContent()).toContain('did you mean "Days"?');
    expect((await error.textContent())?.split("\n")[1].trim()).toBe("^~~~");
    await page.getByRole("button", { name: "Write Days" }).click();
    await page.locator("code", { hasText: "Reaction ~ Days + (Days | Subject)" }).waitFor();
    await expect.poll(() => error.textContent()).toBe("");
    await page.context().close();
  });

  it("compares two of the fits that were made", async () => {
    const { page, troubles } = await site.page({ ...sleep, reml: false });
    await page.locator(verdict).waitFor();
    await typeFormula(page, "Reaction ~ Days + (Days || Subject)");
    await page.locator("code", { hasText: "||" }).waitFor();
    await page.getByRole("tab", { name: "Compare" }).click();
    for (const box of await page.getByRole("checkbox").all()) await box.check();
    await expect.poll(() => page.locator("#panel").textContent()).toMatch(/0\.064/);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("gives a fit away in every form", async () => {
    const { page, troubles } = await site.page(sleep, { permissions: ["clipboard-read", "clipboard-write"] });
    await page.locator(verdict).waitFor();
    await page.getByRole("tab", { name: "Take away" }).click();
    const shown = page.getByLabel("Text to take away");
    const expected: Record<string, RegExp> = {
      summary: /^Linear mixed model fit by REML/,
      paragraph: /Days: b = 10\.47, SE = 1\.55, 95% CI \[7\.21, 13\.73\], t\(17\) = 6\.77, p < \.001/,
      markdown: /\| Days +\| +10\.467/,
      latex: /\\begin\{tabular\}.*Days & 10\.47/s,
      html: /<th scope="row">Days<\/th>/,
      csv: /^name,estimate,stdError,lower,upper,df,statistic,p\n/,
      json: /"blup": "lmm"/,
      blup: /await readTable\(.*\{ types: \{ Subject: "factor" \} \}\);\n.*await lmm\("Reaction ~ Days \+ \(Days \| Subject\)", data, \{ reml: true \}\)/,
      r: /fit <- lmer\(Reaction ~ Days \+ \(Days \| Subject\), data = data\)/,
      link: /\/deep\/er\/#%7B/,
    };
    for (const [form, pattern] of Object.entries(expected)) {
      await page.locator(".bar select").selectOption(form);
      await expect.poll(() => shown.textContent(), { timeout: 5000 }).toMatch(pattern);
    }
    await page.getByRole("button", { name: "Copy" }).click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await page.locator(".bar select").selectOption("json");
    await expect.poll(() => shown.textContent()).toContain('"blup"');
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save" }).click(),
    ]);
    expect(restore(readFileSync(await file.path(), "utf8")).formula).toBe(sleep.formula);
    await page.goto(link);
    await page.reload();
    await page.locator(verdict).waitFor();
    expect(await page.locator(".formula-shown").textContent()).toBe(sleep.formula);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("draws every plot, and saves it as SVG and PNG", async () => {
    const { page, troubles } = await site.page(sleep);
    await page.locator(verdict).waitFor();
    await page.getByRole("tab", { name: "Plots" }).click();
    const kinds = await page
      .locator(".bar select option")
      .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
    expect(kinds.length).toBeGreaterThan(7);
    for (const kind of kinds) {
      await page.locator(".bar select").selectOption(kind);
      const least = kind === "coefficients" ? 0 : 17;
      await expect.poll(() => page.locator(".stage svg circle").count()).toBeGreaterThan(least);
      expect(await page.locator(".stage .bad").count()).toBe(0);
    }
    const saved = async (name: string) => {
      const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
      return readFileSync(await file.path());
    };
    expect((await saved("Save SVG")).toString()).toMatch(/^<svg [^>]*xmlns=/);
    expect((await saved("Save PNG")).subarray(1, 4).toString()).toBe("PNG");
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("takes a dropped file, and says what a wrong one looks like", async () => {
    const { page } = await site.page();
    await dropFile(page, "wrong.csv", "PK\u0003\u0004 and so on");
    const status = page.locator("#data-status");
    await expect.poll(() => status.textContent()).toContain("the archive is damaged or cut off");
    const rows = Array.from({ length: 60 }, (_, i) => `${(i * 37) % 19},${i % 6},${i === 3 ? "NA" : i % 7}`);
    await dropFile(page, "mine.csv", ["score,person,time", ...rows].join("\n"));
    await expect.poll(() => status.textContent()).toContain("mine.csv: 60 rows, 3 columns");
    expect(await page.locator(".variables > li").nth(2).textContent()).toMatch(/0 to 6.*1 missing$/);
    await page.getByLabel("Type of person").selectOption("factor");
    await expect.poll(() => page.locator("#data-columns").textContent()).toContain("6 levels: 0, 1, 2, 3");
    await typeFormula(page, "score ~ time + (1 | person)");
    await page.locator(verdict).waitFor();
    expect(await page.locator(".verdict").textContent()).toContain("59 observations, 6 person");
    await page.context().close();
  });

  it("fits a generalized model", async () => {
    const { page, troubles } = await site.page();
    await openSample(page, "cbpp");
    await page.locator(verdict).waitFor();
    const [, second] = await coefficientRows(page);
    expect([second[0], second[1], second[4], second[6]]).toEqual(["period2", "−0.99", "0.31", ".001"]);
    expect(await page.locator(".coefficients .group").textContent()).toBe("period compared with 1");
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("comes from a German workbook to a table in APA style and an interaction plot in five actions, without typing", async () => {
    const { page, troubles } = await site.page(null, { permissions: ["clipboard-read", "clipboard-write"] });
    let actions = 0;
    const act = async (action: () => Promise<unknown>) => {
      actions++;
      await action();
    };
    await act(() => dropFile(page, "versuch.xlsx", germanWorkbook(priming(), "Daten")));
    await act(() => page.getByRole("button", { name: /^Begin with / }).click());
    const formula = "rt ~ bedingung * gruppe + (1 | vp) + (1 | wort)";
    await page.locator(".formula-shown", { hasText: formula }).waitFor();
    await act(() => page.getByRole("button", { name: "Copy the table" }).click());
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const html = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      return (await item.getType("text/html")).text();
    });
    expect(html).toContain("bedingungverwandt:gruppeKind");
    await act(() => page.getByRole("tab", { name: "Means" }).click());
    await page.locator(".stage > .scroll > svg").waitFor();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      act(() => page.getByRole("button", { name: "Save SVG" }).click()),
    ]);
    expect(readFileSync(await file.path(), "utf8")).toContain("Means by bedingung, gruppe");
    expect(actions).toBe(5);
    const means = await tableRows(page, "Estimated marginal means");
    const data = await readCsv(priming());
    const { rows } = emmeans(await lmm(formula, data), ["bedingung"], { by: "gruppe" });
    const number = (text: string) => Number(text.replace("−", "-"));
    expect(means.map(([, , mean]) => number(mean))).toEqual(rows.map(({ estimate }) => Number(estimate?.toFixed(1))));
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("says what asks for a look, and shows it", async () => {
    const { page, troubles } = await site.page(sleep);
    await page.locator(verdict).waitFor();
    await page.getByRole("tab", { name: "Diagnostics" }).click();
    await page.locator(".findings .look", { hasText: "outliers" }).first().waitFor();
    await page.getByRole("button", { name: "Show the rows" }).first().click();
    await page.locator(".findings .stage > .scroll > svg").waitFor();
    await page.getByText("All numbers").click();
    expect((await tableRows(page, "Explained variance")).length).toBeGreaterThan(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});
