export { caretBlock } from "./caret.js";
export { describeFormula } from "./describe.js";
export { formatFormula } from "./format-formula.js";
export { parseFormula } from "./parser.js";
