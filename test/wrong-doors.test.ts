// A sample of what node scripts/doors.mjs tries, and what the refusals say.
import { describe, expect, it } from "vitest";
import { rightCalls } from "../scripts/doors/right-calls.js";
import { faultOf, type WrongCall, wrongCalls } from "../scripts/doors/wrong-calls.js";
import { wrongSaved } from "../scripts/doors/wrong-saved.js";
import * as blup from "../src/index.js";

/** Those that ended in another error than a typed one, or in NaN; time is the script's concern. */
async function faults(calls: readonly WrongCall[]): Promise<string[]> {
  const found: string[] = [];
  for (const call of calls) {
    const fault = await faultOf(call, Number.POSITIVE_INFINITY);
    if (fault !== null) found.push(fault);
  }
  return found;
}

describe("wrong arguments", () => {
  it("are tried of every public function but those of workers and of long searches", async () => {
    const tried = new Set([...(await rightCalls()).values()].map(({ call }) => call));
    const untried = Object.entries(blup).filter(([name, value]) => {
      return typeof value === "function" && /^[a-z]/.test(name) && !tried.has(value as never);
    });
    expect(untried.map(([name]) => name).sort()).toEqual([
      "createWorkerClient",
      "powerSearch",
      "powerSearchTables",
      "powerStream",
    ]);
  });

  it("of every function, and values of every option, are told by a typed error or answered", async () => {
    const calls = await wrongCalls(await rightCalls(), 1000, 20261130);
    expect(new Set(calls.map(({ what }) => what.split(" ")[0])).size).toBeGreaterThan(90);
    expect(await faults(calls)).toEqual([]);
  });

  it("of a saved fit are told by a typed error or answered", async () => {
    expect(await faults(await wrongSaved(1000, 20261130))).toEqual([]);
  });

  it("name the argument, what it must be, and where it is not", async () => {
    expect(() => blup.anovaTable(undefined as never)).toThrow("table must be what anova() gave, not undefined");
    expect(() => blup.anovaTable({ rows: [] } as never)).toThrow(
      'table must be what anova() gave, with its "warnings", not an object',
    );
    expect(() => blup.vifTable([{ term: "x" }] as never)).toThrow(
      'terms must be what vif() gave, with its "[0].gvif", not an array',
    );
    expect(() => blup.tableCsv("x" as never)).toThrow('table must be what a function …Table() gave, not "x"');
    expect(() => blup.formatFormula({} as never)).toThrow("ast must be what parseFormula() gave, not an object");
    expect(() => blup.caretBlock(null as never)).toThrow("error must be a FormulaError, not null");
    const saved = JSON.parse(
      JSON.stringify(await blup.lmm("y ~ (1 | g)", { y: [1, 2, 4, 3], g: ["a", "a", "b", "b"] })),
    );
    saved.fixef[0].estimate = "1";
    expect(() => blup.restore(saved)).toThrow(
      'saved model is not whole: "fixef[0].estimate" is missing, or not what it was',
    );
  });

  it("that cannot be quoted as they are, such as symbols and objects without a prototype, are told of", async () => {
    const fit = await blup.lmm("y ~ (1 | g)", { y: [1, 2, 4, 3], g: ["a", "a", "b", "b"] });
    const bare = Object.create(null);
    expect(() => blup.plotData(fit, bare)).toThrow("there is no plot an object");
    expect(() => blup.westfallPower(bare, {} as never)).toThrow('"both-within-condition", not "an object"');
    const study = { participants: 8, stimuli: 6, d: 0.5, shares: { P: Symbol("p") } as never };
    expect(() => blup.westfallDesign("crossed", study)).toThrow('share "P" must be a number that is not negative');
    expect(() => blup.contrastTest(fit, [Symbol("w")] as never)).toThrow("has the weight Symbol(w); expected finite");
    expect(() => blup.contrastTest(fit, { "(Intercept)": bare } as never)).toThrow("has the weight an object");
    expect(() => blup.anovaText(blup.anova(fit), null as never)).toThrow("options must be an object, not null");
    expect(() => blup.tableText(blup.anovaTable(blup.anova(fit)), { width: "1" as never })).toThrow(
      'width must be a number of characters, not "1"',
    );
  });

  it("that leave the range of numbers are told of, or have their answer", async () => {
    const y = [1, 2, 4, 3, 5, 4.5];
    const x = [1, 2, 3, 4, 5, 6];
    const data = { y, x, g: ["a", "a", "b", "b", "c", "c"] };
    await expect(blup.lmm("y ~ x + (1 | g)", data, { offset: y })).rejects.toThrow("is fitted perfectly by the fixed");
    await expect(blup.objectiveAt("y ~ x + (1 | g)", data, [2 ** 53])).rejects.toThrow(
      "theta is 9007199254740992, where rounding leaves nothing of the objective",
    );
    const far = { ...data, y: x.map((value, i) => 1e300 * value + y[i]) };
    await expect(blup.lmm("y ~ x + (1 | g)", far)).rejects.toThrow("is fitted perfectly by the fixed");
    const fit = await blup.lmm("y ~ x + (1 | g)", data);
    const [near] = blup.emmeans(fit, [], { at: { x: 1e8 } }).rows;
    const [there] = blup.emmeans(fit, [], { at: { x: 1e300 } }).rows;
    expect(there.stdError as number).toBeGreaterThan((near.stdError as number) * 0.999e292);
    expect(there.df).toBeCloseTo(near.df as number, 5);
    const overdispersion = { statistic: 1, df: Number.NaN, ratio: 1, p: 1 };
    expect(() => blup.overdispersionTable(overdispersion as never)).toThrow('with its "df"');
    const curve = { along: ["s"], points: [], replicates: 0, isFinal: true };
    expect(() => blup.powerCurveTable(curve)).toThrow("curve must be a curve of one point or more, not an object");
  });

  it("that pass for a fit without being one are refused", async () => {
    const data = { y: [1, 2, 4, 3], g: ["a", "a", "b", "b"] };
    const fit = await blup.lmm("y ~ (1 | g)", data);
    for (const other of [Object.create(fit), new Proxy(fit, {})]) {
      for (const ask of [blup.summary, blup.leverages, blup.randomComponents, blup.anova]) {
        expect(() => ask(other)).toThrow(blup.OptionError);
      }
      await expect(blup.confint(other)).rejects.toThrow("a proxy of a fit answers nothing");
      await expect(other.refit(data.y)).rejects.toThrow("a proxy of a fit answers nothing");
      for (const write of [blup.tableMarkdown, blup.tableJson, blup.writeTable]) {
        expect(() => write(other)).toThrow(blup.OptionError);
      }
      const members = Object.entries(Object.getOwnPropertyDescriptors(blup.Fit.prototype)).filter(
        ([name, { get, value }]) => get !== undefined || (name !== "constructor" && value?.length === 0),
      );
      expect(members.length).toBeGreaterThan(20);
      for (const [, { get, value }] of members) {
        expect(() => (get ?? value).call(other)).toThrow("a proxy of a fit answers nothing");
      }
    }
  });

  it("that are huge and empty are left at their first entry", async () => {
    const huge = new Array(1e7);
    for (const [name, { call, args }] of await rightCalls()) {
      if (!/(?:Tables?|Text)$/.test(name) || name === "readTable" || name === "toTable") continue;
      const before = process.cpuUsage().user;
      expect(() => call(...([huge, ...args.slice(1)] as never[])), name).toThrow(blup.OptionError);
      expect(process.cpuUsage().user - before, name).toBeLessThan(2e6);
    }
  });

  it("among the types of columns are told of, whatever they are", async () => {
    const data = { x: [1, 2] };
    const types = (x: unknown) => ({ types: { x } }) as never;
    expect(() => blup.toTable(data, types({ toString: null }))).toThrow(
      '"x" cannot have the type an object; the types',
    );
    expect(() => blup.toTable(data, types(Symbol("s")))).toThrow("cannot have the type Symbol(s); the types are");
    await expect(blup.readCsv("x\n1\n", types("text"))).rejects.toThrow(
      'cannot have the type "text"; the types are number',
    );
  });

  it("that would take more memory than there is are refused with a number", async () => {
    const fit = await blup.lmm("y ~ (1 | g)", { y: [1, 2, 4, 3], g: ["a", "a", "b", "b"] });
    expect(() => blup.simulate(fit, { seed: 1, count: 2 ** 40 })).toThrow(
      'option "count" must be at most 10 million, not 1099511627776',
    );
    expect(() => blup.crossedDesign({ s: 1e6, i: 1e6 })).toThrow(
      "the design has 1000000000000 rows, more than 10000000",
    );
  });
});
