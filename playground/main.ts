// The page: data on one side, a model and its results on the other, all numbers from a worker.
import { caretBlock, createWorkerClient, describeFormula, FormulaError, type Table } from "../src/index.js";
import { DataPanel } from "./data-panel.js";
import { byId, element } from "./element.js";
import { FitList } from "./fit-list.js";
import { type FitRecord, type FitStatus, Fitting, formulaProblem } from "./fitting.js";
import { formulaEditor } from "./formula-editor.js";
import { EMPTY, linkHash, type ModelSpec, specOfHash } from "./model-spec.js";
import { showOptions } from "./options-panel.js";
import { ResultTabs } from "./result-tabs.js";
import { startTheme } from "./theme.js";

startTheme(byId<HTMLButtonElement>("theme"));

const client = createWorkerClient({
  workerUrl: new URL("worker.js", import.meta.url),
  onCrash: (error) => showStatus(`${error.message}. It was started again; fits and data are still here.`, "bad"),
});
const fits = new FitList(client, (record) => choose(record));
const tabs = new ResultTabs(client, fits, () => sample);
const fitting = new Fitting(client, onStatus);
const editor = formulaEditor(byId("formula"), {
  onInput: (formula) => change({ formula }, false),
  onSubmit: () => fitNow(),
});
const panel = new DataPanel(client, {
  onLoaded(data) {
    table = data.table;
    dataName = data.name;
    sample = data.sample?.name ?? null;
    editor.setColumns([...table.columns.keys()]);
    const begin = wanted ?? (data.sample === null ? firstSpec(spec, table) : { ...EMPTY, ...data.sample.model });
    wanted = null;
    spec = begin;
    editor.setText(spec.formula);
    panel.setTypes(spec.types);
    change({}, true);
  },
  onTypes: (types) => change({ types }, true),
});

let table: Table | null = null;
let dataName = "";
let sample: string | null = null;
let spec: ModelSpec = EMPTY;
/** What a link asked for, until its data are there. */
let wanted: ModelSpec | null = null;

const asked = specOfHash(location.hash);
if (asked !== null) {
  wanted = asked.spec;
  spec = asked.spec;
  editor.setText(spec.formula);
  if (asked.sample !== null) void panel.loadSample(asked.sample);
  else showStatus("The link holds a model, but no data: choose the file it belongs to.", "");
}
showOptions(spec, table, (next) => change(next, true));
if ("serviceWorker" in navigator && location.protocol.startsWith("http")) {
  void navigator.serviceWorker.register("offline.js").catch(() => undefined);
}

/** Takes a change of the model: checks it, says it in words, and fits it a moment later. */
function change(next: Partial<ModelSpec>, redraw: boolean): void {
  const before = spec;
  spec = { ...spec, ...next };
  if (redraw || before.formula !== spec.formula) showOptions(spec, table, (option) => change(option, true));
  const problem = formulaProblem(spec.formula);
  showProblem(problem);
  byId("formula-words").textContent = problem === null ? wordsOf(spec.formula) : "";
  history.replaceState(null, "", linkHash(spec, sample));
  if (table === null || problem !== null || spec.formula.trim() === "") {
    fitting.cancel();
    return;
  }
  fitting.request(spec, table, dataName);
}

function fitNow(): void {
  if (table !== null && formulaProblem(spec.formula) === null) void fitting.fit(spec, table, dataName);
}

function choose(record: FitRecord): void {
  spec = record.spec;
  editor.setText(spec.formula);
  showOptions(spec, table, (next) => change(next, true));
  byId("formula-words").textContent = record.words.join(" ");
  history.replaceState(null, "", linkHash(spec, sample));
  tabs.show(record);
}

function onStatus(status: FitStatus): void {
  byId("results").classList.toggle("stale", status.kind !== "done");
  if (status.kind === "done") {
    fits.add(status.record);
    showStatus("", "");
    tabs.show(status.record);
  } else if (status.kind === "failed") {
    if (status.error instanceof FormulaError) showProblem(status.error);
    showStatus(status.error instanceof FormulaError ? "" : `${status.error.message}.`, "bad");
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
  byId("formula-error").textContent = problem === null ? "" : `${caretBlock(problem)}\n${problem.message}`;
}

function wordsOf(formula: string): string {
  if (formula.trim() === "") return "";
  try {
    return describeFormula(formula, table === null ? [] : [...table.columns.keys()]).join(" ");
  } catch {
    return "";
  }
}

/** A model that was written before these data came is kept where it fits them. */
function firstSpec(present: ModelSpec, { columns }: Table): ModelSpec {
  const first = [...columns.values()].find(({ kind }) => kind === "number");
  const isKept = present.formula !== "" && [...columns.keys()].some((name) => present.formula.includes(name));
  if (isKept) return { ...present, types: {} };
  return {
    ...EMPTY,
    formula:
      first === undefined
        ? ""
        : `${/^[\p{L}.][\p{L}\p{N}._]*$/u.test(first.name) ? first.name : `\`${first.name}\``} ~ `,
  };
}
