// Wide data made long in a dialog: which columns, and what becomes of them.
import { type LongerOptions, longer, type Table } from "../src/index.js";
import type { DataForm, LoadedData } from "./data-form.js";
import { element } from "./element.js";

const MOST_COLUMNS = 400;

/** Opens it; `onForm` gets the change of the form. */
export function longerDialog(
  { table, form }: LoadedData,
  onForm: (change: (form: DataForm) => DataForm) => void,
): void {
  const names = Array.from(table.columns.values())
    .filter(({ kind }) => kind !== "unusable")
    .map(({ name }) => name)
    .slice(0, MOST_COLUMNS);
  const likely = likelyColumns(table, names);
  const boxes = names.map((name) =>
    element("input", { type: "checkbox", value: name, checked: likely.includes(name) }),
  );
  const text = (value: string) => element("input", { type: "text", value, spellcheck: "false", autocomplete: "off" });
  const prefix = text(commonPrefix(likely));
  const factor = text(free("condition", table));
  const values = text(free(prefix.value.replace(/[._\s-]+$/, "") || "value", table));
  const drop = element("input", { type: "checkbox", checked: true });
  const problem = element("p", { class: "bad", role: "alert" });
  const label = (what: string, field: HTMLElement) =>
    element("label", { class: "field" }, element("span", {}, what), field);
  const submit = element("button", { type: "submit" }, "Make long");
  const body = element(
    "form",
    {
      method: "dialog",
      onsubmit: (event) => {
        event.preventDefault();
        const options: LongerOptions = {
          columns: boxes.filter(({ checked }) => checked).map(({ value }) => value),
          names: factor.value.trim(),
          values: values.value.trim(),
          ...(prefix.value !== "" && { prefix: prefix.value }),
          ...(drop.checked && { dropMissing: true }),
        };
        try {
          check(table, options);
        } catch (error) {
          problem.textContent = `${(error as Error).message}.`;
          return;
        }
        dialog.close();
        onForm((present) => ({ ...present, longer: options }));
      },
    },
    element("h2", { id: "longer-title" }, "Wide to long"),
    element(
      "p",
      { class: "hint" },
      "A model needs a row for each observation. The columns chosen become two: a factor that says which column a value is from, and the values.",
    ),
    element(
      "fieldset",
      {},
      element("legend", {}, "Columns of the same measure"),
      ...boxes.map((box, i) => element("label", { class: "check" }, box, names[i])),
    ),
    element(
      "div",
      { class: "reading" },
      label("Name of the factor", factor),
      label("Name of the values", values),
      label("Taken off the beginning of names", prefix),
    ),
    element("label", { class: "check" }, drop, "Leave out rows without a value"),
    form.longer === null ? null : element("p", { class: "hint" }, "The data were made long already; Undo goes back."),
    problem,
    element(
      "p",
      { class: "bar" },
      submit,
      element("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Cancel"),
    ),
  );
  const dialog = element("dialog", { "aria-labelledby": "longer-title", onclose: () => dialog.remove() }, body);
  if (form.longer !== null) submit.disabled = true;
  document.body.append(dialog);
  dialog.showModal();
}

/** Throws what longer() does, on the first rows. */
function check({ columns, rowCount }: Table, options: LongerOptions): void {
  if (options.columns.length === 0) throw new Error("Choose the columns that hold the same measure");
  const rows = Math.min(rowCount, 1);
  const first = Array.from(columns.values(), (column) => {
    if (column.kind === "number") return { ...column, values: column.values.subarray(0, rows) };
    if (column.kind === "factor") return { ...column, codes: column.codes.subarray(0, rows) };
    return { ...column, length: rows };
  });
  longer({ rowCount: rows, columns: new Map(first.map((column) => [column.name, column])) }, options);
}

/** The most columns of numbers that begin alike and end differently. */
function likelyColumns(table: Table, names: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const short = name.slice(0, 200);
    const stem = (/^(.*[._\s-])[^._\s-]+$/s.exec(short) ?? /^(.*\D)\d+$/s.exec(short))?.[1];
    if (stem === undefined || table.columns.get(name)?.kind !== "number") continue;
    groups.set(stem, [...(groups.get(stem) ?? []), name]);
  }
  const [largest] = Array.from(groups.values()).sort((a, b) => b.length - a.length);
  return largest !== undefined && largest.length > 1 ? largest : [];
}

function commonPrefix(names: readonly string[]): string {
  if (names.length < 2) return "";
  let prefix = names[0];
  for (const name of names) while (!name.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return names.includes(prefix) ? "" : prefix.replace(/\d+$/, "");
}

/** A name that no column has. */
function free(name: string, { columns }: Table): string {
  let found = name;
  for (let i = 2; columns.has(found); i++) found = `${name}${i}`;
  return found;
}
