export { anovaTable, anovaText } from "./anova-table.js";
export { augmentTable } from "./augment-table.js";
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
export { cohensDTable, standardizedTable, termEffectSizesTable } from "./effect-sizes-tables.js";
export { type EmmeansTableOptions, emmeansTable, jointTestsTable } from "./emmeans-table.js";
export {
  coefficientTable,
  compactTable,
  type FitTableOptions,
  fitTables,
  randomEffectsTable,
} from "./fit-tables.js";
export { toReportJson } from "./json.js";
export { coefTable, ranefTable } from "./levels-tables.js";
export { toMarkdown } from "./markdown.js";
export { type ModelsTableOptions, modelsTable } from "./models-table.js";
export { powerSentence } from "./power-sentence.js";
export { powerCurveTable, powerSearchTables, powerTable } from "./power-table.js";
export { predictTable } from "./predict-table.js";
export { print } from "./print.js";
export type { ColumnKind, ReportColumn, ReportTable, TablePart } from "./report-table.js";
export { resultsParagraph } from "./results-paragraph.js";
export type { ReportOptions } from "./shown-tests.js";
export { componentsTable, parsimoniousTable, singularityTable } from "./simplify-table.js";
export { summary } from "./summary.js";
export { tableHtml } from "./table-html.js";
export { tableLatex } from "./table-latex.js";
export type { TableStyle } from "./table-layout.js";
export { tableMarkdown } from "./table-markdown.js";
export { type TableTextOptions, tableText } from "./table-text.js";
export { type TableCsvOptions, tableCsv, tableJson } from "./table-values.js";
export { type TableFormat, type WriteTableOptions, writeTable } from "./write-table.js";
