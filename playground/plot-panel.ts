// One plot at a time, drawn when it is looked at.
import type { WorkerClient } from "../src/index.js";
import { answered } from "./answered.js";
import { element, select } from "./element.js";
import type { FitRecord } from "./fitting.js";

const KINDS: readonly (readonly [kind: string, text: string])[] = [
  ["effects", "Effects over the data"],
  ["coefficients", "Coefficients"],
  ["caterpillar", "Random effects"],
  ["shrinkage", "Shrinkage"],
  ["residuals-fitted", "Residuals over fitted values"],
  ["scale-location", "Scale and location"],
  ["residuals-leverage", "Residuals and leverage"],
  ["qq-residuals", "Quantiles of residuals"],
  ["qq-random-effects", "Quantiles of random effects"],
  ["profile", "Profile of the likelihood"],
];

let kind = KINDS[0][0];

/** The panel for a fit; figures come when the worker has their numbers. */
export function plotPanel(client: WorkerClient, record: FitRecord): HTMLElement {
  const { place, show } = answered(async (signal) => {
    const asked = kind;
    const [{ figureOf }, { figureCard }] = await Promise.all([import("./figures.js"), import("./figure-card.js")]);
    return [figureCard(await figureOf(client, record, asked, signal), asked)];
  });
  show();
  const choice = select("Plot", KINDS, kind, (name) => {
    kind = name;
    show();
  });
  return element("div", {}, element("div", { class: "bar" }, choice), place);
}
