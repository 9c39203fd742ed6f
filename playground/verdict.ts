// What to think of a fit, in plain words.
import { element } from "./element.js";
import { countsText } from "./fit-tables.js";
import type { FitRecord } from "./fitting.js";
import type { ModelSpec } from "./model-spec.js";

/** What to do where a message does not say it. */
const ADVICE: Readonly<Record<string, string>> = {
  W_NOT_CONVERGED: "Simplify the random effects, or rescale predictors, and fit again.",
  W_UNBOUNDED: "Fit fewer random effects, or have more rows for each level.",
  W_SCALE_X: "scale(x) in the formula makes coefficients easier to read; the fit is the same.",
  W_NAN_PRODUCED: "Transform in another way, or leave those rows out under Rows.",
  W_SEPARATION: "Merge levels or drop the predictor; do not report the coefficients named here.",
  W_UNDETERMINED: "Use another link or family.",
  W_RUNAWAY_VARIANCE: "Look for a group in which the response does not vary; group by a coarser factor.",
  W_OVERDISPERSED: "Give each row a random effect of its own, or use a family with a dispersion.",
};

/** Changes of the model that settle a warning, with the words of their buttons. */
const CHANGES: Readonly<Record<string, { text: string; change: Partial<ModelSpec> }>> = {
  W_LAPLACE: { text: "Fit with 25 points", change: { nAGQ: 25 } },
  M_FAMILY_LIMIT: { text: "Fit the family Poisson", change: { family: "poisson", link: "" } },
};
const NEGATIVE_BINOMIAL = {
  text: "Fit a negative binomial",
  change: { family: "negbinomial", link: "", nAGQ: 1 },
} as const;

/** Whether the fit can be trusted, what it was made of, and what was noticed; `onChange` fits a changed model. */
export function verdict(record: FitRecord, onChange: (change: Partial<ModelSpec>) => void): HTMLElement {
  const { report, tests, data, elapsed, spec } = record;
  const { convergence, dropped, singular } = report;
  // What the reader noticed stands beside the data already.
  const told = [...report.warnings, ...tests.warnings].filter(
    ({ code, message }, i, all) =>
      !data.notices.some((notice) => notice.code === code) && all.findIndex((one) => one.message === message) === i,
  );
  const serious = told.filter(({ code }) => code.startsWith("W_"));
  const isGood = convergence.converged && serious.length === 0 && !singular;
  const headline = !convergence.converged
    ? "Not converged: do not report these numbers."
    : singular
      ? "Converged, at the edge: the random effects are more than the data can tell apart."
      : serious.length > 0
        ? `Converged, with ${serious.length === 1 ? "something" : `${serious.length} things`} to look at.`
        : "Converged.";
  const lost = Object.entries(dropped.byVariable).map(([name, count]) => `${name} ${count}`);
  const rows =
    dropped.total === 1 ? "1 row with a missing value was" : `${dropped.total} rows with missing values were`;
  const missing = dropped.total > 0 ? ` ${rows} left out (${lost.join(", ")}).` : "";
  const met = report.nobs + dropped.total;
  const outside =
    spec.subset.trim() === "" ? "" : ` ${met} of ${data.table.rowCount} rows meet the condition ${spec.subset.trim()}.`;
  const time = elapsed < 1000 ? `${Math.max(1, Math.round(elapsed))} ms` : `${(elapsed / 1000).toFixed(1)} s`;
  const evaluations = `${convergence.evaluations} evaluation${convergence.evaluations === 1 ? "" : "s"}`;
  const shape = convergence.converged ? "Gradient and curvature are those of a minimum. " : `${convergence.message}. `;
  return element(
    "div",
    { class: `verdict ${isGood ? "good" : convergence.converged ? "care" : "bad"}` },
    element("p", { class: "headline" }, headline),
    element("p", {}, `${countsText(record)}${outside}${missing}`),
    ...told.map(({ code, message }) => {
      const settles =
        code === "W_OVERDISPERSED" && spec.family === "poisson"
          ? NEGATIVE_BINOMIAL
          : Object.hasOwn(CHANGES, code)
            ? CHANGES[code]
            : null;
      return element(
        "div",
        { class: "warning" },
        element(
          "p",
          {},
          `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.${Object.hasOwn(ADVICE, code) ? ` ${ADVICE[code]}` : ""}`,
        ),
        settles === null
          ? null
          : element(
              "button",
              { type: "button", class: "quiet small", onclick: () => onChange(settles.change) },
              settles.text,
            ),
      );
    }),
    element(
      "details",
      {},
      element("summary", {}, "Details"),
      element("p", {}, `${shape}${evaluations}, ${time}; gradient ${convergence.gradientNorm.toExponential(1)}.`),
    ),
  );
}
