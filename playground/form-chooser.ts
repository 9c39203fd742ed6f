// Forms in which something is taken away: one is chosen, seen, copied, or saved as a file.
import { download, element, select } from "./element.js";

export interface Form {
  readonly name: string;
  readonly text: string;
  readonly file: string;
  /** What is seen and saved. */
  make(): Promise<string> | string;
  /** What a word processor gets beside the text when it is copied. */
  html?(): string;
}

/** The chooser of forms; `onChoose` gets the name of the one that is looked at. */
export function formChooser(
  forms: readonly Form[],
  first: string,
  label: string,
  onChoose: (name: string) => void = () => {},
): HTMLElement {
  const shown = element("pre", { class: "text", tabindex: "0", "aria-label": label });
  let chosen = forms.find(({ name }) => name === first) ?? forms[0];
  const show = async () => {
    const asked = chosen;
    try {
      const text = await asked.make();
      if (asked === chosen) shown.textContent = text;
    } catch (error) {
      if (asked === chosen) shown.textContent = `${(error as Error).message}.`;
    }
  };
  const copy = copyButton("Copy", async () => ({ text: shown.textContent ?? "", html: chosen.html?.() ?? null }));
  const save = () => download(chosen.file, new Blob([shown.textContent ?? ""], { type: "text/plain" }));
  void show();
  return element(
    "div",
    {},
    element(
      "div",
      { class: "bar" },
      select(
        "Form",
        forms.map(({ name, text }) => [name, text] as const),
        chosen.name,
        (name) => {
          chosen = forms.find((form) => form.name === name) ?? forms[0];
          onChoose(name);
          void show();
        },
      ),
      copy,
      element("button", { type: "button", class: "quiet", onclick: save }, "Save"),
    ),
    shown,
  );
}

/** A button that puts a text on the clipboard, with what of it word processors understand, and says so. */
export function copyButton(
  words: string,
  content: () => Promise<{ readonly text: string; readonly html: string | null }>,
): HTMLElement {
  const button = element(
    "button",
    {
      type: "button",
      class: "quiet",
      onclick: async () => {
        const { text, html } = await content();
        try {
          await write(text, html);
          button.textContent = "Copied";
        } catch {
          button.textContent = "The browser does not allow it";
        }
        setTimeout(() => {
          button.textContent = words;
        }, 1500);
      },
    },
    words,
  );
  return button;
}

async function write(text: string, html: string | null): Promise<void> {
  if (html === null) return navigator.clipboard.writeText(text);
  const parts = { "text/plain": text, "text/html": html };
  const blobs = Object.entries(parts).map(([type, part]) => [type, new Blob([part], { type })] as const);
  await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
}
