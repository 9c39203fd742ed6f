// The variables of the data, each in two lines: its name; its type, values and their shape. Names go into the formula.
import { type Column, type FactorColumn, toTable } from "../src/index.js";
import type { ColumnTypes, DataForm, LoadedData } from "./data-form.js";
import { element } from "./element.js";
import { levelList, MOST_LEVELS } from "./level-list.js";
import type { ModelSpec } from "./model-spec.js";
import { brief } from "./preview.js";
import { shapeOf } from "./value-shape.js";

export interface VariableEvents {
  onLevels(name: string, levels: readonly string[] | null): void;
  onInsert(name: string): void;
  onForm(change: (form: DataForm) => DataForm): void;
}

/** Between two turns of the event loop, in milliseconds. */
const TURN = 40;

export class VariableList {
  readonly root: HTMLElement;
  readonly #data: LoadedData;
  readonly #events: VariableEvents;
  readonly #items = new Map<string, HTMLElement>();
  readonly #said = element("div", { class: "visually-hidden", "aria-live": "polite" });
  /** Names of factors whose levels are seen. */
  readonly #open = new Set<string>();
  #levels: ModelSpec["levels"] = {};

  constructor(data: LoadedData, most: number, events: VariableEvents) {
    this.#data = data;
    this.#events = events;
    const all = [...data.table.columns.values()];
    const items = element("ul", { class: "variables", "aria-label": "Variables" });
    const more = all.length > most ? `and ${(all.length - most).toLocaleString("en")} more columns` : "";
    this.root = element("div", {}, items, element("p", { class: "hint" }, more), this.#said);
    void this.#fill(items, all.slice(0, most));
  }

  /** Shows the orders of levels that are asked for. */
  setLevels(levels: ModelSpec["levels"]): void {
    const before = this.#levels;
    this.#levels = levels;
    for (const [name, item] of this.#items) {
      if (own(before, name) !== own(levels, name)) this.#redraw(name, item);
    }
  }

  /** Big data take their time: the page may be used meanwhile. */
  async #fill(items: HTMLElement, columns: readonly Column[]): Promise<void> {
    let turn = performance.now() + TURN;
    for (const column of columns) {
      if (performance.now() > turn) {
        await new Promise((go) => setTimeout(go, 0));
        turn = performance.now() + TURN;
      }
      const item = element("li", {});
      this.#items.set(column.name, item);
      this.#draw(item, column.name);
      items.append(item);
    }
  }

  /** The button that moved a level keeps the focus, or where there is no further way, the other one. */
  #redraw(name: string, item: HTMLElement): void {
    const active = document.activeElement;
    const move = item.contains(active) ? (active?.getAttribute("data-move") ?? null) : null;
    this.#draw(item, name);
    if (move === null) return;
    const buttons = Array.from(item.querySelectorAll<HTMLButtonElement>("[data-move]"));
    const same = buttons.find((one) => one.getAttribute("data-move") === move);
    const beside = buttons.filter((one) => one.parentElement === same?.parentElement && !one.disabled);
    (same?.disabled === false ? same : beside[0])?.focus();
  }

  #draw(item: HTMLElement, name: string): void {
    const column = this.#ordered(this.#data.table.columns.get(name) as Column);
    const missing = missingOf(column);
    const hasLevels = column.kind === "factor" && column.levels.length <= MOST_LEVELS;
    const facts = element(
      "div",
      { class: "facts-line" },
      this.#type(column),
      shapeOf(column),
      hasLevels ? this.#levelsOf(column) : element("span", { class: "values" }, valuesOf(column)),
      column.kind === "factor" && column.doubt !== undefined ? element("span", { class: "missing" }, "doubtful") : null,
      missing === 0 ? null : element("span", { class: "missing" }, `${missing.toLocaleString("en")} missing`),
    );
    item.replaceChildren(
      element(
        "button",
        {
          type: "button",
          class: "link name",
          title: "Into the formula",
          disabled: column.kind === "unusable",
          onclick: () => this.#events.onInsert(name),
        },
        name,
      ),
      facts,
    );
  }

  #levelsOf(column: FactorColumn): HTMLElement {
    const { name } = column;
    const isOwn = own(this.#levels, name) !== undefined;
    const isOpen = this.#open.has(name);
    const holder = element(
      "details",
      { class: "levels values", open: isOpen },
      element("summary", { title: "Their order" }, `${valuesOf(column)}${isOwn ? " (your order)" : ""}`),
    );
    const fill = () => {
      if (holder.childElementCount > 1) return;
      holder.append(
        levelList(column, isOwn, (levels) => {
          this.#events.onLevels(name, levels);
          const [first] = levels ?? (this.#data.table.columns.get(name) as FactorColumn).levels;
          this.#said.textContent = `${first} is now the first level of ${name}`;
        }),
      );
    };
    if (isOpen) fill();
    holder.addEventListener("toggle", () => {
      if (holder.open) this.#open.add(name);
      else this.#open.delete(name);
      if (holder.open) fill();
    });
    return holder;
  }

  #type(column: Column): HTMLElement {
    const { name } = column;
    if (column.kind === "unusable") return element("span", { class: "kind" }, "unusable");
    const present = column.kind === "number" ? "number" : column.ordered ? "ordered" : "factor";
    const type = element("select", {
      "aria-label": `Type of ${name}`,
      onchange: () => {
        const chosen = type.value as ColumnTypes[string];
        type.value = present;
        this.#events.onForm((form) => ({ ...form, types: { ...form.types, [name]: chosen } }));
      },
    });
    for (const kind of ["number", "factor", "ordered"]) {
      type.append(element("option", { value: kind, selected: kind === present }, kind));
    }
    return type;
  }

  #ordered(column: Column): Column {
    const levels = own(this.#levels, column.name);
    if (levels === undefined || column.kind !== "factor") return column;
    const one = { rowCount: column.codes.length, columns: new Map([[column.name, column]]) };
    return toTable(one, { levels: Object.fromEntries([[column.name, levels]]) }).columns.get(column.name) as Column;
  }
}

function own(levels: ModelSpec["levels"], name: string): readonly string[] | undefined {
  return Object.hasOwn(levels, name) ? levels[name] : undefined;
}

function valuesOf(column: Column): string {
  if (column.kind === "unusable") return column.problem.message;
  if (column.kind === "factor") {
    const { levels } = column;
    const first = levels
      .slice(0, 4)
      .map((level) => (level.length > 24 ? `${level.slice(0, 23)}…` : level))
      .join(", ");
    const count = `${levels.length.toLocaleString("en")} level${levels.length === 1 ? "" : "s"}`;
    return `${count}: ${first}${levels.length > 4 ? ", …" : ""}`;
  }
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of column.values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? "no values" : `${brief(low)} to ${brief(high)}`;
}

function missingOf(column: Column): number {
  let count = 0;
  if (column.kind === "factor") for (const code of column.codes) count += code < 0 ? 1 : 0;
  if (column.kind === "number") for (const value of column.values) count += Number.isNaN(value) ? 1 : 0;
  return count;
}
