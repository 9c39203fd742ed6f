// What the reader noticed, each with buttons for what settles it.
import type { DataNotice, Remedy, RemedyOptions } from "../src/index.js";
import { element } from "./element.js";

export interface RemedyEvents {
  onRemedy(options: RemedyOptions): void;
  onReplace(name: string, expression: string): void;
}

const SHOWN = 5;

/** Other encodings than the one that was taken for bytes which are not UTF-8. */
const ENCODINGS = [
  ["windows-1250", "Central European"],
  ["windows-1251", "Cyrillic"],
  ["macintosh", "old Mac"],
] as const;

/** The notices: those that warn first. */
export function noticeList(notices: readonly DataNotice[], events: RemedyEvents): HTMLElement {
  const warns = ({ code }: DataNotice) => code.startsWith("W_");
  const items = [...notices.filter(warns), ...notices.filter((notice) => !warns(notice))].map((notice) =>
    element(
      "div",
      { class: warns(notice) ? "notice care" : "notice" },
      element("p", {}, `${sentence(notice.message)}.`),
      element("p", { class: "buttons" }, ...remedyButtons(notice, events, false)),
    ),
  );
  const more = items.slice(SHOWN);
  return element(
    "div",
    {},
    ...items.slice(0, SHOWN),
    more.length === 0 ? null : element("details", {}, element("summary", {}, `${more.length} more notices`), ...more),
  );
}

/** Buttons that settle a notice; `inFormula` those, too, which change the formula. */
export function remedyButtons(notice: DataNotice, events: RemedyEvents, inFormula: boolean): HTMLElement[] {
  const { code, choices, columns, remedies } = notice;
  const read = (text: string, options: RemedyOptions) => button(text, () => events.onRemedy(options));
  if (choices !== undefined) return choices.slice(0, 12).map((sheet) => read(`Sheet ${sheet}`, { sheet }));
  if (code === "M_ENCODING" && remedies.length > 0) {
    return ENCODINGS.map(([encoding, text]) => read(`${text} (${encoding})`, { encoding }));
  }
  return remedies.flatMap((remedy) => {
    const { options, expression } = remedy;
    if (options !== undefined) return [read(remedyText(remedy, columns), options)];
    if (!inFormula || expression === undefined) return [];
    return [button(`Write ${expression}`, () => events.onReplace(columns[0], expression))];
  });
}

function button(text: string, onclick: () => void): HTMLElement {
  return element("button", { type: "button", class: "quiet small", onclick }, text);
}

function remedyText({ options = {}, effect }: Remedy, columns: readonly string[]): string {
  const { missing, types, decimal } = options;
  if (missing !== undefined) {
    const texts = Object.values(missing)
      .flat()
      .map((text) => `“${text.slice(0, 30)}”`);
    return `Make ${texts.join(", ")} missing`;
  }
  if (decimal !== undefined) return `Decimal ${decimal === "," ? "commas" : "points"}`;
  const [type] = Object.values(types ?? {});
  if (type === "factor" && columns.length === 1) return "Keep as a factor";
  if (type === "number") return "Read as numbers";
  return sentence(effect);
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
