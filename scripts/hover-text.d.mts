export function examplesProgram(): string;
