// A PostgreSQL server of a test's own: a folder, a port, and its end.
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chmod, chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./free-port.js";

const run = promisify(execFile);
const INSTALLED = "/usr/lib/postgresql";

/** Where its programs are, null where it is not installed. */
export function postgresPrograms(): string | null {
  const versions = existsSync(INSTALLED) ? readdirSync(INSTALLED).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions
    .map((version) => join(INSTALLED, version, "bin"))
    .find((bin) => existsSync(join(bin, "initdb")));
  return found ?? null;
}

/** The server does not run as root. */
async function asServer(program: string, args: readonly string[]): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await run("runuser", ["-u", "postgres", "--", program, ...args], { cwd: "/" });
  else await run(program, [...args], { cwd: "/" });
}

export interface PostgresServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startPostgres(bin: string): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), "blup-postgres-"));
  if (process.getuid?.() === 0) {
    const [uid, gid] = await Promise.all(
      ["-u", "-g"].map(async (flag) => Number((await run("id", [flag, "postgres"])).stdout)),
    );
    await chown(folder, uid, gid);
  }
  await chmod(folder, 0o700);
  const data = join(folder, "data");
  const port = await freePort();
  await asServer(join(bin, "initdb"), [
    "-D",
    data,
    "-U",
    "tester",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C",
    "--no-sync",
  ]);
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c shared_buffers=32MB`;
  await asServer(join(bin, "pg_ctl"), ["-D", data, "-w", "-s", "-l", join(folder, "log"), "-o", options, "start"]);
  return {
    url: `postgres://tester@127.0.0.1:${port}/postgres`,
    async stop() {
      await asServer(join(bin, "pg_ctl"), ["-D", data, "-m", "immediate", "-s", "-w", "stop"]).catch(() => null);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
