/** Writes the page into `outdir`, playground/dist unless given; the core must be compiled. Resolves to its files. */
export function buildPlayground(outdir?: string): Promise<string[]>;
