// Influence of groups and rows by fits without them.
import { describe, expect, it } from "vitest";
import type { FactorColumn } from "../../../src/index.js";
import { influence } from "../../../src/inference/diagnostics/influence.js";
import { loadTable } from "../../support/reference.js";
import { expectClose, fitFreely, fixture, type ReferenceDeletions } from "./fixture.js";

/** Of a column that is no grouping factor of the model by itself. */
async function labelsOf(dataset: string, column: string): Promise<string[]> {
  const { codes, levels } = (await loadTable(dataset)).columns.get(column) as FactorColumn;
  return Array.from(codes, (code) => levels[code]);
}

async function groupOf({ group }: ReferenceDeletions, dataset: string): Promise<string | string[] | undefined> {
  if (group === "row") return undefined;
  return group === "replicate" ? labelsOf(dataset, group) : group;
}

describe("influence() as lme4 fits the data without each group", () => {
  for (const model of fixture.models) {
    for (const expected of model.influence) {
      it(`${model.id}: deletions of ${expected.group}`, async () => {
        const fit = await fitFreely(model);
        const found = await influence(fit, { group: await groupOf(expected, model.dataset) });
        expect(found.deletions.map(({ level }) => level).sort()).toEqual([...expected.levels].sort());
        const deletions = expected.levels.map((name) => {
          const own = found.deletions.find(({ level }) => level === name);
          if (own === undefined) throw new Error(name);
          return own;
        });
        const tolerance = model.family ? 3e-5 : 4e-6;
        const all = (of: (deletion: (typeof deletions)[number]) => ArrayLike<number>) =>
          deletions.flatMap((deletion) => Array.from(of(deletion)));
        expect(deletions.every(({ converged, problem }) => converged && problem === null)).toBe(true);
        expectClose(
          all(({ beta }) => beta),
          expected.beta.flat(),
          1e-6,
        );
        expectClose(
          all(({ stdError }) => stdError),
          expected.stdError.flat(),
          tolerance,
        );
        expectClose(
          all(({ theta }) => theta),
          expected.theta.flat(),
          tolerance,
        );
        expectClose(
          all(({ sigma }) => [sigma]),
          expected.sigma,
          1e-6,
        );
        expectClose(
          all(({ cooksDistance }) => [cooksDistance]),
          expected.cooks,
          tolerance,
        );
        expectClose(
          all(({ covRatio }) => [covRatio]),
          expected.covRatio,
          tolerance,
        );
        expectClose(
          all(({ covTrace }) => [covTrace]),
          expected.covTrace,
          tolerance,
        );
        const changes = deletions.map(({ dfbeta, stdError, dfbetas }) => ({ dfbeta, stdError, dfbetas }));
        for (const { dfbeta, stdError, dfbetas } of changes) {
          expectClose(
            dfbetas,
            Array.from(dfbeta, (change, i) => change / stdError[i]),
            1e-14,
          );
        }
      });
    }
  }
});
