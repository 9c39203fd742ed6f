// blup report: a draft of the results section.
import { jsonText } from "../report/json.js";
import { escapeMarkdown } from "../report/markdown-text.js";
import { resultsParagraph } from "../report/results-paragraph.js";
import { htmlText } from "../report/table-html.js";
import { latexText } from "../report/table-latex.js";
import { levelOf } from "./arguments.js";
import { fitQuestion } from "./fit-question.js";
import { DF_OR_NONE } from "./report-options.js";
import { needsData } from "./saved-or-open.js";

const FORMS: Readonly<Record<string, (text: string) => string>> = {
  text: (text) => text,
  markdown: escapeMarkdown,
  latex: latexText,
  html: (text) => `<p>${htmlText(text)}</p>`,
  json: (paragraph) => jsonText({ paragraph }),
};

export const addReport = fitQuestion({
  name: "report",
  summary: "write a draft of the results section of a saved fit",
  description: "A paragraph on a saved fit for the results section of a paper, in APA style.",
  args: [
    ["<FIT>", "saved fit"],
    ["[DATA]", "its data, where --df asks for tests that were not saved; found by itself if still there"],
  ],
  options: [
    DF_OR_NONE,
    ["--level <LEVEL>", "of confidence intervals (0.95 unless given)", levelOf],
    ["--format <FORMAT>", "text (the default), or escaped for another document", Object.keys(FORMS)],
  ],
  output: [],
  async run({ open, read, output, session }, { df, level }) {
    const restored = await read();
    const fit = needsData(restored, df) ? (await open()).fit : restored;
    session.out(`${FORMS[output.format ?? "text"](resultsParagraph(fit, { df, level }))}\n`);
    return null;
  },
  examples: `
What takes the meaning from numbers (a fit that did not converge, is singular,
separated, not identified, a poor approximation) is said in the first sentence.

Examples:
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv --output sleep.json
  blup report sleep.json
  blup report sleep.json --df kenward-roger --format latex
`,
});
