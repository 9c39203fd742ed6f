import { it } from "vitest";
import { lmm } from "../../src/model/lmm.js";
import { kenwardRoger } from "../../src/inference/kenward-roger.js";
import { cases, caseOptions, datasetPath, loadTable, referenceFit } from "../support/reference.js";
it("x", async () => {
  for (const c of cases) {
    if (!c.supported || datasetPath(c.dataset) === null) continue;
    const r = referenceFit(c.id) as any;
    if (!r.kenward_roger) continue;
    for (const cost of [0, 1]) {
    const fit = await lmm(c.formula, await loadTable(c.dataset), caseOptions(c));
    if (cost) { Object.defineProperty(fit.parts.system, "exactCost", { value: Infinity }); Object.defineProperty(fit.parts.design, "nobs", { value: 1e6 });}
    const t0 = performance.now();
    const s = kenwardRoger(fit);
    const t1 = performance.now();
    const p = fit.rank;
    let worst = 0, wse = 0; const out: any[] = [];
    for (let i = 0; i < p; i++) { const e = new Float64Array(p); e[i] = 1; const d = s.test([e]).df; const x = r.kenward_roger.df[i]; const rel = Math.abs(d / x - 1); if (!(rel <= worst)) worst = rel; if (!(rel < 1e-4)) out.push([fit.fixef()[i].name, d, x]); wse = Math.max(wse, Math.abs(Math.sqrt(s.vcov[i * (p + 1)]) / r.kenward_roger.se[i] - 1)); }
    console.log(c.id, cost ? "FD" : "exact", r.singular ? "SING" : "", worst.toExponential(1), "se", wse.toExponential(1), "kr", (t1 - t0).toFixed(1), "exact", fit.parts.system.exactCost.toFixed(1), fit.theta.length, s.warnings.map((w) => w.code).join(), JSON.stringify(out.slice(0, 3)));
    }
  }
}, 600000);
