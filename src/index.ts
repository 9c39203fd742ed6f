// The public API, grouped as docs/api.md shows it: what a folder gives is named in the folder.

export * from "./data/index.js";

// Fits
export * from "./fit/index.js";
export * from "./model/index.js";
export * from "./family/index.js";
export * from "./frame/index.js";
export * from "./optimize/index.js";

// Sums of rows in databases
export * from "./sql/index.js";

// Questions to a fit
export * from "./inference/index.js";
export * from "./inference/prediction/index.js";
export * from "./inference/simulation/index.js";
export * from "./inference/intervals/index.js";
export * from "./inference/diagnostics/index.js";
export * from "./inference/plots/index.js";
export * from "./inference/emmeans/index.js";
export * from "./inference/comparison/index.js";
export * from "./inference/simplify/index.js";

// Studies that are yet to be done
export * from "./power/index.js";

// The library in a worker
export * from "./remote/index.js";

export * from "./report/index.js";

export * from "./formula/index.js";

export * from "./errors.js";
