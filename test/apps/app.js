// A tiny application of blup, as a developer writes it: on the page's thread and in a worker.
import { createWorkerClient, lmm, readCsv, readTable, summary } from "blup";

const formula = "Reaction ~ Days + (Days | Subject)";
const options = { types: { Subject: "factor" } };

try {
  const response = await fetch("sleepstudy.csv");
  const text = await response.clone().text();
  const fit = await lmm(formula, await readCsv(response.body, options));
  const worker = createWorkerClient();
  const remote = await worker.lmm(formula, await worker.readCsv(text, options));
  const tables = [];
  for (const name of ["plain.csv", "rt_eu.csv", "zstd.parquet", "two-sheets.xlsx", "lz4.feather"]) {
    const file = await (await fetch(name)).blob();
    for (const table of [await readTable(file), await worker.readTable(file)]) tables.push(table.rowCount);
  }
  show({
    tables,
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
