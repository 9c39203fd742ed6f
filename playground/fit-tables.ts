// A fit as tables: coefficients, random effects, and both in one for a paper.
import type { ReportColumn, ReportTable } from "../src/index.js";
import type { FitRecord } from "./fitting.js";

/** How the coefficients are tested, by method. */
export const DF_NOTES: Readonly<Record<string, string>> = {
  satterthwaite: "t tests with Satterthwaite's degrees of freedom.",
  "kenward-roger": "t tests with Kenward and Roger's degrees of freedom and standard errors.",
  residual: "t tests with n − p degrees of freedom.",
  asymptotic: "z tests.",
};

/** Families whose variance leaves no scale open. */
const WITHOUT_SCALE = ["binomial", "poisson", "negbinomial"];

export const hasScale = ({ report }: FitRecord): boolean => !WITHOUT_SCALE.includes(report.family);

/** Coefficients with what is known of each: standard error, interval, test. */
export function coefficientTable(record: FitRecord): ReportTable {
  const { tests, intervals } = record;
  const rows = tests.effects;
  const isZ = tests.method === "asymptotic";
  const columns: ReportColumn[] = [
    { key: "name", name: "Coefficient", kind: "text", values: rows.map(({ name }) => name) },
    { key: "estimate", name: "Estimate", kind: "number", values: rows.map(({ estimate }) => estimate) },
    { key: "stdError", name: "SE", kind: "number", values: rows.map(({ stdError }) => stdError) },
    { key: "lower", name: "95 % from", kind: "number", values: intervals.map(({ lower }) => lower) },
    { key: "upper", name: "to", kind: "number", values: intervals.map(({ upper }) => upper) },
    ...(isZ
      ? []
      : [{ key: "df", name: "df", kind: "df" as const, values: rows.map(({ df }) => Number(df.toFixed(2))) }]),
    { key: "statistic", name: isZ ? "z" : "t", kind: "statistic", values: rows.map(({ statistic }) => statistic) },
    {
      key: "p",
      name: "p",
      kind: "p",
      values: rows.map(({ p }) => p),
    },
  ];
  const notes = [DF_NOTES[tests.method], ...tests.warnings.map(({ message }) => message)];
  return { title: "Fixed effects", columns, notes };
}

/** Standard deviations and correlations of the random effects, and the residual where there is one. */
export function varianceTable(record: FitRecord): ReportTable {
  const { report } = record;
  const rows = report.varCorr.flatMap(({ label, names, sd, variance, corr, rho }) => {
    const hasOne = rho !== undefined && sd.every((value) => value === sd[0]);
    const shown = hasOne ? names.slice(0, 1) : names;
    return shown.map((name, i) => {
      const own = rho === undefined ? corr[i].slice(0, i) : i === 0 ? [rho] : [];
      return { label, name, sd: sd[i], variance: variance[i], corr: own };
    });
  });
  const most = Math.max(0, ...rows.map(({ corr }) => corr.length));
  const residual = hasScale(record);
  const { sigma } = report;
  const correlations = Array.from({ length: most }, (_, j): ReportColumn => {
    const values = rows.map(({ corr }) =>
      corr[j] === undefined || corr[j] === null ? null : Number(corr[j].toFixed(3)),
    );
    return {
      key: `corr${j + 1}`,
      name: j === 0 ? "Correlations" : "",
      kind: "number",
      values: [...values, ...(residual ? [null] : [])],
    };
  });
  return {
    title: "Random effects",
    columns: [
      {
        key: "group",
        name: "Group",
        kind: "text",
        values: [...rows.map(({ label }) => label), ...(residual ? ["Residual"] : [])],
      },
      {
        key: "effect",
        name: "Effect",
        kind: "text",
        values: [...rows.map(({ name }) => name), ...(residual ? [""] : [])],
      },
      { key: "sd", name: "SD", kind: "number", values: [...rows.map(({ sd }) => sd), ...(residual ? [sigma] : [])] },
      {
        key: "variance",
        name: "Variance",
        kind: "number",
        values: [...rows.map(({ variance }) => variance), ...(residual ? [sigma * sigma] : [])],
      },
      ...correlations,
    ],
    notes: [],
  };
}

/** One row a coefficient: test, and beside it the standard deviations of the random effects of its name. */
export function compactTable(record: FitRecord): ReportTable {
  const { report } = record;
  const coefficients = coefficientTable(record);
  const known = record.tests.effects.map(({ name }) => name);
  const only = new Set(report.varCorr.flatMap(({ names }) => names).filter((name) => !known.includes(name)));
  const names = [...known, ...only];
  const residual = hasScale(record);
  const groups = [...new Set(report.varCorr.map(({ group }) => group))];
  const spread = groups.map((group): ReportColumn => {
    const terms = report.varCorr.filter((term) => term.group === group);
    const values = names.map((name) => {
      const term = terms.find((candidate) => candidate.names.includes(name));
      return term === undefined ? null : term.sd[term.names.indexOf(name)];
    });
    return { key: `sd_${group}`, name: `SD ${group}`, kind: "number", values: residual ? [...values, null] : values };
  });
  const own = coefficients.columns.map((column, j) => {
    const blank = (count: number): null[] => new Array<null>(count).fill(null);
    if (j === 0) return { ...column, name: "", values: residual ? [...names, "Residual"] : names };
    const rest = residual ? [column.key === "estimate" ? report.sigma : null] : [];
    return { ...column, values: [...column.values, ...blank(only.size), ...rest] };
  });
  return { title: report.formula, columns: [...own, ...spread], notes: [countsText(record), ...coefficients.notes] };
}

/** "180 observations, 18 Subject; REML criterion 1743.628." */
export function countsText({ report }: FitRecord): string {
  const groups = Object.entries(report.groups).map(([name, levels]) => `${levels.toLocaleString("en")} ${name}`);
  const criterion = `${report.method === "REML" ? "REML criterion" : "−2 log-likelihood"} ${(-2 * report.logLik).toFixed(3)}`;
  const counts = [`${report.nobs.toLocaleString("en")} observations`, ...groups].join(", ");
  return `${counts}; ${criterion}.`;
}
