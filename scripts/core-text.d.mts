export function coreText(bytes: Uint8Array): string;
export function coreModule(bytes: Uint8Array): string;
