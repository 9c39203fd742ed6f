export function buildCore(target?: "release" | "debug"): boolean;
