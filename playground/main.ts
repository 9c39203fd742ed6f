// The page: data on one side, a model and its results on the other, all numbers from a worker.
import { createWorkerClient } from "../src/remote/worker-client.js";
import { type DataEvents, DataPanel } from "./data-panel.js";
import { byId } from "./element.js";
import { startTheme } from "./theme.js";
import { formulaGuide, sampleCards } from "./welcome.js";

startTheme(byId<HTMLButtonElement>("theme"));

const client = createWorkerClient({
  workerUrl: new URL("worker.js", import.meta.url),
  onCrash: ({ message }) => {
    byId("fit-status").textContent = `${message}. It was started again; fits and data are still here.`;
  },
});
const panel = new DataPanel(client, workbench);
byId("samples").append(sampleCards((name) => void panel.loadSample(name)));
byId("guide").append(formulaGuide());

let started: Promise<DataEvents> | null = null;
if (location.hash.length > 1) void workbench();
if ("serviceWorker" in navigator && location.protocol.startsWith("http")) {
  void navigator.serviceWorker.register("offline.js").catch(() => undefined);
}

byId("forget").addEventListener("click", () => void import("./forget.js").then(({ forget }) => forget()));

/** What is not needed to choose data is loaded with the first that are chosen. */
function workbench(): Promise<DataEvents> {
  started ??= import("./workbench.js").then(({ startWorkbench }) => startWorkbench(client, panel));
  return started;
}
