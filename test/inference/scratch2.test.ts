import { existsSync, readFileSync } from "node:fs";
import { it } from "vitest";
import { readCsv } from "../../src/data/csv.js";
import { lmm } from "../../src/model/lmm.js";
import { satterthwaite } from "../../src/inference/satterthwaite.js";
import { kenwardRoger } from "../../src/inference/kenward-roger.js";
import { anova } from "../../src/inference/anova.js";
import { loadTable } from "../support/reference.js";
import { simulateCrossed } from "../../bench/simulate.js";
it("x", async () => {
  simulateCrossed("build/bench-data/sim-200x400.csv", 200, 400, 1);
  const sim = await readCsv(readFileSync("build/bench-data/sim-200x400.csv"), { types: { subj: "factor", item: "factor" } });
  const inst = await loadTable("InstEval");
  const runs: any[] = [
    ["sim", "y ~ x + (1 + x | subj) + (1 + x | item)", sim, {}],
    ["sim", "y ~ x + (1 + x | subj) + (1 + x | item)", sim, {}],
    ["inst", "y ~ service * dept + (1|s) + (1|d)", inst, {}],
  ];
  for (const [name, f, t, o] of runs) {
    const fit = await lmm(f, t, o);
    const p = fit.rank;
    let t0 = performance.now();
    const s = satterthwaite(fit);
    const dfs = Array.from({ length: p }, (_, i) => { const e = new Float64Array(p); e[i] = 1; return s.df(e); });
    const ts = performance.now() - t0;
    const mem0 = (fit.parts.system as any).allocated;
    t0 = performance.now();
    const k = kenwardRoger(fit);
    const kd = Array.from({ length: p }, (_, i) => { const e = new Float64Array(p); e[i] = 1; return k.test([e]).df; });
    const tk = performance.now() - t0;
    const mem1 = (fit.parts.system as any).allocated;
    t0 = performance.now();
    const a = anova(fit);
    const ta = performance.now() - t0;
    console.log(name, "build", fit.timing.build.toFixed(0), "fit", fit.timing.fit.toFixed(0), "evals", fit.convergence.evaluations, "p", p, "theta", fit.theta.length, "satt", ts.toFixed(0), "KR", tk.toFixed(0), "anova", ta.toFixed(0), "exactCost", fit.parts.system.exactCost, "MB", (mem0 / 1e6).toFixed(0), (mem1 / 1e6).toFixed(0));
    console.log(dfs.slice(0, 5), kd.slice(0, 5), a.rows);
  }
}, 600000);
