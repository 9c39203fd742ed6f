export { type CrossedDesignOptions, crossedDesign, type FactorLevels } from "./crossed-design.js";
export { type SimulateResponseOptions, simulateResponse } from "./simulate-response.js";
