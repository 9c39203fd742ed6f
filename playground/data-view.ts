// What is known of the data, and what may be asked of them: loaded with the first file.
import type { RemedyOptions } from "../src/index.js";
import type { DataForm, LoadedData } from "./data-form.js";
import { byId, element } from "./element.js";
import { longerDialog } from "./longer-dialog.js";
import type { ModelSpec } from "./model-spec.js";
import { noticeList } from "./notice-list.js";
import { previewOf } from "./preview.js";
import { readingOptions } from "./reading-options.js";
import { VariableList } from "./variable-list.js";

export { readingOptions };

export interface ViewEvents {
  onLevels(name: string, levels: readonly string[] | null): void;
  onInsert(name: string): void;
  onReplace(name: string, expression: string): void;
  onForm(change: (form: DataForm) => DataForm): void;
  onRemedy(options: RemedyOptions): void;
}

const MOST_COLUMNS = 200;

let list: VariableList | null = null;
let shown: LoadedData | null = null;

export function showData(data: LoadedData, levels: ModelSpec["levels"], events: ViewEvents): void {
  if (list === null || shown !== data) {
    shown = data;
    list = new VariableList(data, MOST_COLUMNS, events);
    byId("data-notices").replaceChildren(noticeList(data.notices, events));
    byId("data-columns").replaceChildren(list.root);
    byId("data-more").replaceChildren(...moreOf(data, events));
    byId("data-preview").replaceChildren(previewOf(data.table));
  }
  list.setLevels(levels);
}

function moreOf(data: LoadedData, events: ViewEvents): HTMLElement[] {
  const long = element(
    "button",
    { type: "button", class: "quiet", onclick: () => longerDialog(data, (change) => events.onForm(change)) },
    "Wide to long …",
  );
  const isAsked = Object.keys(data.form.reading).length > 0;
  return [
    element("p", { class: "bar" }, long),
    element(
      "details",
      { open: isAsked },
      element("summary", {}, isAsked ? "How the file is read, as asked" : "How the file is read"),
      readingOptions(data.form, data.notices, (form) => events.onForm(() => form)),
    ),
  ];
}
