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

interface NodeModules {
  createRequire(here: string | URL): { resolve(name: string): string };
}

interface NodeFiles {
  existsSync(path: URL): boolean;
}

interface NodeUrls {
  pathToFileURL(path: string): URL;
}

/** Where a CommonJS module is: bundles of that kind leave import.meta empty. */
declare const __filename: string | undefined;

/**
 * The file of a worker in Node: `url`, which may be relative to this code, or else worker.js beside this code, or that of
 * the package as it is installed where this code has been bundled alone. Throws an Error where there is none.
 */
export function nodeWorkerFile(url: string | URL | undefined): URL {
  const { pathToFileURL } = builtin("node:url") as NodeUrls;
  // Not in one expression with import.meta.url, which a bundler would take for a file to be copied.
  const here = import.meta.url ?? (typeof __filename === "string" ? pathToFileURL(__filename).href : undefined);
  if (url !== undefined) return new URL(url, here);
  const beside = new URL("./worker.js", here);
  if ((builtin("node:fs") as NodeFiles).existsSync(beside)) return beside;
  try {
    return pathToFileURL((builtin("node:module") as NodeModules).createRequire(beside).resolve("blup/worker"));
  } catch {
    throw new Error(`there is no ${beside}, and no package blup is found from there`);
  }
}

/** How many threads run at the same time on this machine. */
export function availableThreads(): number {
  const os = builtin("node:os") as { availableParallelism(): number } | undefined;
  return os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}
