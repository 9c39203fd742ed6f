// The coefficients with their intervals and tests: by variable, in one precision a column; on a narrow page two lines each.
import { type CoefficientGroup, coefficientGroups } from "./coefficient-groups.js";
import { element } from "./element.js";
import { DF_NOTES } from "./fit-tables.js";
import type { FitRecord } from "./fitting.js";
import { fixed, pText, sharedWriter } from "./shared-decimals.js";

const SVG = "http://www.w3.org/2000/svg";
const [BAR, HEIGHT] = [96, 14];

export function coefficientView(record: FitRecord): HTMLElement {
  const { tests, intervals, report } = record;
  const { effects, method } = tests;
  const isZ = method === "asymptotic";
  const bounds = intervals.map(({ lower, upper }) => ({ lower: lower ?? Number.NaN, upper: upper ?? Number.NaN }));
  const write = sharedWriter(
    effects.map(({ stdError }) => stdError),
    [...effects.map(({ estimate }) => estimate), ...bounds.flatMap(({ lower, upper }) => [lower, upper])],
  );
  const scale = effects.reduce((most, { name }, i) => {
    const { lower, upper } = bounds[i];
    const reach = Math.max(Math.abs(lower), Math.abs(upper));
    return name === "(Intercept)" || !Number.isFinite(reach) ? most : Math.max(most, reach);
  }, 0);
  const row = ({ index, name }: CoefficientGroup["rows"][number]) => {
    const { estimate, stdError, df, statistic, p } = effects[index];
    const { lower, upper } = bounds[index];
    const hasBar = effects[index].name !== "(Intercept)" && scale > 0 && Number.isFinite(lower + upper);
    const cell = (kind: string, label: string, ...content: (string | Node | null)[]) =>
      element("td", { role: "cell", class: kind, "data-label": label }, ...content);
    return element(
      "tr",
      { role: "row", "data-name": effects[index].name },
      element("th", { role: "rowheader", scope: "row", title: effects[index].name }, name),
      cell("number estimate", "", write(estimate)),
      cell("number interval", "", element("span", {}, `[${write(lower)}, `), element("span", {}, `${write(upper)}]`)),
      cell("bar-cell", "", hasBar ? bar(lower, upper, estimate, scale) : null),
      cell("number more", "SE", write(stdError)),
      ...(isZ ? [] : [cell("number more", "df", fixed(df, df < 1000 ? 1 : 0))]),
      cell("number more", isZ ? "z" : "t", fixed(statistic, 2)),
      cell("number p", "p", pText(p)),
    );
  };
  const names = ["Coefficient", "Estimate", "95 % interval", "", "SE", ...(isZ ? [] : ["df"]), isZ ? "z" : "t", "p"];
  const classes = [
    "",
    "number",
    "number",
    "bar-cell",
    "number more",
    ...(isZ ? [] : ["number more"]),
    "number more",
    "number p",
  ];
  const head = names.map((name, i) =>
    element(
      name === "" ? "td" : "th",
      { role: name === "" ? "cell" : "columnheader", scope: name === "" ? null : "col", class: classes[i] },
      name,
    ),
  );
  const bodies = coefficientGroups(
    effects.map(({ name }) => name),
    report.design.variables,
    record.spec.contrasts,
  ).map(({ heading, reference, rows }) =>
    element(
      "tbody",
      { role: "rowgroup" },
      heading === null
        ? null
        : element(
            "tr",
            { role: "row", class: "group" },
            element(
              "th",
              { role: "rowheader", scope: "rowgroup", colspan: names.length },
              heading,
              reference === "" ? null : element("span", { class: "hint" }, ` compared with ${reference}`),
            ),
          ),
      ...rows.map(row),
    ),
  );
  const grid = element(
    "table",
    { role: "table", class: "report coefficients" },
    element("caption", {}, "Fixed effects"),
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...head)),
    ...bodies,
  );
  const toggle = element("input", {
    type: "checkbox",
    onchange: () => grid.classList.toggle("all", toggle.checked),
  });
  return element(
    "figure",
    {},
    grid,
    element("label", { class: "check narrow-only" }, toggle, isZ ? "SE and z" : "SE, df and t"),
    element("p", { class: "note" }, DF_NOTES[method]),
  );
}

/** The interval on a line from −scale to scale, with the estimate, and zero in the middle. */
function bar(lower: number, upper: number, estimate: number, scale: number): SVGSVGElement {
  const at = (value: number) => (((value / scale + 1) / 2) * (BAR - 4) + 2).toFixed(1);
  const svg = document.createElementNS(SVG, "svg");
  const draw = (tag: string, attributes: Readonly<Record<string, string | number>>) => {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    svg.append(made);
  };
  svg.setAttribute("viewBox", `0 0 ${BAR} ${HEIGHT}`);
  svg.setAttribute("width", String(BAR));
  svg.setAttribute("height", String(HEIGHT));
  svg.setAttribute("aria-hidden", "true");
  const middle = HEIGHT / 2;
  draw("line", { x1: at(0), x2: at(0), y1: 0, y2: HEIGHT, class: "zero" });
  draw("line", { x1: at(lower), x2: at(upper), y1: middle, y2: middle, class: "range" });
  draw("circle", { cx: at(estimate), cy: middle, r: 2.5 });
  return svg;
}
