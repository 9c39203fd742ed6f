// A builder beside the formula: response, fixed effects and random effects, each to be chosen; both write one text.
import type { Column, Table } from "../src/index.js";
import { element, select } from "./element.js";
import { inFormula } from "./formula-edits.js";
import { type FormulaParts, formulaParts, type TermPart, withoutTerm, withPart, withTerm } from "./formula-parts.js";

const MOST_COLUMNS = 500;
/** Factors with more levels than these are rather for grouping. */
const FEW_LEVELS = 12;

/** The builder for a formula; `onFormula` gets the changed one. Empty where the formula cannot be read. */
export function formulaBuilder(formula: string, table: Table, onFormula: (formula: string) => void): HTMLElement[] {
  const columns = Array.from(table.columns.values())
    .filter(({ kind }) => kind !== "unusable")
    .slice(0, MOST_COLUMNS);
  const names = columns.map(({ name }) => name);
  const parts = formula.trim() === "" ? null : formulaParts(formula);
  if (parts === null && formula.trim() !== "") {
    return [element("p", { class: "hint" }, "The formula cannot be read yet; the builder goes on once it can.")];
  }
  const response = responseField(formula, parts, names, onFormula);
  if (parts === null) return [response];
  const chips = (kinds: readonly TermPart["kind"][]) =>
    parts.terms.flatMap((term, i) =>
      kinds.includes(term.kind) && term.shown !== "1"
        ? [chip(term, () => onFormula(withoutTerm(formula, parts, i)))]
        : [],
    );
  return [
    response,
    group("Fixed effects", chips(["fixed", "kept"]), fixedField(formula, parts, names, onFormula)),
    group("Random effects", chips(["random"]), randomField(formula, parts, columns, onFormula)),
  ];
}

function group(title: string, chips: readonly HTMLElement[], field: HTMLElement): HTMLElement {
  return element(
    "div",
    { class: "built", role: "group", "aria-label": title },
    element("span", {}, title),
    ...chips,
    field,
  );
}

function chip({ shown, kind }: Pick<TermPart, "shown" | "kind">, onRemove: () => void): HTMLElement {
  const remove = element(
    "button",
    { type: "button", class: "quiet small", "aria-label": `Remove ${shown}`, onclick: onRemove },
    "×",
  );
  return element("span", { class: "chip" }, element("code", {}, shown), kind === "kept" ? null : remove);
}

function responseField(
  formula: string,
  parts: FormulaParts | null,
  names: readonly string[],
  onFormula: (formula: string) => void,
): HTMLElement {
  const present = parts?.response ?? null;
  if (present !== null && !present.isName) {
    return element(
      "div",
      { class: "built" },
      element("span", {}, "Response"),
      chip({ shown: present.text, kind: "kept" }, () => undefined),
    );
  }
  const known = names.find((name) => inFormula(name) === present?.text);
  const options = [["", "choose …"], ...names.map((name) => [name, name] as const)] as const;
  return select("Response", options, known ?? "", (name) => {
    if (name === "") return;
    if (present !== null) onFormula(withPart(formula, present, inFormula(name)));
    else onFormula(`${inFormula(name)} ~ ${formula.trim() === "" ? "1" : formula.replace(/^\s*~\s*/, "")}`);
  });
}

function fixedField(
  formula: string,
  parts: FormulaParts,
  names: readonly string[],
  onFormula: (formula: string) => void,
): HTMLElement {
  const terms = parts.terms.filter(({ kind, text }) => kind === "fixed" && !/^[01]$/.test(text));
  const name = picker("Add a fixed effect", "add …", names);
  const partner = picker(
    "which interacts with",
    "by itself",
    terms.map(({ text }) => text),
  );
  const add = () => {
    if (name.value === "") return;
    const text = inFormula(name.value);
    const other = terms[Number(partner.selectedIndex) - 1];
    onFormula(
      other === undefined ? withTerm(formula, parts, text, false) : withPart(formula, other, `${other.text} * ${text}`),
    );
  };
  name.addEventListener("change", () => {
    if (terms.length === 0) add();
  });
  return terms.length === 0 ? adder(name) : adder(name, partner, button("Add", add));
}

function randomField(
  formula: string,
  parts: FormulaParts,
  columns: readonly Column[],
  onFormula: (formula: string) => void,
): HTMLElement {
  const fixed = parts.terms
    .filter(({ kind, text }) => kind === "fixed" && !/^[01]$/.test(text))
    .map(({ text }) => text);
  const levels = (column: Column) => (column.kind === "factor" ? column.levels.length : 0);
  // Those with many levels first: people, items.
  const groups = [...columns].sort((a, b) => Number(levels(b) > FEW_LEVELS) - Number(levels(a) > FEW_LEVELS));
  const name = picker(
    "Add random effects by",
    "add by …",
    groups.map((column) => column.name),
  );
  const effects = ["1", ...fixed.map((text) => text), ...(fixed.length > 1 ? [fixed.join(" + ")] : [])];
  const what = element(
    "select",
    { "aria-label": "What varies" },
    ...effects.map((text, i) =>
      element("option", { value: text }, i === 0 ? "a level of its own" : `and effects of ${text}`),
    ),
  );
  const add = () => {
    if (name.value !== "") onFormula(withTerm(formula, parts, `(${what.value} | ${inFormula(name.value)})`, true));
  };
  return adder(name, what, button("Add", add));
}

function adder(...fields: readonly HTMLElement[]): HTMLElement {
  return element("span", { class: "adder" }, ...fields);
}

function button(text: string, onclick: () => void): HTMLElement {
  return element("button", { type: "button", class: "quiet small", onclick }, text);
}

function picker(label: string, empty: string, names: readonly string[]): HTMLSelectElement {
  const options = names.map((name) => element("option", { value: name }, name));
  return element("select", { "aria-label": label }, element("option", { value: "" }, empty), ...options);
}
