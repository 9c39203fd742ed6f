// Writes the table of datasets/README.md from datasets.json.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../datasets/", import.meta.url));
const datasets = JSON.parse(readFileSync(`${folder}datasets.json`, "utf8"));

/** Licenses as the packages state them. */
const LICENSES = {
  lme4: "GPL (≥ 2)",
  nlme: "GPL (≥ 2)",
  mlmRev: "GPL (≥ 2)",
  lmerTest: "GPL (≥ 2)",
  afex: "GPL (≥ 2)",
  pbkrtest: "GPL (≥ 2)",
  glmmTMB: "AGPL-3",
  datasets: "GPL-2 or GPL-3 (part of R)",
};

function license(source) {
  if (source.startsWith("simulated")) return "blup's own";
  const name = /R (?:package )?(\w+)/.exec(source)?.[1];
  if (!(name in LICENSES)) throw new Error(`no licence known for "${source}"`);
  return LICENSES[name];
}

const row = (cells) => `| ${cells.join(" | ")} |`;
const copied = datasets.filter((entry) => entry.copied);
const table = [
  row(["file", "rows", "from", "its licence", "described in", "note"]),
  row(["---", "--:", "---", "---", "---", "---"]),
  ...copied.map(({ file, rows, source, citation, note }) => {
    const cell = (text) => text.replaceAll("|", "\\|");
    return row([`[${file}](${file})`, rows, source, license(source), cell(citation), cell(note ?? "")]);
  }),
].join("\n");
const sources = new Map();
for (const { name, source } of datasets.filter((entry) => !entry.copied)) {
  const place = source.replace(" (data/*.rda)", "").replace(/^R package languageR \((.*)\)$/, "$1");
  sources.set(place, [...(sources.get(place) ?? []), name]);
}
const elsewhere = Array.from(sources, ([place, names]) => `* ${names.join(", ")}: ${place}`);

const path = `${folder}README.md`;
const text = readFileSync(path, "utf8");
const between = (source, name, content) => {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  return `${source.slice(0, source.indexOf(start) + start.length)}\n${content}\n${source.slice(source.indexOf(end))}`;
};
writeFileSync(path, between(between(text, "table", table), "elsewhere", elsewhere.join("\n")));
