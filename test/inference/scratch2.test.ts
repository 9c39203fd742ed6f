import { it } from "vitest";
import { lmm } from "../../src/model/lmm.js";
import { anova } from "../../src/inference/anova.js";
import { cases, caseOptions, datasetPath, loadTable, referenceFit } from "../support/reference.js";
it("x", async () => {
  for (const c of cases) {
    if (!c.supported || datasetPath(c.dataset) === null) continue;
    const r = referenceFit(c.id) as any;
    if (!r.anova_type1_satterthwaite) continue;
    const fit = await lmm(c.formula, await loadTable(c.dataset), caseOptions(c));
    for (const [key, opt] of [["anova_type1_satterthwaite", {type: "I"}], ["anova_type2_satterthwaite", {type: "II"}], ["anova_type3_satterthwaite", {type: "III"}], ["anova_type3_kenward_roger", {type: "III", df: "kenward-roger"}]] as any) {
      if (!r[key]) continue;
      const a = anova(fit, opt);
      let worst = [0,0,0,0]; const bad: any[] = [];
      for (const x of r[key]) { if (x.Sum_Sq == null) continue; const y = a.rows.find((q) => q.term === x.term); if (!y) { bad.push("missing " + x.term + " have " + a.rows.map((q) => q.term)); continue; }
        const rel = [y.sumSq / x.Sum_Sq - 1, y.denDf / x.DenDF - 1, y.statistic / x.F_value - 1, y.p / x.Pr_F_ - 1].map(Math.abs);
        if (y.numDf !== x.NumDF) bad.push([x.term, "numdf", y.numDf, x.NumDF]);
        rel.forEach((v, i) => { worst[i] = Math.max(worst[i], v); });
        if (rel.some((v, i) => !(v < [1e-4,1e-4,1e-4,1e-3][i]))) bad.push([x.term, y, x]);
      }
      console.log(c.id, key, worst.map((w) => w.toExponential(1)).join(" "), a.warnings.map((w) => w.code).join(), JSON.stringify(bad).slice(0, 900));
    }
  }
}, 600000);
