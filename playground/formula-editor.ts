// The formula's field: a plain one at once, one with colors and completion as soon as that is loaded.
import type { FormulaError } from "../src/index.js";
import { element } from "./element.js";

export interface Editor {
  /** `caret` is where writing goes on, the end unless given. */
  setText(text: string, caret?: number): void;
  caret(): number;
  setColumns(names: readonly string[]): void;
  showError(error: FormulaError | null): void;
  focus(): void;
}

export interface EditorEvents {
  onInput(text: string): void;
  /** Enter, or Ctrl+Enter. */
  onSubmit(): void;
}

/** Puts the field into `host`, and swaps it for the rich one when that has come. */
export function formulaEditor(host: HTMLElement, events: EditorEvents): Editor {
  const state = { text: "", columns: [] as readonly string[], error: null as FormulaError | null };
  let field = plainEditor(host, {
    ...events,
    onInput(text) {
      state.text = text;
      events.onInput(text);
    },
  });
  void import("./rich-editor.js").then(
    ({ richEditor }) => {
      const hadFocus = host.contains(document.activeElement);
      field = richEditor(host, state.text, {
        ...events,
        onInput(text) {
          state.text = text;
          events.onInput(text);
        },
      });
      field.setColumns(state.columns);
      field.showError(state.error);
      if (hadFocus) field.focus();
    },
    // The plain field goes on doing its work.
    () => undefined,
  );
  return {
    setText(text, caret) {
      state.text = text;
      field.setText(text, caret);
    },
    caret: () => field.caret(),
    setColumns(names) {
      state.columns = names;
      field.setColumns(names);
    },
    showError(error) {
      state.error = error;
      field.showError(error);
    },
    focus: () => field.focus(),
  };
}

function plainEditor(host: HTMLElement, events: EditorEvents): Editor {
  const input = element("input", {
    class: "formula-input",
    type: "text",
    "aria-label": "Formula",
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "off",
    placeholder: "response ~ predictors + (effects | group)",
    oninput: () => events.onInput(input.value),
    onkeydown: (event) => {
      if ((event as KeyboardEvent).key === "Enter") events.onSubmit();
    },
  });
  host.replaceChildren(input);
  return {
    setText(text, caret = text.length) {
      input.value = text;
      input.setSelectionRange(caret, caret);
    },
    caret: () => input.selectionEnd ?? input.value.length,
    setColumns: () => undefined,
    showError: (error) => void input.setAttribute("aria-invalid", String(error !== null)),
    focus: () => input.focus(),
  };
}
