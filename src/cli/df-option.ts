// --df: where degrees of freedom come from.
import { DF_METHODS } from "../inference/df-method.js";

const WORDS = "degrees of freedom of tests in a linear model";

export const DF_OPTION = ["--df <METHOD>", WORDS, DF_METHODS] as const;
export const DF_OR_NONE = ["--df <METHOD>", `${WORDS}, none for t values alone`, [...DF_METHODS, "none"]] as const;
