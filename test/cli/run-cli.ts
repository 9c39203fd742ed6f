// Runs the command line in this process and keeps what it writes.
import { fileURLToPath } from "node:url";
import { run } from "../../src/cli/main.js";

export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export const sleepstudy = fileURLToPath(new URL("../../datasets/sleepstudy.csv", import.meta.url));
export const machines = fileURLToPath(new URL("../../datasets/Machines.csv", import.meta.url));

/** Arguments as after the program's name; `stdin` is what is piped in. */
export async function runCli(argv: readonly string[], stdin: string | Uint8Array = ""): Promise<CliResult> {
  let out = "";
  let err = "";
  const code = await run(argv, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    stdin: (async function* () {
      yield typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin;
    })(),
  });
  return { code, out, err };
}
