// Threads of Node, where there are any, found without an import that a bundler for browsers would follow.

interface NodeThread {
  on(event: string, listen: (value: never) => void): void;
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  terminate(): Promise<number>;
}

interface NodePort {
  on(event: "message", listen: (message: never) => void): void;
  postMessage(message: unknown): void;
}

export interface NodeThreads {
  readonly Worker: new (url: URL, options: { execArgv: readonly string[] }) => NodeThread;
  readonly parentPort: NodePort | null;
}

interface NodeProcess {
  readonly versions?: { readonly node?: string };
  getBuiltinModule?(name: string): unknown;
}

function builtin(name: string): unknown {
  const { process } = globalThis as unknown as { readonly process?: NodeProcess };
  return process?.versions?.node === undefined ? undefined : process.getBuiltinModule?.(name);
}

/** node:worker_threads, or undefined outside of Node. */
export function nodeThreads(): NodeThreads | undefined {
  return builtin("node:worker_threads") as NodeThreads | undefined;
}

/** How many threads run at the same time on this machine. */
export function availableThreads(): number {
  const os = builtin("node:os") as { availableParallelism(): number } | undefined;
  return os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}
