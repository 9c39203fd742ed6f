// A tiny application of blup, as a developer writes it: on the page's thread and in a worker.
import { createWorkerClient, lmm, readCsv, summary } from "blup";

const formula = "Reaction ~ Days + (Days | Subject)";
const options = { types: { Subject: "factor" } };

try {
  const response = await fetch("sleepstudy.csv");
  const text = await response.clone().text();
  const fit = await lmm(formula, await readCsv(response.body, options));
  const worker = createWorkerClient();
  const remote = await worker.lmm(formula, await worker.readCsv(text, options));
  show({
    here: [fit.objective, ...fit.fixef().map(({ estimate }) => estimate)],
    there: [remote.report.objective, ...remote.report.fixef.map(({ estimate }) => estimate)],
    sameSummary: summary(fit) === (await worker.ask("summary", remote)),
  });
  await worker.close();
} catch (error) {
  show({ error: String(error) });
}

function show(found) {
  const shown = document.createElement("pre");
  shown.textContent = JSON.stringify(found);
  document.body.append(shown);
}
