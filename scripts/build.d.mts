export function bundlePackage(outdir: string): Promise<void>;
