// The levels of a factor in their order, which buttons change. The first is the reference of treatment contrasts.
import type { FactorColumn } from "../src/index.js";
import { element } from "./element.js";

/** More than these nobody puts in order one by one. */
export const MOST_LEVELS = 40;

/** `onOrder` gets the new order, and `null` for that of the data. */
export function levelList(
  column: FactorColumn,
  isOwn: boolean,
  onOrder: (levels: readonly string[] | null) => void,
): HTMLElement {
  const { name, levels } = column;
  const counts = new Array<number>(levels.length).fill(0);
  for (const code of column.codes) if (code >= 0) counts[code]++;
  const moved = (from: number, to: number) => {
    const order = levels.filter((_, i) => i !== from);
    order.splice(to, 0, levels[from]);
    return order;
  };
  const step = (from: number, to: number, sign: string, what: string) =>
    element(
      "button",
      {
        type: "button",
        class: "quiet small",
        disabled: to < 0 || to >= levels.length,
        "aria-label": `Move ${levels[from]} ${what}`,
        "data-move": `${what} ${levels[from]}`,
        onclick: () => onOrder(moved(from, to)),
      },
      sign,
    );
  const items = levels.map((level, i) =>
    element(
      "li",
      {},
      element("span", { class: "level" }, level === "" ? "(empty)" : level),
      element("span", { class: "count" }, counts[i].toLocaleString("en")),
      i === 0
        ? element("span", { class: "reference" }, "reference")
        : element(
            "button",
            {
              type: "button",
              class: "quiet small",
              "aria-label": `Make reference: ${level}`,
              onclick: () => onOrder(moved(i, 0)),
            },
            "Make reference",
          ),
      step(i, i - 1, "↑", "up"),
      step(i, i + 1, "↓", "down"),
    ),
  );
  return element(
    "div",
    { class: "level-list" },
    element("ol", { "aria-label": `Levels of ${name}` }, ...items),
    isOwn
      ? element("button", { type: "button", class: "quiet small", onclick: () => onOrder(null) }, "Order of the data")
      : null,
  );
}
