export {
  type ExplainSingularityOptions,
  explainSingularity,
  type SimplerModel,
  type SingularityExplanation,
} from "./explain-singularity.js";
export {
  type Parsimonious,
  type ParsimoniousOptions,
  type ParsimoniousResult,
  type ParsimoniousStep,
  parsimonious,
} from "./parsimonious.js";
export { type RandomComponents, randomComponents } from "./random-components.js";
