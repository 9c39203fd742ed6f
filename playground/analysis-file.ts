// A saved analysis: the model, its options, levels and how the file is read, with the file's hash; never the data.
import type { DataForm } from "./data-form.js";
import type { FitRecord } from "./fitting.js";
import { linkHash, type ModelSpec, specOfHash } from "./model-spec.js";

export interface SavedAnalysis {
  readonly spec: ModelSpec;
  readonly sample: string | null;
  readonly form: DataForm;
  /** Of the data that it was made with. */
  readonly file: { readonly name: string; readonly sha256: string };
}

/** Larger files are data. */
const LARGEST = 1_000_000;

export async function analysisText({ spec, data }: FitRecord): Promise<string> {
  const model: unknown = JSON.parse(decodeURIComponent(linkHash(spec, data.sample?.name ?? null, true).slice(1)));
  const { reading, longer } = data.form;
  const file = { name: data.name, sha256: await sha256(data.source) };
  return JSON.stringify({ blup: "analysis", version: 1, file, reading, longer, model }, null, 1);
}

/** Null for a file that is no saved analysis. */
export async function savedAnalysis(source: Blob | string): Promise<SavedAnalysis | null> {
  if (typeof source !== "string" && source.size > LARGEST) return null;
  const text = typeof source === "string" ? source : await source.text();
  try {
    const { blup, file, reading, longer, model } = JSON.parse(text);
    const asked = specOfHash(`#${encodeURIComponent(JSON.stringify(model))}`);
    if (blup !== "analysis" || asked === null) return null;
    const { spec, sample } = asked;
    const form = { types: spec.types, reading: Object(reading ?? {}), longer: longer ?? null };
    return { spec, sample, form, file: { name: String(file?.name), sha256: String(file?.sha256) } };
  } catch {
    return null;
  }
}

/** In hexadecimal digits. */
export async function sha256(source: Blob | string): Promise<string> {
  const bytes = typeof source === "string" ? new TextEncoder().encode(source) : await source.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
