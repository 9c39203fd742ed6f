// The plan of a model as text: block structure, algorithm, memory and operations.
import type { ModelPlan } from "../model/plan.js";
import { oneLine } from "./control-characters.js";
import { tableLines } from "./text-table.js";

/** Lines for a terminal; a block reads "kind in Z'Z / kind of its factor" where the two differ. */
export function planText(plan: ModelPlan): string {
  const { groups, blocks } = plan;
  const names = groups.map(({ name }) => name);
  const cells = names.map((row) =>
    names.map((column) => {
      const block = blocks.find((candidate) => candidate.row === row && candidate.column === column);
      if (block === undefined) return "";
      return block.cross === block.factor ? block.cross : `${block.cross} / ${block.factor}`;
    }),
  );
  const sizes = groups.map(({ levels, columns }) => `${levels} × ${columns}`);
  const table = tableLines({
    columns: [
      ["", ...names],
      ["levels × columns", ...sizes],
      ...names.map((name, j) => [name, ...cells.map((row) => row[j])]),
    ],
    align: "left",
  });
  return [
    `${plan.nobs} observations, ${plan.fixedColumns} fixed-effects columns`,
    "",
    ...table.map((line) => line.trimEnd()),
    "",
    oneLine(`Eliminated level by level: ${eliminatedText(plan)} (${HOW[plan.algorithm]})`),
    `Dense part: ${plan.tailRows} rows`,
    `Memory: ${magnitude(plan.memory, 1024, ["B", "KiB", "MiB", "GiB"])}`,
    `Operations: ${magnitude(plan.objectiveFlops, 1000, UNITS)} an evaluation, ` +
      `${magnitude(plan.gradientFlops, 1000, UNITS)} more for its gradient`,
  ].join("\n");
}

function eliminatedText({ groups, eliminated }: ModelPlan): string {
  return groups
    .flatMap(({ name, levels }, g) => {
      if (eliminated[g] === 0) return [];
      return eliminated[g] === levels ? name : `${eliminated[g]} of ${levels} levels of ${name}`;
    })
    .join(", ");
}

const HOW = {
  "one factor": "nothing else to fill in",
  "dense panel": "as one dense panel",
  "level lists": "through lists of the levels that meet",
};

const UNITS = ["flop", "kflop", "Mflop", "Gflop", "Tflop"];

function magnitude(value: number, step: number, units: readonly string[]): string {
  let unit = 0;
  let size = value;
  for (; size >= step && unit < units.length - 1; unit++) size /= step;
  return `${size >= 100 || unit === 0 ? size.toFixed(0) : size.toPrecision(3)} ${units[unit]}`;
}
