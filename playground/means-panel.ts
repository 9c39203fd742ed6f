// Marginal means of factors, or slopes of a covariate within them: table, contrasts, and the plot of both.
import {
  type Adjustment,
  type ContrastRequest,
  emmeansTable,
  type MarginalResult,
  meansPlot,
  type WorkerClient,
} from "../src/index.js";
import { answered } from "./answered.js";
import { object } from "./blup-code.js";
import { element, select, tick } from "./element.js";
import type { FitRecord } from "./fitting.js";
import { fixedCovariates, fixedFactors } from "./model-spec.js";
import { inFormulaOfR, quoted, type RQuestion } from "./r-code.js";
import { tableCard } from "./table-card.js";

const CONTRASTS: readonly (readonly [string, string])[] = [
  ["pairwise", "all pairs"],
  ["trt.vs.ctrl", "each with the first"],
  ["consec", "each with the one before"],
  ["eff", "each with the mean of all"],
  ["poly", "linear, quadratic, …"],
  ["interaction", "interaction: differences of differences"],
];

const ADJUSTMENTS: readonly (readonly [string, string])[] = [
  ["", "usual for these contrasts"],
  ["none", "none"],
  ["tukey", "Tukey"],
  ["holm", "Holm"],
  ["bonferroni", "Bonferroni"],
  ["BH", "false discovery rate"],
];

interface Asked {
  readonly of: readonly string[];
  readonly trend: string;
  readonly by: string;
  readonly contrasts: string;
  readonly adjust: string;
  readonly type: "response" | "link";
}

/** What was asked last, as far as another model has it, too. */
let last: Asked | null = null;

export function meansPanel(client: WorkerClient, record: FitRecord): HTMLElement {
  const { spec, data } = record;
  const factors = fixedFactors(spec, data.table);
  const covariates = fixedCovariates(spec, data.table);
  if (factors.length === 0) {
    const words = "Means are of the levels of a factor, and the fixed part of this formula has none.";
    return element("p", { class: "hint" }, words);
  }
  let asked = keptOf(last, factors, covariates);
  const { place, show } = answered((signal) => shown(client, record, asked, signal));
  const bar = element("div", { class: "bar" });
  const change = (next: Partial<Asked>) => {
    asked = { ...asked, ...next };
    if (!asked.of.includes(asked.by)) asked = { ...asked, by: "" };
    last = asked;
    draw();
    show();
  };
  const draw = () => {
    const used = document.activeElement?.closest("label")?.textContent ?? null;
    const isInside = bar.contains(document.activeElement);
    bar.replaceChildren(...controls(record, factors, covariates, asked, change));
    if (!isInside) return;
    const labels = Array.from(bar.querySelectorAll("label"));
    labels
      .find(({ textContent }) => textContent === used)
      ?.querySelector<HTMLElement>("select, input")
      ?.focus();
  };
  draw();
  show();
  return element("div", {}, bar, place);
}

function keptOf(before: Asked | null, factors: readonly string[], covariates: readonly string[]): Asked {
  const of = before?.of.filter((name) => factors.includes(name)) ?? [];
  // All cells with all are more comparisons than anybody reads.
  const usual = { trend: "", by: factors[1] ?? "", contrasts: "pairwise", adjust: "", type: "response" as const };
  if (before === null || of.length === 0) return { ...usual, of: factors.slice(0, 2) };
  const trend = covariates.includes(before.trend) ? before.trend : "";
  return { ...before, of, trend, by: of.includes(before.by) ? before.by : "" };
}

function controls(
  { spec }: FitRecord,
  factors: readonly string[],
  covariates: readonly string[],
  asked: Asked,
  change: (next: Partial<Asked>) => void,
): HTMLElement[] {
  const ticks = factors.map((name) =>
    tick(name, asked.of.includes(name), (isOn) => {
      const of = factors.filter((other) => (other === name ? isOn : asked.of.includes(other)));
      change(of.length === 0 ? {} : { of });
    }),
  );
  const named = (names: readonly string[]) => names.map((name) => [name, name] as const);
  return [
    element(
      "fieldset",
      { class: "field" },
      element("legend", {}, asked.trend === "" ? "Means of" : "Slopes in"),
      ...ticks,
    ),
    ...(covariates.length === 0
      ? []
      : [
          select(
            "Estimate",
            [["", "means"], ...covariates.map((name) => [name, `slope of ${name}`] as const)],
            asked.trend,
            (trend) => change({ trend }),
          ),
        ]),
    ...(asked.of.length < 2
      ? []
      : [select("Compare within", [["", "(all with all)"], ...named(asked.of)], asked.by, (by) => change({ by }))]),
    select(
      "Compare",
      CONTRASTS.filter(([name]) => name !== "interaction" || asked.of.length > 1),
      asked.contrasts,
      (contrasts) => change({ contrasts }),
    ),
    select("Adjustment of p", ADJUSTMENTS, asked.adjust, (adjust) => change({ adjust })),
    ...(spec.family === "" || asked.trend !== ""
      ? []
      : [
          select(
            "Scale",
            [
              ["response", "of the response"],
              ["link", "of the link"],
            ],
            asked.type,
            (type) => change({ type: type as Asked["type"] }),
          ),
        ]),
  ];
}

async function shown(
  client: WorkerClient,
  record: FitRecord,
  asked: Asked,
  signal: AbortSignal,
): Promise<readonly HTMLElement[]> {
  const questions = questionsOf(record, asked);
  const { means: call, contrasts: compare, variables, options } = questions;
  const means: MarginalResult =
    asked.trend === ""
      ? await client.ask("emmeans", record.fit, variables, options)
      : await client.ask("emtrends", record.fit, variables, asked.trend, options);
  const compared = await client.ask("emmeansContrasts", record.fit, means, questions.method, questions.how);
  const [{ dataFigure, plotModule }, { figureCard }] = await Promise.all([
    import("./figures.js"),
    import("./figure-card.js"),
  ]);
  if (signal.aborted) return [];
  const table = emmeansTable(means);
  const figure = dataFigure(
    plotModule,
    meansPlot(means, { x: alongX(record, asked), yLabel: yLabelOf(record, asked, means) }),
  );
  const print = (of: string) => `console.log(tableText(emmeansTable(${of})));`;
  return [
    figureCard(figure, asked.trend === "" ? "means" : "slopes"),
    tableCard(record, table, {
      name: "means",
      blup: { names: [questions.name, "emmeansTable", "tableText"], lines: [call, print("means")] },
      r: inR(record, asked, false),
    }),
    tableCard(record, emmeansTable(compared, { intervals: true }), {
      name: "contrasts",
      blup: {
        names: [questions.name, "emmeansContrasts", "emmeansTable", "tableText"],
        lines: [call, compare, "console.log(tableText(emmeansTable(contrasts, { intervals: true })));"],
      },
      r: inR(record, asked, true),
    }),
  ];
}

/** The calls of the library, and the same as text. */
function questionsOf({ tests, spec }: FitRecord, { of, trend, by, contrasts, adjust, type }: Asked) {
  const isLinear = spec.family === "";
  const options = {
    df: tests.method,
    ...(by !== "" && { by }),
    ...(!isLinear && trend === "" && { type }),
  };
  const variables = of.filter((name) => name !== by);
  const method: ContrastRequest = contrasts === "interaction" ? ["consec"] : (contrasts as "pairwise");
  const how = { ...(adjust !== "" && { adjust: adjust as Adjustment }) };
  const name = trend === "" ? "emmeans" : "emtrends";
  const trended = trend === "" ? "" : `${quoted(trend)}, `;
  return {
    name,
    variables,
    options,
    method,
    how,
    means: `const means = ${name}(fit, ${JSON.stringify(variables)}, ${trended}${object(options)});`,
    contrasts: `const contrasts = emmeansContrasts(fit, means, ${JSON.stringify(method)}, ${object(how)});`,
  };
}

/** Null for degrees of freedom that emmeans does not have. */
function inR({ spec, tests, report }: FitRecord, asked: Asked, isCompared: boolean): RQuestion | null {
  const { of, trend, by, contrasts, adjust, type } = asked;
  const isLinear = spec.family === "";
  if (isLinear && tests.method === "residual") return null;
  const variables = of.filter((name) => name !== by).map(inFormulaOfR);
  const within = by === "" ? "" : ` | ${inFormulaOfR(by)}`;
  const method = isLinear
    ? `, lmer.df = ${quoted(tests.method)}, lmerTest.limit = ${report.nobs}, pbkrtest.limit = ${report.nobs}`
    : trend === ""
      ? `, type = ${quoted(type)}`
      : "";
  const [call, what] = trend === "" ? ["emmeans", ""] : ["emtrends", `, var = ${quoted(trend)}`];
  const means = `means <- ${call}(fit, ~ ${variables.join(" * ")}${within}${what}${method})`;
  const chosen = contrasts === "interaction" ? 'interaction = "consec"' : quoted(contrasts);
  const adjusted = adjust === "" ? "" : `, adjust = ${quoted(adjust)}`;
  const compare = `contrasts <- contrast(means, ${chosen}${adjusted})`;
  const lines = isCompared ? [means, compare, "summary(contrasts, infer = TRUE)"] : [means, "means"];
  return { packages: ["emmeans"], lines };
}

/** The variable of the most levels, so that there are few lines. */
function alongX({ data: { table } }: FitRecord, { of }: Asked): string {
  const count = (name: string) => {
    const column = table.columns.get(name);
    return column?.kind === "factor" ? column.levels.length : 0;
  };
  return of.reduce((most, name) => (count(name) > count(most) ? name : most));
}

function yLabelOf({ report }: FitRecord, { trend, type }: Asked, { scale }: MarginalResult): string {
  if (trend !== "") return `slope of ${trend}`;
  const response = report.formula.slice(0, report.formula.indexOf("~")).trim().replaceAll("`", "");
  return scale === null ? response : type === "link" ? `${response} (${scale})` : response;
}
