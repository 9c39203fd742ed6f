// What to think of a fit, in plain words.
import { element } from "./element.js";
import { countsText } from "./fit-tables.js";
import type { FitRecord } from "./fitting.js";

/** Whether the fit can be trusted, what it was made of, and what was noticed. */
export function verdict(record: FitRecord): HTMLElement {
  const { report, elapsed } = record;
  const { convergence, warnings, dropped, singular } = report;
  const serious = warnings.filter(({ code }) => code.startsWith("W_"));
  const isGood = convergence.converged && serious.length === 0 && !singular;
  const time = elapsed < 1000 ? `${Math.max(1, Math.round(elapsed))} ms` : `${(elapsed / 1000).toFixed(1)} s`;
  const evaluations = `${convergence.evaluations} evaluation${convergence.evaluations === 1 ? "" : "s"}`;
  const headline = !convergence.converged
    ? "The fit did not converge; do not report these numbers."
    : singular
      ? "The fit converged at the edge of the model: its random effects are more than the data can tell apart."
      : serious.length > 0
        ? "The fit converged, with something to look at."
        : "The fit converged: gradient and curvature are those of a minimum.";
  const lost = Object.entries(dropped.byVariable).map(([name, count]) => `${name} ${count}`);
  const missing =
    dropped.total > 0 ? ` ${dropped.total} rows with missing values were left out (${lost.join(", ")}).` : "";
  return element(
    "div",
    { class: `verdict ${isGood ? "good" : convergence.converged ? "care" : "bad"}` },
    element("p", { class: "headline" }, headline),
    element("p", {}, `${countsText(record)}${missing} ${evaluations}, ${time}.`),
    ...warnings.map(({ message }) => element("p", { class: "warning" }, message)),
    singular ? element("p", {}, SINGULAR) : null,
  );
}

const SINGULAR =
  "A singular fit means that a variance was estimated as zero, or a correlation as ±1. Estimates of the fixed effects " +
  "are usually still good; but the random effects named above take parameters without explaining anything. Leave them " +
  "out, or take the correlations away with ||, and compare the two fits (tab Compare).";
