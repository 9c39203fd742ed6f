// Fits the models of the browser tests in Node and hands the bits over to the browser.
import type { TestProject } from "vitest/node";
import { type BitsCase, fitBits } from "./bits.js";
import { bitsCases } from "./bits-cases.js";

declare module "vitest" {
  interface ProvidedContext {
    nodeBits: { model: BitsCase; bits: Record<string, string> }[];
  }
}

export default async function setup(project: TestProject): Promise<void> {
  const fits = [];
  for (const model of bitsCases()) fits.push({ model, bits: await fitBits(model) });
  project.provide("nodeBits", fits);
}
