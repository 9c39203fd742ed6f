import { it } from "vitest";
import { elementary } from "../src/engine/load.js";
import { glmm } from "../src/model/glmm.js";
import { randomGlmm } from "./support/random-glmms.js";
it("nan", async () => {
  for (const i of (process.env.LIST ?? "276,369,547,581").split(",").map(Number)) {
    const m = randomGlmm(i, elementary());
    let fit;
    try { fit = await glmm(m.formula, m.data as never, m.options); } catch (e) { console.log("E", m.name, String(e)); continue; }
    const parts: Record<string, ArrayLike<number>> = { objective: [fit.objective, fit.logLik, fit.sigma], theta: fit.theta, fixef: fit.fixef().flatMap((e) => [e.estimate, e.stdError, e.statistic, e.pValue ?? 0]), rx: fit.vcov("RX").flat(), sd: fit.varCorr().flatMap((v) => [...v.sd]), fitted: fit.fitted(), eta: fit.linearPredictor(), dev: fit.residuals(), pearson: fit.residuals("pearson"), modes: Object.values(fit.ranef()).flatMap((r) => r.values.flat()), cond: Object.values(fit.ranef()).flatMap((r) => r.condVar.flat(2)) };
    const bad = Object.entries(parts).filter(([, v]) => !Array.from(v).every(Number.isFinite)).map(([k]) => k);
    console.log("B", m.name, bad.join(" "), "obj", fit.objective, "beta", Array.from(fit.beta, (b) => b.toPrecision(3)).join(","), "se", fit.fixef().map((e) => e.stdError.toPrecision(3)).join(","), "th", Array.from(fit.theta, (b) => b.toPrecision(2)).join(","), fit.sigma, fit.convergence.converged, fit.warnings.map((w) => w.code).join(" "), Array.from(parts[bad[0]] ?? []).join(" ").slice(0, 600), "y", Array.from(fit.parts.design.response).slice(0,20).join(" "), "eta", Array.from(fit.linearPredictor()).slice(0,20).map((v) => v.toPrecision(3)).join(" "));
  }
}, 300000);
