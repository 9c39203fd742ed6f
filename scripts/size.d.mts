export function bundleSize(names: readonly string[], entry?: string): Promise<{ plain: number; gzipped: number }>;
