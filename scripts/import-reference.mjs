// Takes the reference data over into the project: data sets that may be copied, the list of models, the fits' numbers.
// Usage: node scripts/import-reference.mjs [folder of the reference data]
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = process.argv[2] ?? join(root, "..", "shared", "reference");
const fixtures = join(root, "test/fixtures/reference");
for (const kind of ["lmm", "glmm", "other", "structured"]) mkdirSync(join(fixtures, kind), { recursive: true });
mkdirSync(join(root, "datasets"), { recursive: true });

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
/** One entry a line: short enough to read, short enough to diff. */
const lines = (entries) => `[\n${entries.map((entry) => `  ${JSON.stringify(entry)}`).join(",\n")}\n]\n`;

const kinds = { number: "number", integer: "number", factor: "factor", ordered: "ordered" };

/** A data set's entry in datasets.json; `copied` false means that its CSV is not part of this repository. */
function datasetEntry({ name, file, rows, source: origin, citation, note, columns, copy }) {
  return {
    name,
    file: basename(file),
    copied: copy,
    rows,
    source: origin.replace(/^(simulated for this project) .*/, "$1"),
    citation,
    ...(note && { note }),
    columns: columns.map(({ name: column, type, levels }) => ({
      name: column,
      type: kinds[type],
      ...(levels && { levels }),
    })),
  };
}

/** Fits of other programs that a generalized model of blup can be held against. */
function isGeneralized({ kind, family, ziformula, dispformula }) {
  if (kind === "lme4::glmer.nb") return true;
  const known = /^(binomial|poisson|nbinom2|Gamma)\(/.test(family ?? "");
  return kind === "glmmTMB" && known && ziformula === "~0" && dispformula === "~1";
}

/** Why a model cannot be fitted yet; null when it can. */
function unsupported(fit) {
  return fit.disp_method === "old/buggy" ? "dispersion as lme4 before 2.1 estimated it" : null;
}

/** Covariance structures of glmmTMB that blup has. */
function isStructured({ software, terms, ziformula, dispformula }) {
  if (software === "lme4::lmer" || ziformula !== "~0" || dispformula !== "~1") return false;
  return terms.every(({ structure }) => ["cs", "homcs", "ar1", "hetar1", "homdiag", "us", "diag"].includes(structure));
}

/** R's names of families as blup has them; the shape of a negative binomial that is given. */
function familyOf({ family, link, nAGQ, family_r: call }) {
  const shape = /theta = ([\d.]+)/.exec(call);
  if (shape) return { family: "negbinomial", link, nAGQ, shape: Number(shape[1]) };
  return { family: family.toLowerCase().replace(".", "-"), link, nAGQ };
}

function caseEntry(fit) {
  const contrasts = Object.entries(fit.contrasts ?? {}).map(([name, value]) => [name, value.replace("contr.", "")]);
  const reason = unsupported(fit);
  return {
    id: fit.id,
    dataset: fit.dataset,
    formula: fit.formula,
    ...(fit.family ? familyOf(fit) : { reml: fit.REML }),
    ...(fit.weights && { weights: fit.weights }),
    ...(fit.offset && { offset: fit.offset }),
    ...(contrasts.length > 0 && { contrasts: Object.fromEntries(contrasts) }),
    supported: reason === null,
    ...(reason && { reason }),
  };
}

const readFits = (kind) => {
  const folder = join(source, "fits", kind);
  return readdirSync(folder)
    .sort()
    .map((file) => read(join(folder, file)));
};
const structured = readFits("structured");
const smooth = readFits("smooth");
const fits = {
  lmm: [...readFits("lmm"), ...[...structured, ...smooth].filter(({ software }) => software === "lme4::lmer")],
  glmm: readFits("glmm"),
  other: readFits("other").filter(isGeneralized),
  structured: structured.filter(isStructured),
};
writeFileSync(join(root, "datasets/cases.json"), lines([...fits.lmm, ...fits.glmm].map(caseEntry)));
const used = new Set([
  ...Object.values(fits).flatMap((list) => list.map(({ dataset }) => dataset)),
  ...read(join(root, "datasets/datasets.json")).map(({ name }) => name),
]);
const datasets = read(join(source, "datasets.json")).filter(({ name }) => used.has(name));
for (const { file, copy } of datasets) {
  if (copy) copyFileSync(join(source, file), join(root, "datasets", basename(file)));
}
writeFileSync(join(root, "datasets/datasets.json"), lines(datasets.map(datasetEntry)));
for (const [kind, list] of Object.entries(fits)) {
  for (const fit of list) {
    const { set: _set, default_fit: _default, seconds_per_eval_r: _seconds, ...numbers } = fit;
    writeFileSync(join(fixtures, kind, `${fit.id}.json`), `${JSON.stringify(numbers)}\n`);
  }
}

const { exact } = read(join(source, "peer-expected.json"));
writeFileSync(join(fixtures, "exact.json"), `${JSON.stringify(exact, null, 1)}\n`);
console.log(
  `${datasets.filter(({ copy }) => copy).length} data sets copied, ${Object.values(fits).flat().length} fits`,
);
