// Takes the reference data over into the project: data sets that may be copied, the list of models, the fits' numbers.
// Usage: node scripts/import-reference.mjs [folder of the reference data]
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = process.argv[2] ?? join(root, "..", "shared", "reference");
const fixtures = join(root, "test/fixtures/reference");
mkdirSync(join(fixtures, "lmm"), { recursive: true });
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
    source: origin,
    citation,
    ...(note && { note }),
    columns: columns.map(({ name: column, type, levels }) => ({
      name: column,
      type: kinds[type],
      ...(levels && { levels }),
    })),
  };
}

/** Why a model cannot be fitted yet; null when it can. */
function unsupported(fit) {
  const structure = /\b(cs|ar1)\(/.exec(fit.formula);
  return structure && `covariance structure ${structure[1]}() is not supported yet`;
}

function caseEntry(fit) {
  const contrasts = Object.entries(fit.contrasts ?? {}).map(([name, value]) => [name, value.replace("contr.", "")]);
  const reason = unsupported(fit);
  return {
    id: fit.id,
    dataset: fit.dataset,
    formula: fit.formula,
    reml: fit.REML,
    ...(fit.weights && { weights: fit.weights }),
    ...(fit.offset && { offset: fit.offset }),
    ...(contrasts.length > 0 && { contrasts: Object.fromEntries(contrasts) }),
    supported: reason === null,
    ...(reason && { reason }),
  };
}

const datasets = read(join(source, "datasets.json"));
for (const { file, copy } of datasets) {
  if (copy) copyFileSync(join(source, file), join(root, "datasets", basename(file)));
}
writeFileSync(join(root, "datasets/datasets.json"), lines(datasets.map(datasetEntry)));

const fits = readdirSync(join(source, "fits/lmm"))
  .sort()
  .map((file) => read(join(source, "fits/lmm", file)));
writeFileSync(join(root, "datasets/cases.json"), lines(fits.map(caseEntry)));
for (const fit of fits) {
  const { set: _set, default_fit: _default, seconds_per_eval_r: _seconds, ...numbers } = fit;
  writeFileSync(join(fixtures, "lmm", `${fit.id}.json`), `${JSON.stringify(numbers)}\n`);
}

const { exact } = read(join(source, "peer-expected.json"));
writeFileSync(join(fixtures, "exact.json"), `${JSON.stringify(exact, null, 1)}\n`);
console.log(`${datasets.filter(({ copy }) => copy).length} data sets copied, ${fits.length} fits`);
