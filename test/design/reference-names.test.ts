// Rows, levels and names of every reference fit: what lme4 made of the same formula and data.
import { describe, expect, it } from "vitest";
import { log } from "../../src/core/elementary.js";
import { covarianceStructure } from "../../src/covariance/registry.js";
import { buildDesign } from "../../src/design/build-design.js";
import { UnsupportedError } from "../../src/errors.js";
import { frameOf } from "../frame/support.js";
import { cases, datasetPath, loadTable, type ReferenceCase, referenceFit } from "../support/reference.js";

async function designOf({ dataset, formula, weights, offset, contrasts }: ReferenceCase) {
  const frame = frameOf(formula, await loadTable(dataset), { weights, offset, contrasts });
  return { frame, ...buildDesign(frame) };
}

describe("the design of a reference fit has lme4's rows, levels and names", () => {
  for (const reference of cases) {
    const { id, formula, dataset, supported } = reference;
    if (datasetPath(dataset) === null) {
      it.skip(`${id}: ${formula} (data set ${dataset} is not here)`);
      continue;
    }
    if (!supported) {
      it(`${id}: ${formula} is refused`, async () => {
        await expect(designOf(reference)).rejects.toThrow(UnsupportedError);
      });
      continue;
    }
    it(`${id}: ${formula}`, async () => {
      const expected = referenceFit(id);
      const { frame, design } = await designOf(reference);
      expect(design.nobs).toBe(expected.N);
      expect(frame.dropped.total).toBe(expected.n_dropped);
      const names = design.fixed.names.filter((name) => !expected.fixef_dropped.includes(name));
      expect(names).toEqual(expected.fixef.names);
      const terms = design.random.map(({ factor, structure, names: columns }) => [
        design.factors[factor].name,
        covarianceStructure(structure).call,
        columns,
      ]);
      expect(terms).toEqual(expected.varcorr.map(({ group, structure, columns }) => [group, structure, columns]));
      const levels = design.factors.map(({ name, levels: { length } }) => [name, length]);
      expect(levels).toEqual(Object.entries(expected.n_levels));
      for (const { name, levels: actual } of design.factors) {
        const { levels: first } = expected.ranef[name];
        expect(actual.slice(0, first.length)).toEqual(first);
      }
    });
  }
});

describe("expected values of the response", () => {
  it("follow from transforms over all rows, as in R", async () => {
    const reference = cases.find(({ id }) => id === "airquality-na-log") as ReferenceCase;
    const { design } = await designOf(reference);
    const { fixef } = referenceFit("airquality-na-log");
    const { columns } = design.fixed;
    const fitted = (row: number) => columns.reduce((sum, column, j) => sum + column[row] * fixef.estimate[j], 0);
    const { fitted_first10, resid_first10 } = referenceFit("airquality-na-log");
    for (const [row, value] of fitted_first10.entries()) {
      expect(fitted(row)).toBeCloseTo(value, 6);
      expect(design.response[row]).toBeCloseTo(value + resid_first10[row], 6);
    }
    expect(log(41)).toBeCloseTo(design.response[0], 12);
  });
});
