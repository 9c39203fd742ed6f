// What may be said of a file that the reader would otherwise find out.
import type { DataNotice } from "../src/index.js";
import type { DataForm, Reading } from "./data-form.js";
import { element, select } from "./element.js";

const FOUND = "as found";
const DELIMITERS = [
  [",", "comma"],
  [";", "semicolon"],
  ["\t", "tab"],
  ["|", "bar"],
  [" ", "blank"],
] as const;
const ENCODINGS = [
  "utf-8",
  "windows-1252",
  "windows-1250",
  "windows-1251",
  "windows-1253",
  "windows-1254",
  "iso-8859-2",
  "iso-8859-15",
  "macintosh",
  "utf-16le",
  "utf-16be",
  "shift_jis",
  "euc-kr",
  "gb18030",
  "big5",
];
/** Missing in every file, besides what is asked for. */
const MISSING = ["", "NA"];

/** The fields; `onChange` gets the form with what has changed. */
export function readingOptions(
  form: DataForm,
  notices: readonly DataNotice[],
  onChange: (form: DataForm) => void,
): HTMLElement {
  const { reading } = form;
  const set = (change: { [K in keyof Reading]: Reading[K] | undefined }) => {
    const said = Object.entries({ ...reading, ...change }).filter(([, value]) => value !== undefined);
    onChange({ ...form, reading: Object.fromEntries(said) as Reading });
  };
  const optional = (value: string) => (value === "" ? undefined : value);
  const sheets = notices.find(({ choices }) => choices !== undefined)?.choices;
  const { missing = {}, naValues, sheet } = reading;
  const texts = (naValues ?? []).filter((text) => !MISSING.includes(text));
  return element(
    "div",
    { class: "reading" },
    select("Between cells", [["", FOUND], ...DELIMITERS], reading.delimiter ?? "", (value) =>
      set({ delimiter: optional(value) }),
    ),
    select(
      "Decimals after",
      [
        ["", FOUND],
        [".", "a point"],
        [",", "a comma"],
      ],
      reading.decimal ?? "",
      (value) => set({ decimal: optional(value) as Reading["decimal"] }),
    ),
    select(
      "Encoding",
      [["", FOUND], ...ENCODINGS.map((name) => [name, name] as const)],
      reading.encoding ?? "",
      (encoding) => set({ encoding: optional(encoding) }),
    ),
    field("Missing besides NA", texts.join(", "), "n/a, -99", (text) => {
      const asked = text.split(",").flatMap((part) => (part.trim() === "" ? [] : [part.trim()]));
      set({ naValues: asked.length === 0 ? undefined : [...MISSING, ...asked] });
    }),
    field("Comments begin with", reading.comment ?? "", "#", (text) => set({ comment: optional(text.trim()) })),
    field("Lines before the header", String(reading.skip ?? ""), "0", (text) => {
      const count = Number(text);
      set({ skip: Number.isInteger(count) && count > 0 ? count : undefined });
    }),
    sheets === undefined
      ? field("Sheet of a workbook", String(sheet ?? ""), "name or number", (text) =>
          set({ sheet: /^\d+$/.test(text) ? Number(text) : optional(text) }),
        )
      : select("Sheet", [["", FOUND], ...sheets.map((name) => [name, name] as const)], String(sheet ?? ""), (name) =>
          set({ sheet: optional(name) }),
        ),
    ...Object.entries(missing).map(([name, asked]) =>
      element("p", { class: "hint whole" }, `In ${name} ${asked.map((text) => `“${text}”`).join(", ")} is missing.`),
    ),
    Object.keys(reading).length === 0
      ? null
      : element(
          "button",
          { type: "button", class: "quiet small", onclick: () => onChange({ ...form, reading: {} }) },
          "All as found",
        ),
  );
}

function field(label: string, value: string, hint: string, onChange: (value: string) => void): HTMLElement {
  const input = element("input", { type: "text", value, placeholder: hint, spellcheck: "false", autocomplete: "off" });
  input.addEventListener("change", () => onChange(input.value));
  return element("label", { class: "field" }, element("span", {}, label), input);
}
