// What a page without data shows: samples to begin with, and how a formula reads.
import { element } from "./element.js";
import { samples } from "./samples.js";

const SVG = "http://www.w3.org/2000/svg";

/** Cards of the samples; a click opens one with its model. */
export function sampleCards(onChoose: (name: string) => void): HTMLElement {
  const cards = samples.map(({ name, what, thumb }) =>
    element(
      "li",
      {},
      element(
        "button",
        { type: "button", class: "card", "data-sample": name, onclick: () => onChoose(name) },
        thumbnail(thumb),
        element("span", {}, element("strong", {}, name), element("span", { class: "hint" }, what)),
      ),
    ),
  );
  return element("ul", { class: "cards" }, ...cards);
}

function thumbnail(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const drawn = document.createElementNS(SVG, "path");
  drawn.setAttribute("d", path);
  drawn.setAttribute("class", path.includes("V") ? "bars" : "lines");
  svg.setAttribute("viewBox", "0 0 72 36");
  svg.setAttribute("aria-hidden", "true");
  svg.append(drawn);
  return svg;
}

const READS: readonly (readonly [part: string, meaning: string])[] = [
  ["rt ~ …", "what was measured: a column of numbers, or of two outcomes"],
  ["condition + age", "what may change it"],
  ["condition * group", "both, and whether they change one another’s effect"],
  ["(1 | person)", "each person has a level of their own"],
  ["(condition | person)", "and an effect of condition of their own"],
];

/** The parts of a formula, each with what it says. */
export function formulaGuide(): HTMLElement {
  const rows = READS.flatMap(([part, meaning]) => [
    element("dt", {}, element("code", {}, part)),
    element("dd", {}, meaning),
  ]);
  return element(
    "div",
    {},
    element("code", { class: "example" }, "rt ~ condition * group + (condition | person) + (1 | item)"),
    element("dl", { class: "reads" }, ...rows),
  );
}
