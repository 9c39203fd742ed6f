// How the ledger writes values down, and how it says what has changed.
import { describe, expect, it } from "vitest";
import { type Collection, Gathering } from "../scripts/ledger/collection.js";
import { comparisonText } from "../scripts/ledger/comparison-text.js";
import { differences } from "../scripts/ledger/differences.js";
import { exactText } from "../scripts/ledger/exact.js";
import { changedEntries, ledgerOf } from "../scripts/ledger/ledger.js";

function collectionOf(cases: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Collection {
  const gathering = new Gathering();
  for (const [name, values] of Object.entries(cases)) {
    const note = gathering.of(name);
    for (const [key, value] of Object.entries(values)) note(key, value);
  }
  return gathering.collection;
}

const keysOf = (before: unknown, after: unknown) =>
  differences(collectionOf({ sleep: { key: before } }), collectionOf({ sleep: { key: after } })).keys;

describe("an exact text", () => {
  it.each([
    [0, -0],
    [0.1 + 0.2, 0.3],
    [Number.NaN, null],
    [Number.NaN, "NaN"],
    [Number.NaN, "#NaN"],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    [[1, 2], Float64Array.of(1, 2)],
    [Float64Array.of(0), Float64Array.of(-0)],
    [Float64Array.of(1), Float32Array.of(1)],
    [new Map([["a", 1]]), { a: 1 }],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
  ])("tells %o from %o", (a, b) => {
    expect(exactText(a)).not.toBe(exactText(b));
  });

  it("takes a property that is not there for one that is undefined", () => {
    expect(exactText({ a: 1, b: undefined })).toBe(exactText({ a: 1 }));
  });

  it("refuses what has no text", () => {
    expect(() => exactText({ run: () => 1 })).toThrow("cannot hold");
    expect(() => exactText(new Date(0))).toThrow("cannot hold");
  });
});

describe("the ledger", () => {
  it("lists what is different, new and gone", () => {
    const before = ledgerOf(collectionOf({ sleep: { theta: [1], summary: "a" }, cake: { theta: [1] } }));
    const after = ledgerOf(collectionOf({ sleep: { theta: [1], summary: "b", plan: 1 } }));
    expect(changedEntries(before, before)).toEqual([]);
    expect(changedEntries(before, after)).toEqual([
      "sleep: summary is different",
      "sleep: plan is new",
      "cake: theta is gone",
    ]);
  });

  it("has no key of a case twice", () => {
    const note = new Gathering().of("sleep");
    note("theta", 1);
    expect(() => note("theta", 1)).toThrow('"theta" of "sleep" twice');
  });
});

describe("two collections", () => {
  it("are compared number by number, along their paths", () => {
    const before = { rows: [{ p: 1 }, { p: 200 }], note: "same" };
    const [{ changed, largest, others }] = keysOf(before, { rows: [{ p: 1 + 2 ** -52 }, { p: 201 }], note: "same" });
    expect({ changed, others }).toEqual({ changed: ["sleep"], others: [] });
    expect(largest).toMatchObject({ where: "sleep.rows.1.p", what: "200 → 201" });
    expect(largest?.size).toBeCloseTo(1 / 201, 12);
  });

  it("are different where only a sign of zero is, or a number is none", () => {
    expect(keysOf([0], [-0])[0].largest).toMatchObject({ size: 0, what: "0 → -0" });
    expect(keysOf([Number.NaN], [1])[0].largest).toMatchObject({ size: Number.POSITIVE_INFINITY, what: "NaN → 1" });
    expect(keysOf([Number.NaN], [Number.NaN])[0].changed).toEqual([]);
  });

  it("are told apart by the first line of a text, and by what only one has", () => {
    expect(keysOf("a\nb\nc", "a\nB\nC")[0].others).toEqual(['sleep: line 2: "b" → "B"']);
    expect(keysOf("a", "a\nb")[0].others).toEqual(['sleep: line 2: nothing → "b"']);
    expect(keysOf({ a: 1, b: 2 }, { a: 1, c: 2 })[0].others).toEqual(["sleep: without b"]);
    expect(keysOf({ a: 1, b: 2 }, { b: 2, a: 1 })[0].others).toEqual(["sleep: in another order"]);
    expect(keysOf({ a: [1] }, { a: null })[0].others).toEqual(["sleep.a: [1] → null"]);
  });

  it("are summed up by key", () => {
    const before = collectionOf({
      sleep: { theta: [1], text: "x" },
      cake: { theta: [4], text: "x" },
      old: { theta: [1] },
    });
    const after = collectionOf({ sleep: { theta: [1], text: "y" }, cake: { theta: [5], text: "x", plan: 1 } });
    expect(comparisonText(differences(before, after), "HEAD~1").split("\n")).toEqual([
      "theta: different in 1 of 2 cases, numbers by up to 2.0e-1 relative",
      "    cake.0: 4 → 5",
      "text: different in 1 of 2 cases, no number",
      '    sleep: line 1: "x" → "y"',
      "0 of 2 keys are the same in all cases",
      "only in HEAD~1:",
      "    old",
      "only here:",
      "    cake: plan",
    ]);
  });
});
