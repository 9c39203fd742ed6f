// blup diagnose: what a saved fit leaves unexplained, and what decides it.
import { diagnose } from "../inference/diagnostics/diagnose.js";
import { diagnosisTables, diagnosisText } from "../report/diagnostics-tables.js";
import { workersOf } from "./arguments.js";
import { UsageError } from "./failure.js";
import { fitQuestion } from "./fit-question.js";

export const addDiagnose = fitQuestion({
  name: "diagnose",
  summary: "check a saved fit: explained variance, outliers, influence, assumptions",
  description:
    "Diagnostics of a saved fit: what asks for action or for a look, in words, then tables of explained variance, " +
    "intraclass correlation, collinearity, assumptions, reliability of the random effects and outlying rows.",
  options: [
    ["--influence <GROUP>", "also fit the model without each level of this grouping factor"],
    ["--workers <COUNT>", 'workers that share these fits, or "auto" (0 unless given: none)', workersOf],
  ],
  async run({ open, signal, counting }, flags) {
    if (flags.workers !== undefined && flags.influence === undefined) {
      throw new UsageError("--workers is for --influence");
    }
    const { fit } = await open();
    const diagnosis = await diagnose(fit, { ...flags, signal, onProgress: counting("deletions") });
    return { tables: diagnosisTables(diagnosis), text: (width) => diagnosisText(diagnosis, { width }) };
  },
  examples: `
Lines that begin with "!" ask for action, those with "?" for a look.

The data are looked for where they were when the model was fitted, then beside
the saved fit. They are checked to be those of the fit.

Examples:
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv --output sleep.json
  blup diagnose sleep.json
  blup diagnose sleep.json --influence Subject --workers auto
  blup diagnose sleep.json sleepstudy.csv --markdown > checks.md
`,
});
