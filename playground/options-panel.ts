// The controls beside the formula: family and link, criterion, degrees of freedom, contrasts, weights, rows.
import type { DfMethod, Table } from "../src/index.js";
import { byId, element, select } from "./element.js";
import { FAMILIES, fixedNames, type ModelSpec } from "./model-spec.js";

const CODINGS = ["", "treatment", "sum", "helmert", "poly", "sdif"] as const;

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
    return select(
      `Contrasts of ${name}`,
      CODINGS.map((coding) => [coding, coding === "" ? "usual" : coding] as const),
      chosen,
      (coding) => {
        const others = Object.entries(spec.contrasts).filter(([other]) => other !== name);
        onChange({ contrasts: Object.fromEntries(coding === "" ? others : [...others, [name, coding]]) });
      },
    );
  });
}

function isFactor(name: string, { types }: ModelSpec, table: Table | null): boolean {
  if (Object.hasOwn(types, name)) return types[name] !== "number";
  return table?.columns.get(name)?.kind === "factor";
}

function textField(label: string, value: string, hint: string, onChange: (value: string) => void): HTMLElement {
  const input = element("input", { type: "text", value, placeholder: hint, spellcheck: "false", autocomplete: "off" });
  input.addEventListener("change", () => onChange(input.value));
  return element("label", { class: "field" }, element("span", {}, label), input);
}
