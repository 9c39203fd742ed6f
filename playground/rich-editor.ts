// The formula's field with colors, completion of column names, and a wave under what is wrong.
import { autocompletion, type CompletionContext, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Editor, EditorEvents } from "./formula-editor.js";

const FUNCTIONS = [
  "log",
  "exp",
  "sqrt",
  "abs",
  "I",
  "factor",
  "scale",
  "poly",
  "cbind",
  "offset",
  "ifelse",
  "as.numeric",
];

const style = HighlightStyle.define([
  { tag: tags.variableName, color: "var(--code-name)" },
  { tag: tags.function(tags.variableName), color: "var(--code-function)" },
  { tag: tags.operator, color: "var(--code-operator)", fontWeight: "600" },
  { tag: tags.number, color: "var(--code-number)" },
  { tag: tags.string, color: "var(--code-number)" },
  { tag: tags.invalid, color: "var(--bad)" },
]);

const theme = EditorView.theme({
  "&": { fontSize: "16px", color: "var(--ink)" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { fontFamily: "var(--mono)", padding: "10px 4px", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-line": { padding: "0 8px" },
  ".cm-placeholder": { color: "var(--muted)" },
  ".cm-matchingBracket": { backgroundColor: "var(--tint)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--bad)",
    textUnderlineOffset: "4px",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
    color: "var(--ink)",
    fontFamily: "var(--mono)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-tooltip.cm-tooltip-lint": { fontFamily: "var(--sans)" },
});

/** Takes the place of what is in `host`. */
export function richEditor(host: HTMLElement, text: string, events: EditorEvents): Editor {
  const frame = document.createElement("div");
  frame.className = "formula-frame";
  // In a shadow root styles come as objects, which the page's policy allows; elements of style it does not.
  const root = frame.attachShadow({ mode: "open" });
  const columns: string[] = [];
  const language = new Compartment();
  let setting = false;
  const submit = () => {
    events.onSubmit();
    return true;
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      selection: { anchor: text.length },
      extensions: [
        history(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ override: [(context) => complete(context, columns)], icons: false }),
        keymap.of([
          { key: "Mod-Enter", run: submit },
          ...completionKeymap,
          { key: "Enter", run: submit },
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        EditorState.transactionFilter.of((change) => (change.newDoc.lines > 1 ? [] : change)),
        language.of(formulaLanguage(columns)),
        syntaxHighlighting(style),
        placeholder("response ~ predictors + (effects | group)"),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "Formula", spellcheck: "false", autocapitalize: "off" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !setting) events.onInput(update.state.doc.toString());
        }),
        theme,
      ],
    }),
  });
  host.replaceChildren(frame);
  return {
    setText(next, caret = next.length) {
      if (next === view.state.doc.toString()) return;
      setting = true;
      const insert = next.replace(/\s*\n\s*/g, " ");
      const anchor = Math.min(caret, insert.length);
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert }, selection: { anchor } });
      setting = false;
    },
    caret: () => view.state.selection.main.head,
    setColumns(names) {
      columns.splice(0, columns.length, ...names);
      view.dispatch({ effects: language.reconfigure(formulaLanguage(columns)) });
    },
    showError(error) {
      const length = view.state.doc.length;
      const shown =
        error === null || error.formula !== view.state.doc.toString()
          ? []
          : [
              {
                from: Math.min(error.position, Math.max(0, length - 1)),
                to: Math.min(length, error.position + Math.max(1, error.length)),
                severity: "error" as const,
                message: error.message,
              },
            ];
      view.dispatch(setDiagnostics(view.state, shown));
    },
    focus: () => view.focus(),
  };
}

function formulaLanguage(columns: readonly string[]) {
  const known = new Set(columns);
  return StreamLanguage.define({
    token(stream) {
      if (stream.eatSpace()) return null;
      if (stream.match(/^`[^`]*`?/)) return "variableName";
      if (stream.match(/^["'][^"']*["']?/)) return "string";
      if (stream.match(/^\d+\.?\d*(e[+-]?\d+)?/i)) return "number";
      const name = stream.match(/^[\p{L}._][\p{L}\p{N}._]*/u);
      if (name) {
        if (stream.peek() === "(") return "variableName.function";
        return known.size === 0 || known.has((name as RegExpMatchArray)[0]) ? "variableName" : null;
      }
      stream.next();
      return "operator";
    },
  });
}

function complete(context: CompletionContext, columns: readonly string[]) {
  const word = context.matchBefore(/[\p{L}\p{N}._`]+/u);
  if (word === null && !context.explicit) return null;
  const plain = /^[\p{L}.][\p{L}\p{N}._]*$/u;
  return {
    from: word?.from ?? context.pos,
    options: [
      ...columns.map((name) => ({ label: name, apply: plain.test(name) ? name : `\`${name}\``, boost: 1 })),
      ...FUNCTIONS.map((name) => ({ label: name, apply: `${name}(`, detail: "function" })),
    ],
    validFor: /^[\p{L}\p{N}._`]*$/u,
  };
}
