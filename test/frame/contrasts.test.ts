import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.js";
import { buildContrast, type ContrastSpec, parseContrast } from "../../src/frame/contrasts.js";

const rows = (spec: ContrastSpec, levels: string[]) => {
  const { matrix, columns } = buildContrast(spec, "f", levels);
  return levels.map((_, row) => columns.map((_, column) => matrix[column * levels.length + row]));
};

describe("contrast matrices", () => {
  const levels = ["a", "b", "c"];

  it("leave the base level at zero in treatment contrasts", () => {
    expect(rows("treatment", levels)).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
    ]);
    expect(rows({ treatment: "b" }, levels)).toEqual([
      [1, 0],
      [0, 0],
      [0, 1],
    ]);
    expect(buildContrast({ treatment: "b" }, "f", levels).columns).toEqual(["a", "c"]);
  });

  it("sum to zero over the levels for sum and Helmert contrasts", () => {
    expect(rows("sum", levels)).toEqual([
      [1, 0],
      [0, 1],
      [-1, -1],
    ]);
    expect(rows("helmert", levels)).toEqual([
      [-1, -1],
      [1, -1],
      [0, 2],
    ]);
  });

  it("give successive differences for sdif, named by their levels", () => {
    const { columns } = buildContrast("sdif", "f", levels);
    expect(columns).toEqual(["b-a", "c-b"]);
    const expected = [
      [-2 / 3, -1 / 3],
      [1 / 3, -1 / 3],
      [1 / 3, 2 / 3],
    ];
    for (const [i, row] of rows("sdif", levels).entries()) {
      for (const [j, value] of row.entries()) expect(value).toBeCloseTo(expected[i][j], 15);
    }
  });

  it("are orthonormal polynomials for poly", () => {
    const root = Math.sqrt(0.5);
    const expected = [
      [-root, 1 / Math.sqrt(6)],
      [0, -2 / Math.sqrt(6)],
      [root, 1 / Math.sqrt(6)],
    ];
    for (const [i, row] of rows("poly", levels).entries()) {
      for (const [j, value] of row.entries()) expect(value).toBeCloseTo(expected[i][j], 15);
    }
  });

  it("stay orthonormal for thirty levels", () => {
    const matrix = rows(
      "poly",
      Array.from({ length: 30 }, (_, i) => `${i}`),
    );
    for (let j = 0; j < 29; j++) {
      for (let k = 0; k <= j; k++) {
        const product = matrix.reduce((sum, row) => sum + row[j] * row[k], 0);
        expect(Math.abs(product - (j === k ? 1 : 0))).toBeLessThan(1e-13);
      }
    }
  });

  it("may be given as a matrix", () => {
    const spec = {
      matrix: [
        [1, 0],
        [-0.5, 1],
        [-0.5, -1],
      ],
      columns: ["first", "rest"],
    };
    expect(rows(spec, levels)).toEqual(spec.matrix);
    expect(buildContrast(spec, "f", levels).columns).toEqual(["first", "rest"]);
    expect(buildContrast({ matrix: spec.matrix }, "f", levels).columns).toEqual(["1", "2"]);
  });
});

describe("contrasts as text", () => {
  it.each([
    ["sum", "sum"],
    ["contr.helmert", "helmert"],
    [" poly ", "poly"],
    ["treatment(b)", { treatment: "b" }],
    ['treatment("a b")', { treatment: "a b" }],
    ["contr.treatment(x(1))", { treatment: "x(1)" }],
  ])("read %s", (text, expected) => {
    expect(parseContrast(text, "f")).toEqual(expected);
  });

  it.each<[ContrastSpec | string, string]>([
    ["summ", 'contrast "summ" of "f" is not known'],
    ["sums", 'did you mean "sum"?'],
    ["treatment(q)", 'base level "q" of the treatment contrast is not a level of "f"; its levels are "a", "b", "c"'],
    [{ treatment: "B" }, 'did you mean "b"?'],
    [
      { matrix: [[1], [2], [3]] },
      'contrast matrix of "f" must have 3 rows (one for each of "a", "b", "c") of 2 numbers',
    ],
    [
      {
        matrix: [
          [1, 0],
          [0, 1],
        ],
      },
      "must have 3 rows",
    ],
    [
      {
        matrix: [
          [1, 2],
          [2, 4],
          [3, 6],
        ],
      },
      'contrast matrix of "f" is singular',
    ],
    [
      {
        matrix: [
          [1, 0],
          [0, Number.NaN],
          [0, 1],
        ],
      },
      "finite numbers only",
    ],
    [
      {
        matrix: [
          [1, 0],
          [0, 1],
          [0, 0],
        ],
        columns: ["one"],
      },
      "2 columns but 1 column names",
    ],
  ])("or a spec %j that is wrong are refused in words", (spec, message) => {
    const build = () => buildContrast(spec as ContrastSpec, "f", ["a", "b", "c"]);
    expect(build).toThrow(OptionError);
    expect(build).toThrow(message);
  });
});
