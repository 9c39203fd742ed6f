// Results laid out as tables, in every form that a table is written in.
import {
  anovaTable,
  bootstrapLrt,
  bootstrapLrtTable,
  bootstrapTable,
  compareTable,
  componentsTable,
  confintTable,
  contrastTable,
  criteria,
  criteriaTable,
  diagnosisTables,
  drop1Table,
  emmeansTable,
  exactRlrt,
  exactRlrtTable,
  fixefTestsTable,
  influence,
  influenceTable,
  jointTests,
  jointTestsTable,
  outliers,
  outliersTable,
  parsimonious,
  parsimoniousTable,
  predictTable,
  profileTable,
  type ReportTable,
  randomComponents,
  ranovaTable,
  singularityTable,
  tableCsv,
  tableHtml,
  tableJson,
  tableLatex,
  tableMarkdown,
  tableText,
} from "../../src/index.js";
import { questions } from "../../src/remote/questions.js";
import type { Asked } from "./questions.js";

type Laid = ReportTable | readonly ReportTable[] | null;

export const tables: Readonly<Record<string, (asked: Asked) => Laid | Promise<Laid>>> = {
  anova: ({ fit }) => anovaTable(questions.anova(fit)),
  bootstrap: async ({ fit }) => bootstrapTable(await questions.bootstrap(fit, { seed: 1, replicates: 5 })),
  bootstrapLrt: async ({ fit, smaller }) =>
    smaller && bootstrapLrtTable(await bootstrapLrt(fit, smaller, { seed: 1, replicates: 4 })),
  compare: ({ fit, smaller }) => smaller && compareTable(questions.compare([fit, smaller])),
  components: ({ fit }) => componentsTable(randomComponents(fit)),
  confint: async ({ fit }) => confintTable(await questions.confint(fit, { method: "wald" })),
  contrastTest: ({ fit }) =>
    contrastTable(
      questions.contrastTest(
        fit,
        fit.fixef().map(() => 1),
      ),
    ),
  criteria: ({ fit, smaller }) => smaller && criteriaTable(criteria([fit, smaller])),
  diagnose: async ({ fit }) => diagnosisTables(await questions.diagnose(fit)),
  drop1: async ({ fit }) => drop1Table(await questions.drop1(fit)),
  emmeans: ({ fit, subject }) => emmeansTable(questions.emmeans(fit, subject.means)),
  emmeansContrasts: ({ fit, subject }) =>
    emmeansTable(questions.emmeansContrasts(fit, questions.emmeans(fit, subject.means))),
  exactRlrt: ({ fit }) => exactRlrtTable(exactRlrt(fit, { seed: 1, simulations: 200 })),
  explainSingularity: async ({ fit }) => singularityTable(await questions.explainSingularity(fit)),
  fixefTests: ({ fit }) => fixefTestsTable(questions.fixefTests(fit)),
  influence: async ({ fit, subject }) => influenceTable(await influence(fit, { group: subject.group })),
  jointTests: ({ fit }) => jointTestsTable(jointTests(fit)),
  outliers: ({ fit }) => outliersTable(outliers(fit, { level: 0.2 })),
  parsimonious: async ({ fit }) => parsimoniousTable(await parsimonious(fit)),
  predict: ({ fit, subject }) => predictTable(questions.predictions(fit, subject.rows, { newLevels: "variance" })),
  profile: async ({ fit }) => profileTable(await questions.profile(fit)),
  ranova: async ({ fit }) => ranovaTable(await questions.ranova(fit)),
};

/** A table in every form; of several, each. */
export function everyForm(laid: Laid): unknown {
  if (laid === null) return null;
  return [laid].flat().map((table) => ({
    text: tableText(table),
    markdown: tableMarkdown(table),
    latex: tableLatex(table),
    html: tableHtml(table),
    csv: tableCsv(table),
    json: tableJson(table),
  }));
}
