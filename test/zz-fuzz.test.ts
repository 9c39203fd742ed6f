import { appendFileSync, writeFileSync } from "node:fs";
import { it } from "vitest";
import { elementary } from "/work/trees/glmm/src/engine/load.js";
import { glmm } from "/work/trees/glmm/src/model/glmm.js";
import { randomGlmm } from "/work/trees/glmm/test/support/random-glmms.js";

it("fuzz", async () => {
  writeFileSync("/tmp/fuzz/out.txt", "");
  const from = Number(process.env.FROM ?? 0),
    to = Number(process.env.TO ?? 300);
  for (let i = from; i < to; i++) {
    const m = randomGlmm(i, elementary());
    const t = performance.now();
    let line: string;
    try {
      const fit = await glmm(m.formula, m.data as never, m.options);
      const nums = [
        fit.objective,
        ...fit.fixef().flatMap((e) => [e.estimate, e.stdError, e.pValue!]),
        ...fit.theta,
        ...fit.fitted(),
        ...fit.varCorr().flatMap((v) => [...v.sd]),
        ...fit.residuals(),
      ];
      const bad = nums.some((v) => !Number.isFinite(v));
      line = `${bad ? "BAD" : "ok"} ${fit.convergence.converged ? "" : "NC"} ev=${fit.convergence.evaluations} obj=${fit.objective.toFixed(3)} beta=${Array.from(fit.beta, (b) => b.toPrecision(3))} se=${fit.fixef().map((e) => e.stdError.toPrecision(2))} theta=${Array.from(fit.theta, (b) => b.toPrecision(2))} | ${fit.warnings.map((w) => w.code).join(" ")}`;
      if (!fit.convergence.converged) line += " :: " + fit.convergence.message;
    } catch (e) {
      line = `ERR ${(e as Error).name}: ${(e as Error).message.slice(0, 200)}`;
      if (!("kind" in (e as object))) line = "CRASH " + line + (e as Error).stack?.split("\n").slice(1, 4).join(" ");
    }
    appendFileSync("/tmp/fuzz/out.txt", `${m.name}\n    [${(performance.now() - t).toFixed(0)} ms] ${line}\n`);
  }
}, 600000);
