// Calls of the command line: what they print, the files that they write, and their exit codes.
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "../../src/cli/main.js";
import type { Gathering } from "./collection.js";

interface Calls {
  /** Data sets that the calls find in their folder. */
  readonly datasets: readonly string[];
  /** Other files: their text, or that of another with something replaced. */
  readonly files: Readonly<
    Record<string, string | { readonly of: string; readonly replace: readonly [string, string] }>
  >;
  readonly calls: readonly Call[];
}

interface Call {
  readonly id: string;
  readonly argv: readonly string[];
  /** File that is piped in. */
  readonly stdin?: string;
}

/** Runs the calls of test/fixtures/cli-calls.json, in their order, in a folder of their own. */
export async function recordCommandLine(gathering: Gathering): Promise<void> {
  const { datasets, files, calls } = JSON.parse(readFileSync("test/fixtures/cli-calls.json", "utf8")) as Calls;
  const home = process.cwd();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "blup-ledger-")));
  for (const name of datasets) cpSync(`datasets/${name}.csv`, join(folder, `${name}.csv`));
  process.chdir(folder);
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(name, textOf(text));
    for (const call of calls) {
      const note = gathering.of(`blup: ${call.id}`);
      const { code, out, err } = await runIn(call);
      note("stdout", placeless(out, folder));
      note("stderr", placeless(err, folder));
      note("exit code", code);
      const written = outputOf(call.argv);
      if (written !== null && code === 0) note("output file", placeless(readFileSync(written, "utf8"), folder));
    }
  } finally {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
  }
}

function textOf(file: Calls["files"][string]): string {
  return typeof file === "string" ? file : readFileSync(file.of, "utf8").replaceAll(...file.replace);
}

async function runIn({ argv, stdin }: Call): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const code = await run(argv, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    stdin: (async function* () {
      if (stdin !== undefined) yield readFileSync(stdin);
    })(),
  });
  return { code, out, err };
}

/** The text file that a call writes. */
function outputOf(argv: readonly string[]): string | null {
  const at = argv.indexOf("--output");
  const path = at < 0 ? null : resolve(argv[at + 1]);
  return path !== null && existsSync(path) && !path.endsWith(".png") ? path : null;
}

/** Without times and the place of the folder. */
function placeless(text: string, folder: string): string {
  return text.replaceAll(folder, ".").replace(/("(?:read|build|fit)": )\d[\d.e+-]*/g, "$10");
}
