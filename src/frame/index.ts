export type { ContrastSpec } from "./contrasts.js";
