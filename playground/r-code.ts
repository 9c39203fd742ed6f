// The script for R that gives a fit of the page: it reads the same file, gives levels and contrasts, and fits by lme4.
import { type TextForm, textForm } from "../src/data/text-form.js";
import type { Column } from "../src/index.js";
import { type LoadedData, lateTypes, readOptions } from "./data-form.js";
import type { FitRecord } from "./fitting.js";
import { spanOf } from "./formula-edits.js";
import { columnsUsed, namesInCalls, pinnedFactors } from "./pinned.js";

const FAMILIES: Readonly<Record<string, string>> = {
  binomial: "binomial",
  poisson: "poisson",
  gamma: "Gamma",
  "inverse-gaussian": "inverse.gaussian",
  gaussian: "gaussian",
};
const CONTRASTS: Readonly<Record<string, string>> = {
  treatment: "contr.treatment",
  sum: "contr.sum",
  helmert: "contr.helmert",
  poly: "contr.poly",
  sdif: "contr.sdif",
};
const NEEDS_LME4_2 = /\b(?:cs|ar1)\(|\bhom\s*=/;
const MISSING = ["", "NA"];

/** What is asked of the fit, `fit`: packages that the lines need beside lme4 or lmerTest, and the lines. */
export interface RQuestion {
  readonly packages: readonly string[];
  readonly lines: readonly string[];
}

/** Resolves to the script, once the file has been looked at. */
export async function rCode(record: FitRecord, file: string, question = summaryOf(record)): Promise<string> {
  const { spec, data } = record;
  const { family, df } = spec;
  const form = await textForm(data.source, readOptions(data.form, data.sample));
  const pinned = pinnedFactors(record);
  const hasTests = family === "" && (df === "satterthwaite" || df === "kenward-roger");
  return [
    ...(pinned.some(({ contrast }) => contrast === "sdif") ? ["library(MASS)"] : []),
    `library(${hasTests ? "lmerTest" : "lme4"})`,
    ...question.packages.map((name) => `library(${name})`),
    ...(NEEDS_LME4_2.test(spec.formula) ? ["# cs(), ar1() and hom need lme4 2.0 or later."] : []),
    "",
    ...readLines(data, form, file),
    ...longLines(data),
    ...columnsUsed(record).flatMap((column) => columnLines(record, column, form)),
    ...pinned.map(({ column, contrast }) => `contrasts(${inData(column.name)}) <- ${quoted(CONTRASTS[contrast])}`),
    "",
    `fit <- ${callOf(record)}`,
    ...question.lines,
    "",
  ].join("\n");
}

function summaryOf({ spec: { family, df } }: FitRecord): RQuestion {
  const isKenwardRoger = family === "" && df === "kenward-roger";
  return { packages: [], lines: [isKenwardRoger ? 'summary(fit, ddf = "Kenward-Roger")' : "summary(fit)"] };
}

export const quoted = (text: string): string => JSON.stringify(text);
/** A name as R's formulas take it. */
export const inFormulaOfR = (name: string): string =>
  /^[A-Za-z.][\w.]*$/.test(name) ? name : `\`${quoted(name).slice(1, -1)}\``;
const texts = (all: readonly string[]): string => `c(${all.map(quoted).join(", ")})`;
const inData = (name: string): string => `data[[${quoted(name)}]]`;

/** Cells of text are read as text, so that nothing is decided in R. */
function readLines({ form, table }: LoadedData, text: TextForm, file: string): string[] {
  const { naValues = MISSING, comment, sheet, skip } = form.reading;
  const name = quoted(file);
  const missing = `data[] <- lapply(data, function(x) { if (is.factor(x)) x <- as.character(x); x[x %in% ${texts(naValues)}] <- NA; x })`;
  switch (text.kind) {
    case "text": {
      const said = [
        name,
        text.delimiter === "," ? "" : `sep = ${quoted(text.delimiter === " " ? "" : text.delimiter)}`,
        'colClasses = "character"',
        "check.names = FALSE",
        `na.strings = ${texts(naValues)}`,
        text.encoding === "utf-8" ? 'encoding = "UTF-8"' : `fileEncoding = ${quoted(text.encoding.toUpperCase())}`,
        text.skip === 0 ? "" : `skip = ${text.skip}`,
        comment === undefined ? "" : `comment.char = ${quoted(comment.slice(0, 1))}`,
        text.isTrimmed ? "strip.white = TRUE" : "",
      ];
      const hasX = table.columns.has("X");
      return [
        `data <- read.csv(${said.filter((part) => part !== "").join(", ")})`,
        ...(text.hasRowNames ? ['data[["X"]] <- rownames(data)'] : []),
        ...(text.hasNameless && hasX ? ['if (trimws(names(data)[1]) == "") names(data)[1] <- "X"'] : []),
        ...(text.hasNameless ? ['data <- data[trimws(names(data)) != ""]'] : []),
      ];
    }
    case "workbook": {
      const which = sheet === undefined ? "" : `, sheet = ${typeof sheet === "number" ? sheet : quoted(sheet)}`;
      const skipped = skip === undefined ? "" : `, skip = ${skip}`;
      return [
        `data <- as.data.frame(readxl::read_excel(${name}${which}${skipped}, na = ${texts(naValues)}, guess_max = 1e6))`,
      ];
    }
    case "parquet":
      return [`data <- as.data.frame(nanoparquet::read_parquet(${name}))`, missing];
    case "arrow":
      return [`data <- as.data.frame(arrow::read_feather(${name}))`, missing];
    case "json lines":
      return [`data <- jsonlite::stream_in(file(${name}), verbose = FALSE)`, missing];
    case "json array":
      return [`data <- jsonlite::fromJSON(${name})`, missing];
  }
}

/** What longer() does. */
function longLines({ form }: LoadedData): string[] {
  if (form.longer === null) return [];
  const { columns, names, values, prefix = "", dropMissing = false } = form.longer;
  const levels = columns.map((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name));
  return [
    "wide <- data",
    `columns <- ${texts(columns)}`,
    "data <- wide[rep(seq_len(nrow(wide)), each = length(columns)), setdiff(names(wide), columns), drop = FALSE]",
    `${inData(names)} <- rep(${texts(levels)}, nrow(wide))`,
    `${inData(values)} <- c(t(as.matrix(wide[columns])))`,
    ...(dropMissing ? [`data <- data[!is.na(${inData(values)}), ]`] : []),
  ];
}

/** A column as the page had it. */
function columnLines(record: FitRecord, column: Column, { kind }: TextForm): string[] {
  const { data, spec } = record;
  const { name } = column;
  const { form } = data;
  const x = inData(name);
  const wide = form.longer !== null && name === form.longer.values ? form.longer.columns : [name];
  const texted = wide.flatMap((one) => {
    const { missing } = form.reading;
    return missing !== undefined && Object.hasOwn(missing, one) ? missing[one] : [];
  });
  const lost = texted.length === 0 ? [] : [`${x}[${x} %in% ${texts([...new Set(texted)])}] <- NA`];
  if (column.kind === "number") {
    const isLong = form.longer !== null && name === form.longer.names;
    return isLong || kind !== "text"
      ? [...lost, `${x} <- as.numeric(${x})`]
      : [...lost, `${x} <- ${numbersOf(x, data, wide)}`];
  }
  if (column.kind !== "factor") return [];
  const isResponse = spanOf(spec.formula, name)?.start === 0;
  if (column.logical) return [...lost, `${x} <- ${isResponse ? `factor(as.logical(${x}))` : `as.logical(${x})`}`];
  const pinned = pinnedFactors(record).find((one) => one.column === column);
  const asked = Object.hasOwn(spec.levels, name) ? spec.levels[name] : undefined;
  const levels = pinned?.levels ?? asked ?? column.levels;
  const isOrdered = column.ordered ? ", ordered = TRUE" : "";
  if (pinned !== undefined || asked !== undefined || column.ordered || isResponse) {
    return [...lost, `${x} <- factor(${x}, levels = ${texts(levels)}${isOrdered})`];
  }
  // A text that nobody called a factor stays one where functions take it: as.numeric() reads it.
  const isCalled = Object.hasOwn({ ...data.sample?.types, ...form.types, ...lateTypes(form) }, name);
  const isText = column.text !== undefined && !isCalled && namesInCalls(record).has(name);
  return isText ? lost : [...lost, `${x} <- factor(${x})`];
}

/** Texts as numbers, with the marks that the reader found. */
function numbersOf(x: string, { form, notices }: LoadedData, names: readonly string[]): string {
  const isTold = (code: string) =>
    notices.some((notice) => notice.code === code && names.some((name) => notice.columns.includes(name)));
  const { decimal, thousands } = form.reading;
  const isMixed = isTold("W_MIXED_DECIMALS");
  const isComma = !isMixed && (isTold("M_DECIMAL_COMMA") || decimal === ",");
  if (isComma) return `as.numeric(gsub(",", ".", gsub("[^0-9,eE+-]", "", ${x}), fixed = TRUE))`;
  if (isTold("M_THOUSANDS") || thousands !== undefined) return `as.numeric(gsub("[^0-9.eE+-]", "", ${x}))`;
  return `as.numeric(${x})`;
}

function callOf({ spec }: FitRecord): string {
  const { family, link, reml, nAGQ, weights, subset } = spec;
  const common = [
    spec.formula,
    "data = data",
    ...(weights.trim() === "" ? [] : [`weights = ${weights.trim()}`]),
    ...(subset.trim() === "" ? [] : [`subset = ${subset.trim()}`]),
  ];
  const linked = link === "" ? "" : `(link = ${quoted(link)})`;
  const quadrature = nAGQ === 1 ? [] : [`nAGQ = ${nAGQ}`];
  if (family === "") return `lmer(${[...common, ...(reml ? [] : ["REML = FALSE"])].join(", ")})`;
  if (family === "negbinomial") return `glmer.nb(${[...common, ...quadrature].join(", ")})`;
  return `glmer(${[...common, `family = ${FAMILIES[family]}${linked}`, ...quadrature].join(", ")})`;
}
