// Fits the models of the browser tests in Node and hands the bits over to the browser.
import type { TestProject } from "vitest/node";
import { fitBits } from "./bits.js";
import { allBitsCases, datasetText, type NamedBitsCase } from "./bits-cases.js";

declare module "vitest" {
  interface ProvidedContext {
    nodeBits: { model: NamedBitsCase; bits: Record<string, string> }[];
    /** By data set. */
    csvTexts: Record<string, string>;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  const models = allBitsCases();
  const csvTexts = Object.fromEntries(models.map(({ dataset }) => [dataset, datasetText(dataset)]));
  const fits = [];
  for (const model of models) fits.push({ model, bits: await fitBits({ ...model, csv: csvTexts[model.dataset] }) });
  project.provide("nodeBits", fits);
  project.provide("csvTexts", csvTexts);
}
