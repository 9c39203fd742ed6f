// The places of work: a model and its results, once there are data or a link asks for a model.
import { caretBlock, DataError, describeFormula, FormulaError, type WorkerClient } from "../src/index.js";
import type { SavedAnalysis } from "./analysis-file.js";
import { AS_FOUND, type LoadedData } from "./data-form.js";
import type { DataEvents, DataPanel } from "./data-panel.js";
import { byId, element } from "./element.js";
import { type FitRecord, type FitStatus, Fitting, formulaProblem } from "./fitting.js";
import { formulaBuilder } from "./formula-builder.js";
import { formulaEditor } from "./formula-editor.js";
import { inFormula, insertedName, replacedName, spanOf } from "./formula-edits.js";
import { EMPTY, fixedNames, keptLevels, linkHash, type ModelSpec, specOfHash } from "./model-spec.js";
import { showOptions } from "./options-panel.js";
import type { ResultTabs } from "./result-tabs.js";

/** How long a formula that cannot be read yet is left in peace while it is written, in milliseconds. */
const PAUSE = 700;
const HINT =
  "Click a variable for the response, then those that may change it; (1 | person) stands for what each person has of their own.";

/** Begins with what the link of the page asks for; the answer is what data panels tell. */
export function startWorkbench(client: WorkerClient, panel: DataPanel): DataEvents {
  /** Loaded while the first data are read. */
  let results: Promise<ResultTabs> | null = null;
  const fitting = new Fitting(client, onStatus);
  const editor = formulaEditor(byId("formula"), {
    onInput: (formula) => change({ formula }, false),
    onSubmit: () => fitNow(),
  });
  let pause: ReturnType<typeof setTimeout> | undefined;
  let data: LoadedData | null = null;
  let spec: ModelSpec = EMPTY;
  /** What a link or an analysis asked for, until its data are there. */
  let wanted: ModelSpec | null = null;
  /** The file that the analysis was made with. */
  let wantedFile: SavedAnalysis["file"] | null = null;
  /** Models before the present one, of the same data. */
  let earlier: ModelSpec[] = [];
  let keptAt = 0;

  /** Takes a change of the model: checks it, says it in words, and fits it a moment later. */
  function change(next: Partial<ModelSpec>, redraw: boolean): void {
    const before = spec;
    spec = { ...spec, ...next };
    keep(before, redraw);
    if (redraw || before.formula !== spec.formula) drawOptions();
    if (redraw || before.formula !== spec.formula) drawBuilder();
    const problem = formulaProblem(spec.formula);
    clearTimeout(pause);
    if (problem === null || redraw) showProblem(problem);
    else pause = setTimeout(() => showProblem(problem), PAUSE);
    byId("formula-words").textContent = problem === null ? wordsOf(spec.formula) : "";
    if (spec.formula.trim() === "" && data !== null) {
      byId("formula-words").textContent = HINT;
      void suggest(data);
    }
    history.replaceState(null, "", linkHash(spec, data?.sample?.name ?? null));
    if (data === null || problem !== null || spec.formula.trim() === "") {
      fitting.cancel();
      return;
    }
    fitting.request(spec, data);
  }

  /** Keeps the model before a change; what is typed in one go is one change. */
  function keep(before: ModelSpec, isChosen: boolean): void {
    if (data === null || JSON.stringify(before) === JSON.stringify(spec)) return;
    if (isChosen || performance.now() - keptAt > PAUSE) earlier.push(before);
    keptAt = performance.now();
    byId("take-back").hidden = earlier.length === 0;
  }

  function takeBack(): void {
    const before = earlier.pop();
    if (before === undefined) return;
    spec = { ...before, types: spec.types };
    byId("take-back").hidden = earlier.length === 0;
    editor.setText(spec.formula);
    panel.setLevels(spec.levels);
    change({}, true);
  }

  /** Goes on with a saved analysis, at once where its data are here. */
  async function resume({ spec: saved, sample, form, file }: SavedAnalysis): Promise<void> {
    wanted = saved;
    wantedFile = file;
    if (sample !== null) return panel.loadSample(sample, form);
    const { sha256 } = await import("./analysis-file.js");
    if (data !== null && (await sha256(data.source)) === file.sha256) {
      spec = saved;
      wanted = null;
      wantedFile = null;
      return panel.reread(() => form);
    }
    spec = saved;
    editor.setText(spec.formula);
    panel.expect(form);
    leaveWelcome();
    showStatus(`The analysis is of ${file.name}: drop that file, or choose it.`, "");
  }

  /** Says where an analysis meets other data than those it was made with. */
  async function compareFile({ source }: LoadedData): Promise<void> {
    const file = wantedFile;
    wantedFile = null;
    if (file === null) return;
    const { sha256 } = await import("./analysis-file.js");
    const words = `This is not the file that the analysis was made with (${file.name}): its numbers may be others.`;
    if ((await sha256(source)) !== file.sha256)
      byId("data-help").replaceChildren(element("p", { class: "care" }, words));
  }

  /** A button that writes a model to begin with, as long as there is none. */
  async function suggest({ table }: LoadedData): Promise<void> {
    const { suggestedFormula } = await import("./suggested-formula.js");
    const formula = suggestedFormula(table);
    if (formula === null || spec.formula.trim() !== "" || data?.table !== table) return;
    const take = () => {
      editor.setText(formula);
      change({ formula }, true);
    };
    const begin = element("button", { type: "button", class: "quiet small", onclick: take }, `Begin with ${formula}`);
    byId("formula-remedies").replaceChildren(begin);
  }

  /** Fields of text stay as they are when they change: the next one may have the focus already. */
  function drawOptions(): void {
    showOptions(spec, data?.table ?? null, (next) => change(next, !("weights" in next || "subset" in next)));
  }

  /** The builder follows the formula while it is open, and the focus stays with what was used. */
  function drawBuilder(): void {
    const place = byId<HTMLDetailsElement>("build");
    if (data === null || !place.open) return;
    const host = byId("builder");
    const used = host.contains(document.activeElement) ? document.activeElement : null;
    const label = used?.getAttribute("aria-label") ?? used?.closest("label")?.textContent ?? "";
    host.replaceChildren(
      ...formulaBuilder(spec.formula, data.table, (formula) => {
        editor.setText(formula);
        change({ formula }, true);
      }),
    );
    if (used === null) return;
    const fields = Array.from(host.querySelectorAll<HTMLElement>("select, button"));
    const same = fields.find(
      (field) => (field.getAttribute("aria-label") ?? field.closest("label")?.textContent) === label,
    );
    (same ?? fields.find((field) => field.matches("select")))?.focus();
  }

  /** From three steps to the places of work. */
  function leaveWelcome(): void {
    document.querySelector("main")?.classList.remove("empty");
  }

  function fitNow(): void {
    if (data !== null && formulaProblem(spec.formula) === null) void fitting.fit(spec, data);
  }

  function choose(record: FitRecord): void {
    spec = record.spec;
    data = record.data;
    drawBuilder();
    editor.setColumns([...data.table.columns.keys()]);
    panel.show(data, spec.levels);
    editor.setText(spec.formula);
    drawOptions();
    byId("formula-words").textContent = record.words.join(" ");
    history.replaceState(null, "", linkHash(spec, data?.sample?.name ?? null));
    showRecord(record, false);
  }

  function loadedResults(): Promise<ResultTabs> {
    results ??= import("./result-tabs.js").then(
      ({ ResultTabs }) => new ResultTabs(client, choose, (next) => change(next, true)),
    );
    return results;
  }

  function showRecord(record: FitRecord, isNew: boolean): void {
    void loadedResults().then((tabs) => (isNew ? tabs.add(record) : tabs.show(record)));
  }

  function onStatus(status: FitStatus): void {
    byId("results").classList.toggle("stale", status.kind !== "done");
    if (status.kind === "done") {
      showStatus("", "");
      showRecord(status.record, true);
    } else if (status.kind === "failed") {
      const isAtFormula = showFailure(status.error);
      showStatus(isAtFormula ? "" : `${status.error.message}.`, "bad");
    } else if (status.kind === "cancelled") {
      showStatus("The fit was cancelled.", "");
    } else if (status.kind === "planned") {
      const { plan, seconds } = status;
      const size = plan.memory > 1e9 ? `${(plan.memory / 1e9).toFixed(1)} GB` : `${Math.ceil(plan.memory / 1e6)} MB`;
      const long = seconds > 90 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds)} seconds`;
      showStatus(
        `This is a big model: ${plan.nobs.toLocaleString("en")} rows, ${size} of memory, perhaps ${long}. `,
        "care",
        element("button", { type: "button", onclick: () => fitNow() }, "Fit it"),
      );
    } else if (status.kind === "fitting") {
      const { evaluations, objective, since } = status;
      const far = objective === null ? "" : `: ${evaluations} evaluations, objective ${objective.toFixed(3)}`;
      // A fit that is over at once needs no word.
      if (objective === null && performance.now() - since < 5) showLater();
      else showStatus(`Fitting${far} `, "", cancelButton());
    }
  }

  let later: ReturnType<typeof setTimeout> | undefined;

  /** "Fitting", once it has lasted a while. */
  function showLater(): void {
    clearTimeout(later);
    later = setTimeout(() => showStatus("Fitting ", "", cancelButton()), 200);
  }

  function cancelButton(): HTMLElement {
    return element("button", { type: "button", class: "quiet", onclick: () => fitting.cancel() }, "Cancel");
  }

  function showStatus(text: string, kind: "" | "bad" | "care", ...more: readonly HTMLElement[]): void {
    clearTimeout(later);
    const status = byId("fit-status");
    status.className = kind;
    status.replaceChildren(text, ...more);
  }

  function showProblem(problem: FormulaError | null): void {
    editor.showError(problem);
    byId("formula-remedies").replaceChildren();
    const meant = problem === null ? null : /did you mean "(.+)"\?/.exec(problem.message);
    if (problem !== null && meant !== null && problem.formula === spec.formula) {
      byId("formula-remedies").append(meantButton(problem, meant[1]));
    }
    byId("formula-error").textContent = problem === null ? "" : `${caretBlock(problem)}\n${problem.message}`;
  }

  /** Whether an error is one of the formula, and shown there: with what settles it, where a column of it is doubtful. */
  function showFailure(error: Error): boolean {
    if (error instanceof FormulaError) {
      showProblem(error);
      return true;
    }
    const column =
      error instanceof DataError && error.column !== undefined ? data?.table.columns.get(error.column) : null;
    const doubt = column?.kind === "factor" ? column.doubt : undefined;
    const at = column === null || column === undefined ? null : spanOf(spec.formula, column.name);
    if (doubt === undefined || at === null) return false;
    showProblem(new FormulaError(doubt.message, spec.formula, at.start, at.end - at.start));
    void import("./notice-list.js").then(({ remedyButtons }) => {
      const buttons = remedyButtons(doubt, { onRemedy: (options) => panel.settle(options), onReplace }, true);
      byId("formula-remedies").replaceChildren(...buttons);
    });
    return true;
  }

  /** Puts the name that was meant in place of the one that is there. */
  function meantButton({ position, length }: FormulaError, name: string): HTMLElement {
    const take = () => {
      const { formula } = spec;
      // Of functions only what stands before the parenthesis.
      const isName = data?.table.columns.has(name) === true;
      const text = isName ? inFormula(name) : name;
      const next = formula.slice(0, position) + text + formula.slice(position + Math.max(1, length));
      editor.setText(next);
      change({ formula: next }, true);
    };
    return element("button", { type: "button", class: "quiet small", onclick: take }, `Write ${name}`);
  }

  function onReplace(name: string, expression: string): void {
    const formula = replacedName(spec.formula, name, expression);
    editor.setText(formula);
    change({ formula }, true);
  }

  function wordsOf(formula: string): string {
    if (formula.trim() === "") return "";
    try {
      return describeFormula(formula, [...(data?.table.columns.keys() ?? [])]).join(" ");
    } catch {
      return "";
    }
  }

  /** A model that was written before these data came is kept where it fits them. */
  function firstSpec(present: ModelSpec, { table }: LoadedData): ModelSpec {
    const isKept = present.formula !== "" && fixedNames(present.formula).every((name) => table.columns.has(name));
    return isKept ? present : EMPTY;
  }

  byId("build").addEventListener("toggle", drawBuilder);
  byId("take-back").addEventListener("click", takeBack);
  const asked = specOfHash(location.hash);
  if (asked !== null) {
    wanted = asked.spec;
    spec = asked.spec;
    editor.setText(spec.formula);
    if (asked.sample !== null) void panel.loadSample(asked.sample, { ...AS_FOUND, types: spec.types });
    else {
      panel.expect({ ...AS_FOUND, types: spec.types });
      leaveWelcome();
      showStatus("The link holds a model, but no data: choose the file it belongs to.", "");
    }
  }
  drawOptions();

  return {
    onLoaded(loaded, isNew) {
      data = loaded;
      leaveWelcome();
      const { table, sample, form } = loaded;
      editor.setColumns([...table.columns.keys()]);
      void loadedResults();
      if (isNew) {
        byId("results").classList.add("stale");
        earlier = [];
        byId("take-back").hidden = true;
        void compareFile(loaded);
      }
      if (isNew) spec = wanted ?? (sample === null ? firstSpec(spec, loaded) : { ...EMPTY, ...sample.model });
      wanted = null;
      spec = { ...spec, types: form.types, levels: keptLevels(spec.levels, table) };
      editor.setText(spec.formula);
      panel.setLevels(spec.levels);
      if (spec.formula === "") byId<HTMLDetailsElement>("build").open = true;
      keptAt = Number.NEGATIVE_INFINITY;
      change({}, true);
    },
    onAnalysis: (saved) => void resume(saved),
    onLevels(name, levels) {
      const others = Object.entries(spec.levels).filter(([other]) => other !== name);
      change({ levels: Object.fromEntries(levels === null ? others : [...others, [name, levels]]) }, true);
      panel.setLevels(spec.levels);
    },
    onInsert(name) {
      const { text, caret } = insertedName(spec.formula, editor.caret(), name);
      editor.setText(text, caret);
      editor.focus();
      change({ formula: text }, false);
    },
    onReplace,
  };
}
