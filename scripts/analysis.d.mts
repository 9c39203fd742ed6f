export function analysisPage(page: string, cli: string): string;
