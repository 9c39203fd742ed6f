export { anovaTable, anovaText } from "./anova-table.js";
export { contrastTable, contrastText, fixefTestsTable, fixefTestsText } from "./coefficient-tests.js";
export {
  bootstrapLrtTable,
  compareTable,
  criteriaTable,
  drop1Table,
  exactRlrtTable,
  ranovaTable,
} from "./comparison-table.js";
export { bootstrapTable, confintTable, profileTable } from "./confint-table.js";
export {
  diagnosisTables,
  diagnosisText,
  heteroscedasticityTable,
  iccTable,
  influenceTable,
  normalityTable,
  outliersTable,
  overdispersionTable,
  reliabilityTable,
  rSquaredTable,
  vifTable,
} from "./diagnostics-tables.js";
export { type EmmeansTableOptions, emmeansTable, jointTestsTable } from "./emmeans-table.js";
export { toReportJson } from "./json.js";
export { toMarkdown } from "./markdown.js";
export { predictTable } from "./predict-table.js";
export { print } from "./print.js";
export {
  type ColumnKind,
  type ReportColumn,
  type ReportTable,
  tableCsv,
  tableHtml,
  tableJson,
  tableLatex,
  tableMarkdown,
  tableText,
} from "./report-table.js";
export type { ReportOptions } from "./shown-tests.js";
export { componentsTable, parsimoniousTable, singularityTable } from "./simplify-table.js";
export { summary } from "./summary.js";
