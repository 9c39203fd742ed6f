// Tests of the terms of the fixed part, of the three types.
import { type AnovaOptions, anovaTable, type WorkerClient } from "../src/index.js";
import { answered } from "./answered.js";
import { object } from "./blup-code.js";
import { element, select } from "./element.js";
import type { FitRecord } from "./fitting.js";
import { fixedFactors } from "./model-spec.js";
import { inFormulaOfR, type RQuestion } from "./r-code.js";
import { tableCard } from "./table-card.js";

type AnovaType = NonNullable<AnovaOptions["type"]>;

const TYPES: readonly (readonly [AnovaType, string])[] = [
  ["III", "III: each effect averaged over the others"],
  ["II", "II: each effect after all that do not contain it"],
  ["I", "I: each effect after those before it"],
];

let type: AnovaType = "III";

/** The panel for a fit; the table comes when the worker has it. */
export function anovaPanel(client: WorkerClient, record: FitRecord): HTMLElement {
  const { place, show } = answered(async (signal) => {
    const options = { type, df: record.tests.method };
    const table = anovaTable(await client.ask("anova", record.fit, options));
    if (signal.aborted) return [];
    if (table.columns[0].values.length === 0) {
      return [element("p", { class: "hint" }, "The formula has no effect to test: only an intercept.")];
    }
    const blup = {
      names: ["anova", "anovaText"],
      lines: [`console.log(anovaText(anova(fit, ${object(options)})));`],
    };
    return [tableCard(record, table, { name: "anova", blup, r: inR(record) })];
  });
  show();
  const choice = select("Type of tests", TYPES, type, (value) => {
    type = value as AnovaType;
    show();
  });
  choice.classList.add("wide");
  return element("div", {}, element("div", { class: "bar" }, choice), place);
}

/** Null for degrees of freedom that R's tables do not have. */
function inR(record: FitRecord): RQuestion | null {
  const { spec, tests } = record;
  if (spec.family === "") {
    const ddf = { satterthwaite: "Satterthwaite", "kenward-roger": "Kenward-Roger" }[String(tests.method)];
    return ddf === undefined ? null : { packages: [], lines: [`anova(fit, type = "${type}", ddf = "${ddf}")`] };
  }
  if (type === "I") return null;
  if (type === "II") return { packages: ["car"], lines: ['Anova(fit, type = "II")'] };
  const coded = fixedFactors(spec, record.data.table).map((name) => `${inFormulaOfR(name)} = "contr.sum"`);
  const sum = coded.length === 0 ? "fit" : `update(fit, contrasts = list(${coded.join(", ")}))`;
  return { packages: ["car"], lines: [`Anova(${sum}, type = "III")`] };
}
