export { caretBlock } from "./caret.js";
export { formatFormula } from "./deparse.js";
export { describeFormula } from "./describe.js";
export { parseFormula } from "./parser.js";
