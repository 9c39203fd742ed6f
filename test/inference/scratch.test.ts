import { readFileSync } from "node:fs";
import { it } from "vitest";
import { lmm } from "../../src/model/lmm.js";
import { satterthwaite } from "../../src/inference/satterthwaite.js";
import { cases, caseOptions, datasetPath, loadTable, referenceFit } from "../support/reference.js";
it("x", async () => {
  for (const c of cases) {
    if (!c.supported || datasetPath(c.dataset) === null) continue;
    const r = referenceFit(c.id) as any;
    if (!r.satterthwaite) continue;
    const fit = await lmm(c.formula, await loadTable(c.dataset), caseOptions(c));
    const t0 = performance.now();
    const s = satterthwaite(fit);
    const t1 = performance.now();
    const p = fit.rank;
    let worst = 0; const out: any[] = [];
    for (let i = 0; i < p; i++) { const e = new Float64Array(p); e[i] = 1; const d = s.df(e); const x = r.satterthwaite.df[i]; const rel = Math.abs(d / x - 1); if (!(rel <= worst)) worst = rel; if (!(rel < 1e-4)) out.push([fit.fixef()[i].name, d, x]); }
    console.log(c.id, r.singular ? "SING" : "", fit.isSingular ? "sing" : "", worst.toExponential(1), "fit", fit.timing.fit.toFixed(1), "build", fit.timing.build.toFixed(1), "satt", (t1 - t0).toFixed(1), "exact", fit.parts.system.exactCost.toFixed(1), fit.theta.length, s.warnings.map((w) => w.code).join(), JSON.stringify(out.slice(0, 3)));
  }
}, 600000);
