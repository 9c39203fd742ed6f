// The ways in for data: a file that is chosen or dropped, text that is pasted.
import { element } from "./element.js";

const ACCEPT = ".csv,.tsv,.txt,.gz,.json,.jsonl,.ndjson,.parquet,.arrow,.arrows,.feather,.ipc,.xlsx";

/** Gets a file or text, and its name. */
export type TakeData = (source: Blob | string, name: string) => void;

export function fileChoice(take: TakeData): HTMLElement[] {
  const file = element("input", {
    type: "file",
    id: "file",
    accept: ACCEPT,
    onchange: () => {
      const chosen = file.files?.[0];
      if (chosen !== undefined) take(chosen, chosen.name);
      file.value = "";
    },
  });
  return [file, element("label", { class: "button", for: "file" }, "Choose a file")];
}

export function pasteChoice(take: TakeData): HTMLElement {
  const pasted = element("textarea", {
    id: "pasted",
    rows: 5,
    "aria-label": "Data as text",
    placeholder: "Paste rows of a spreadsheet or CSV text, with a header line",
    spellcheck: "false",
  });
  const use = () => {
    if (pasted.value.trim() !== "") take(pasted.value, "pasted data");
  };
  return element(
    "details",
    { class: "paste" },
    element("summary", {}, "Paste data"),
    pasted,
    element("button", { type: "button", onclick: use }, "Use this text"),
  );
}

/** Takes files that are dropped anywhere on the page. */
export function acceptDrops(take: TakeData): void {
  const { body } = document;
  let depth = 0;
  const mark = (change: number) => {
    depth = Math.max(0, depth + change);
    body.classList.toggle("dropping", depth > 0);
  };
  body.addEventListener("dragenter", () => mark(1));
  body.addEventListener("dragleave", () => mark(-1));
  body.addEventListener("dragover", (event) => event.preventDefault());
  body.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(-depth);
    const dropped = event.dataTransfer?.files[0];
    if (dropped !== undefined) take(dropped, dropped.name);
  });
}
