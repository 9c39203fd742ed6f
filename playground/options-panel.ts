// The controls beside the formula: family and link, criterion, degrees of freedom, contrasts, weights, rows.
import type { Column, DfMethod, Table } from "../src/index.js";
import { byId, element, select } from "./element.js";
import { FAMILIES, fixedNames, type ModelSpec } from "./model-spec.js";

/** Codings of a factor, each by what its coefficients compare; `first` is the factor's first level. */
const CODINGS: readonly (readonly [coding: string, what: (first: string) => string])[] = [
  ["treatment", (first) => `treatment: each with ${first}`],
  ["sum", () => "sum: each with the mean of all"],
  ["helmert", () => "Helmert: each with the mean of those before"],
  ["poly", () => "polynomial: linear, quadratic, …"],
  ["sdif", () => "successive: each with the one before"],
];
/** Longer names of levels are cut. */
const SHOWN = 24;

const DF_NAMES: readonly (readonly [DfMethod, string])[] = [
  ["satterthwaite", "Satterthwaite"],
  ["kenward-roger", "Kenward–Roger"],
  ["residual", "n − p"],
  ["asymptotic", "none (z)"],
];

/** Draws the controls for a model anew; `onChange` gets what changes. */
export function showOptions(
  spec: ModelSpec,
  table: Table | null,
  onChange: (change: Partial<ModelSpec>) => void,
): void {
  const family = FAMILIES.find(({ name }) => name === spec.family) ?? FAMILIES[0];
  const isLinear = family.name === "";
  const fields = [
    select(
      "Family",
      FAMILIES.map(({ name, text }) => [name, text] as const),
      spec.family,
      (value) => onChange({ family: value as ModelSpec["family"], link: "", nAGQ: 1 }),
    ),
    ...(isLinear
      ? [
          select(
            "Criterion",
            [
              ["reml", "REML"],
              ["ml", "ML"],
            ],
            spec.reml ? "reml" : "ml",
            (value) =>
              onChange({
                reml: value === "reml",
                ...(value === "ml" && spec.df === "kenward-roger" && { df: "satterthwaite" }),
              }),
          ),
          select(
            "Degrees of freedom",
            DF_NAMES.filter(([name]) => spec.reml || name !== "kenward-roger"),
            spec.df,
            (value) => onChange({ df: value as DfMethod }),
          ),
        ]
      : [
          select(
            "Link",
            family.links.map((link) => [link, link] as const),
            spec.link === "" ? family.links[0] : spec.link,
            (link) => onChange({ link }),
          ),
          select(
            "Approximation",
            [
              ["1", "Laplace"],
              ["9", "quadrature, 9 points"],
              ["25", "quadrature, 25 points"],
              ["0", "fast (nAGQ 0)"],
            ],
            String(spec.nAGQ),
            (value) => onChange({ nAGQ: Number(value) }),
          ),
        ]),
    textField(isLinear ? "Weights" : "Weights or trials", spec.weights, "column", (weights) => onChange({ weights })),
    textField("Rows", spec.subset, "condition, as rt > 200", (subset) => onChange({ subset })),
    ...contrastFields(spec, table, onChange),
  ];
  const host = byId("options");
  const focused = Array.from(host.querySelectorAll("select, input")).indexOf(document.activeElement as Element);
  host.replaceChildren(...fields);
  (Array.from(host.querySelectorAll("select, input"))[focused] as HTMLElement | undefined)?.focus();
}

function contrastFields(spec: ModelSpec, table: Table | null, onChange: (change: Partial<ModelSpec>) => void) {
  const factors = [...new Set(fixedNames(spec.formula))].filter((name) => isFactor(name, spec, table));
  return factors.map((name) => {
    const chosen = Object.hasOwn(spec.contrasts, name) ? spec.contrasts[name] : "";
    const column = table?.columns.get(name);
    const own = Object.hasOwn(spec.levels, name) ? spec.levels[name] : undefined;
    const first = own?.[0] ?? (column?.kind === "factor" ? column.levels[0] : undefined) ?? "the first";
    const isOrdered = Object.hasOwn(spec.types, name) ? spec.types[name] === "ordered" : isOrderedFactor(column);
    const codings = CODINGS.map(([coding, what]) => [coding, what(first.slice(0, SHOWN))] as const);
    const usual = codings.find(([coding]) => coding === (isOrdered ? "poly" : "treatment"))?.[1] ?? "";
    return select(`Contrasts of ${name}`, [["", `usual, ${usual}`], ...codings], chosen, (coding) => {
      const others = Object.entries(spec.contrasts).filter(([other]) => other !== name);
      onChange({ contrasts: Object.fromEntries(coding === "" ? others : [...others, [name, coding]]) });
    });
  });
}

const isOrderedFactor = (column: Column | undefined): boolean => column?.kind === "factor" && column.ordered;

function isFactor(name: string, { types }: ModelSpec, table: Table | null): boolean {
  if (Object.hasOwn(types, name)) return types[name] !== "number";
  return table?.columns.get(name)?.kind === "factor";
}

function textField(label: string, value: string, hint: string, onChange: (value: string) => void): HTMLElement {
  const input = element("input", { type: "text", value, placeholder: hint, spellcheck: "false", autocomplete: "off" });
  input.addEventListener("change", () => onChange(input.value));
  return element("label", { class: "field" }, element("span", {}, label), input);
}
