// A first draft of the results section.
import { coefficientTable, hasScale } from "./fit-tables.js";
import type { FitRecord } from "./fitting.js";

const FAMILY: Readonly<Record<string, string>> = {
  binomial: "a binomial",
  poisson: "a Poisson",
  negbinomial: "a negative binomial",
  gamma: "a Gamma",
  "inverse-gaussian": "an inverse Gaussian",
};

/** Sentences on the model, how it was estimated, and each coefficient. */
export function resultsParagraph(record: FitRecord): string {
  const { report, spec, words, tests } = record;
  const groups = Object.entries(report.groups).map(([name, levels]) => `${levels} levels of ${name}`);
  const kind =
    spec.family === ""
      ? `a linear mixed-effects model by ${report.method === "REML" ? "restricted maximum likelihood" : "maximum likelihood"}`
      : `a generalized linear mixed-effects model (${FAMILY[report.family] ?? report.family} distribution, ${report.link} link) by maximum likelihood`;
  const method = tests.method;
  const tested =
    method === "satterthwaite"
      ? " Degrees of freedom are Satterthwaite's."
      : method === "kenward-roger"
        ? " Standard errors and degrees of freedom are Kenward and Roger's."
        : "";
  const { columns } = coefficientTable(record);
  const column = (key: string) =>
    columns.find((candidate) => candidate.key === key)?.values as readonly number[] | undefined;
  const effects = tests.effects.flatMap(({ name }, i) => {
    if (name === "(Intercept)") return [];
    const number = (key: string, digits = 2) => text(column(key)?.[i] ?? Number.NaN, digits);
    const interval = column("lower") === undefined ? "" : `, 95 % CI [${number("lower")}, ${number("upper")}]`;
    const df = column("df") === undefined ? "z" : `t(${number("df", 1)})`;
    const p = column("p")?.[i] ?? Number.NaN;
    const pText = p < 0.001 ? "p < .001" : `p = ${p.toFixed(3).replace(/^0/, "")}`;
    return [
      `${name}: b = ${number("estimate")}, SE = ${number("stdError")}${interval}, ${df} = ${number("statistic")}, ${pText}`,
    ];
  });
  const deviations = report.varCorr.map(({ group, names, sd, rho }) => {
    const hasOne = names.length > 1 && sd.every((value) => value === sd[0]);
    const each = hasOne ? [`${text(sd[0], 2)} each`] : names.map((name, i) => `${name} ${text(sd[i], 2)}`);
    const tied = rho === undefined || rho === null ? [] : [`rho ${text(rho, 2)}`];
    return `${[...each, ...tied].join(", ")} (${group})`;
  });
  const residual = hasScale(record) ? `; residual ${text(report.sigma, 2)}` : "";
  const singular = report.singular ? " The fit was singular." : "";
  return [
    `We fitted ${kind} with blup to ${report.nobs} observations (${groups.join(", ")}): ${report.formula}.`,
    `${words.join(" ")}${tested}`,
    effects.length === 0 ? "" : `${effects.join("; ")}.`,
    `Standard deviations of the random effects: ${deviations.join("; ")}${residual}.${singular}`,
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

/** With so many decimals, or as many as two significant digits need. */
function text(value: number, decimals: number): string {
  const size = Math.abs(value);
  const needed = size > 0 && size < 1 ? Math.min(8, 1 - Math.floor(Math.log10(size))) : 0;
  return value.toFixed(Math.max(decimals, needed)).replace("-", "−");
}
