// The program for Node that gives a fit of the page, to the last bit.
import { lateTypes, readOptions } from "./data-form.js";
import type { FitRecord } from "./fitting.js";
import { modelOptions } from "./model-spec.js";
import { pinnedFactors } from "./pinned.js";

/** What is asked of the fit, `fit`: names of the library that the lines need, and the lines. */
export interface BlupQuestion {
  readonly names: readonly string[];
  readonly lines: readonly string[];
}

export function blupCode(record: FitRecord, file: string, question = summaryOf(record)): string {
  const { spec, data } = record;
  const { form } = data;
  const fit = spec.family === "" ? "lmm" : "glmm";
  const read = readOptions(form, data.sample);
  const late = lateTypes(form);
  const isRetyped = Object.keys(late).length > 0;
  const pinned = pinnedFactors(record);
  const asked = modelOptions(spec);
  const levels = { ...Object.fromEntries(pinned.map((one) => [one.column.name, one.levels])), ...asked.levels };
  const contrasts = Object.fromEntries(pinned.map(({ column, contrast }) => [column.name, contrast]));
  const options = {
    ...asked,
    ...(Object.keys(levels).length > 0 && { levels }),
    ...(Object.keys(contrasts).length > 0 && { contrasts: { ...contrasts, ...asked.contrasts } }),
  };
  const names = [
    fit,
    ...(form.longer === null ? [] : ["longer"]),
    "readTable",
    ...(isRetyped ? ["toTable"] : []),
    ...question.names,
  ].sort();
  const source = `await readTable(createReadStream(${quoted(file)})${written(read, ", ")})`;
  const long = form.longer === null ? null : `longer(wide, ${object({ ...form.longer })})`;
  return [
    'import { createReadStream } from "node:fs";',
    `import { ${names.join(", ")} } from "blup";`,
    "",
    `const ${long === null ? "data" : "wide"} = ${source};`,
    ...(long === null ? [] : [`const data = ${isRetyped ? `toTable(${long}, { types: ${object(late)} })` : long};`]),
    `const fit = await ${fit}(${quoted(spec.formula)}, data, ${object(options)});`,
    ...question.lines,
    "",
  ].join("\n");
}

function summaryOf({ spec }: FitRecord): BlupQuestion {
  const shown = spec.family === "" ? `, { df: ${quoted(spec.df)} }` : "";
  return { names: ["summary"], lines: [`console.log(summary(fit${shown}));`] };
}

const quoted = (text: string): string => JSON.stringify(text);

function written(options: object, before: string): string {
  return Object.keys(options).length === 0 ? "" : before + object(options as Record<string, unknown>);
}

/** An object as a person writes it. */
export function object(value: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(value).map(([name, entry]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) && name !== "__proto__" ? name : `[${quoted(name)}]`;
    return `${key}: ${valueText(entry)}`;
  });
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  return typeof value === "object" && value !== null ? object(value as Record<string, unknown>) : JSON.stringify(value);
}
