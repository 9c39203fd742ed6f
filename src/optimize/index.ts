export type { Iteration } from "./minimize.js";
