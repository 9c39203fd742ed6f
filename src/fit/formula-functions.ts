// All functions of formulas at once, for those who cannot wait for them or load them.
import { furtherFunctions } from "../frame/further-functions.js";
import { useFunctions } from "../frame/load-functions.js";

export function useFormulaFunctions(): void {
  useFunctions(furtherFunctions);
}
