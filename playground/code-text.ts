// The program that reproduces a fit: with blup, and with R's lme4.
import { type ModelSpec, modelOptions } from "./model-spec.js";

const quoted = (text: string): string => JSON.stringify(text);

/** A module for Node. */
export function blupCode(spec: ModelSpec, file: string): string {
  const { types, ...options } = modelOptions(spec);
  const fit = spec.family === "" ? "lmm" : "glmm";
  const read = types === undefined ? "" : `, { types: ${object(types)} }`;
  const shown = spec.family === "" ? `, { df: ${quoted(spec.df)} }` : "";
  return [
    'import { createReadStream } from "node:fs";',
    `import { ${fit}, readCsv, summary } from "blup";`,
    "",
    `const data = await readCsv(createReadStream(${quoted(file)})${read});`,
    `const fit = await ${fit}(${quoted(spec.formula)}, data, ${object(options)});`,
    `console.log(summary(fit${shown}));`,
    "",
  ].join("\n");
}

const R_FAMILIES: Readonly<Record<string, string>> = {
  binomial: "binomial",
  poisson: "poisson",
  gamma: "Gamma",
  "inverse-gaussian": "inverse.gaussian",
  gaussian: "gaussian",
};

const NEEDS_LME4_2 = /\b(?:cs|ar1)\(|\bhom\s*=/;

/** A script for R with lme4, and lmerTest where there are degrees of freedom. */
export function rCode(spec: ModelSpec, file: string, factors: ModelSpec["types"]): string {
  const { family, link, reml, nAGQ, weights, subset, df } = spec;
  const hasTests = family === "" && (df === "satterthwaite" || df === "kenward-roger");
  const lines = [
    `library(${hasTests ? "lmerTest" : "lme4"})`,
    ...(NEEDS_LME4_2.test(spec.formula) ? ["# cs(), ar1() and hom need lme4 2.0 or later."] : []),
    "",
    `data <- read.csv(${quoted(file)}, check.names = FALSE)`,
    ...Object.entries(factors).map(([name, type]) => {
      const column = `data[[${quoted(name)}]]`;
      if (type === "number") return `${column} <- as.numeric(${column})`;
      return `${column} <- factor(${column}${type === "ordered" ? ", ordered = TRUE" : ""})`;
    }),
  ];
  const contrasts = Object.entries(modelOptions(spec).contrasts ?? {}).map(
    ([name, coding]) => `${rName(name)} = ${quoted(R_CODINGS[String(coding)] ?? String(coding))}`,
  );
  const codings = contrasts.some((text) => text.includes("MASS")) ? ["library(MASS)"] : [];
  const common = [
    spec.formula,
    "data = data",
    ...(weights.trim() === "" ? [] : [`weights = ${weights.trim()}`]),
    ...(subset.trim() === "" ? [] : [`subset = ${subset.trim()}`]),
    ...(contrasts.length === 0 ? [] : [`contrasts = list(${contrasts.join(", ").replaceAll("MASS::", "")})`]),
  ];
  const linked = link === "" ? "" : `(link = ${quoted(link)})`;
  const quadrature = nAGQ === 1 ? [] : [`nAGQ = ${nAGQ}`];
  const call =
    family === ""
      ? `lmer(${[...common, ...(reml ? [] : ["REML = FALSE"])].join(", ")})`
      : family === "negbinomial"
        ? `glmer.nb(${[...common, ...quadrature].join(", ")})`
        : `glmer(${[...common, `family = ${R_FAMILIES[family]}${linked}`, ...quadrature].join(", ")})`;
  const summary = hasTests && df === "kenward-roger" ? 'summary(fit, ddf = "Kenward-Roger")' : "summary(fit)";
  return [...codings, ...lines, `fit <- ${call}`, summary, ""].join("\n");
}

const R_CODINGS: Readonly<Record<string, string>> = {
  treatment: "contr.treatment",
  sum: "contr.sum",
  helmert: "contr.helmert",
  poly: "contr.poly",
  sdif: "MASS::contr.sdif",
};

function rName(name: string): string {
  return /^[\p{L}.][\p{L}\p{N}._]*$/u.test(name) ? name : `\`${name.replace(/[\\`]/g, "\\$&")}\``;
}

/** An object as a person writes it. */
function object(value: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(value).map(([name, entry]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) && name !== "__proto__" ? name : `[${quoted(name)}]`;
    const text =
      typeof entry === "object" && entry !== null ? object(entry as Record<string, unknown>) : JSON.stringify(entry);
    return `${key}: ${text}`;
  });
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
