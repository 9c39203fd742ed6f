// Tables with something wrong in them, as programs that make tables by themselves may hand them over.
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A table of 24 rows that can be fitted: y, x, f of three levels, g of four. */
function soundTable() {
  const rows = Array.from({ length: 24 }, (_, i) => i);
  const factor = (name: string, levels: string[], codes: number[]) => {
    return { kind: "factor", name, codes: Int32Array.from(codes), levels, ordered: false, logical: false };
  };
  return {
    rowCount: 24,
    columns: new Map<unknown, unknown>([
      ["y", { kind: "number", name: "y", values: Float64Array.from(rows, (i) => ((i * 7) % 11) + (i % 3) / 7) }],
      ["x", { kind: "number", name: "x", values: Float64Array.from(rows, (i) => (i * 5) % 13) }],
      [
        "f",
        factor(
          "f",
          ["a", "b", "c"],
          rows.map((i) => i % 3),
        ),
      ],
      [
        "g",
        factor(
          "g",
          ["g1", "g2", "g3", "g4"],
          rows.map((i) => (i >> 1) & 3),
        ),
      ],
    ]),
    notices: [] as unknown,
  };
}

/** Two entries with a hole between them. */
export function sparse<T>(first: T, last: T): T[] {
  const list = new Array<T>(3);
  list[0] = first;
  list[2] = last;
  return list;
}

const ODD: readonly unknown[] = [
  undefined,
  null,
  NaN,
  -1,
  1e9,
  2 ** 40,
  0.5,
  "",
  "x",
  true,
  [],
  {},
  () => 1,
  Symbol.iterator,
  new Float64Array(3),
  new Int32Array(24).fill(77),
  new Int32Array(24).fill(-2),
  new Int32Array(25),
  new Uint8Array(24),
  new Float64Array(24).fill(1e300),
  new Array(5),
  ["a", "a", "b"],
  sparse("a", "b"),
  [1, 2, 3],
  new Array(24),
  Array.from({ length: 24 }, () => ({})),
  { length: 24 },
  { length: 2 ** 33 },
  new Map(),
  new Date(),
  1n,
];

/** `count` such tables; what is odd about each is its own text. */
export function wrongTables(count: number, seed: number): { what: string; table: object }[] {
  const source = xoroshiro128plus(seed);
  const upTo = (most: number) => uniformInt(source, 0, most);
  const pick = <T>(list: readonly T[]): T => list[upTo(list.length - 1)];
  return Array.from({ length: count }, () => {
    const table = soundTable();
    const changes: string[] = [];
    for (let left = 1 + upTo(1); left > 0; left--) {
      const value = pick(ODD);
      const name = pick(["y", "x", "f", "g"]);
      const column = table.columns.get(name) as Record<string, unknown>;
      const where = upTo(9);
      if (where === 0) Object.assign(table, { [pick(["rowCount", "notices"])]: value });
      else if (where === 1) table.columns.set(pick([name, 3, value]), pick([value, column]));
      else if (where === 2) table.columns.delete(name);
      else {
        const key = pick([
          "kind",
          "name",
          "values",
          "codes",
          "levels",
          "ordered",
          "logical",
          "text",
          "doubt",
          "length",
          "problem",
        ]);
        if (Object.getPrototypeOf(column ?? []) === Object.prototype && typeof column === "object")
          column[key] = pick([value, value, "unusable", "factor", "number"]);
        changes.push(key);
      }
      changes.push(`${where} ${name} ${Object.prototype.toString.call(value)}`);
    }
    return { what: changes.join(", "), table };
  });
}
