// ClickHouse servers of a test's own that know of each other as shards of one cluster.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./free-port.js";

const PROGRAM = ["/usr/sbin/clickhouse-server", "/usr/bin/clickhouse-server"].find((path) => existsSync(path));

/** The server's program, null where it is not installed. */
export const clickhouseProgram = (): string | null => PROGRAM ?? null;

export interface ClickHouseNode {
  readonly url: string;
  /** Runs a statement by the user who may write. */
  run(sql: string): Promise<string>;
  stop(): Promise<void>;
}

/** `count` servers; the cluster that their `Distributed` tables ask is called "all". */
export async function startClickHouse(count: number): Promise<readonly ClickHouseNode[]> {
  const ports: { http: number; tcp: number; between: number }[] = [];
  for (let i = 0; i < count; i++)
    ports.push({ http: await freePort(), tcp: await freePort(), between: await freePort() });
  const shards = ports.map(({ tcp }) => `<shard><replica><host>127.0.0.1</host><port>${tcp}</port></replica></shard>`);
  const nodes: ClickHouseNode[] = [];
  for (const { http, tcp, between } of ports) {
    const folder = await mkdtemp(join(tmpdir(), "blup-clickhouse-"));
    for (const name of ["data", "tmp", "files", "schemas"]) await mkdir(join(folder, name));
    await writeFile(
      join(folder, "config.xml"),
      `<yandex>
  <logger><level>error</level><log>${folder}/log</log><errorlog>${folder}/errors</errorlog></logger>
  <http_port>${http}</http_port><tcp_port>${tcp}</tcp_port><interserver_http_port>${between}</interserver_http_port>
  <listen_host>127.0.0.1</listen_host><interserver_http_host>127.0.0.1</interserver_http_host>
  <path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path><user_files_path>${folder}/files/</user_files_path>
  <format_schema_path>${folder}/schemas/</format_schema_path><users_config>users.xml</users_config>
  <default_profile>default</default_profile><default_database>default</default_database><timezone>UTC</timezone>
  <mark_cache_size>16777216</mark_cache_size><uncompressed_cache_size>16777216</uncompressed_cache_size>
  <max_concurrent_queries>50</max_concurrent_queries>
  <remote_servers><all>${shards.join("")}</all></remote_servers>
</yandex>`,
    );
    await writeFile(
      join(folder, "users.xml"),
      `<yandex>
  <profiles><default><max_memory_usage>1000000000</max_memory_usage><max_threads>2</max_threads></default></profiles>
  <users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
  <quotas><default></default></quotas>
</yandex>`,
    );
    const child = spawn(PROGRAM as string, [`--config-file=${join(folder, "config.xml")}`], {
      cwd: folder,
      stdio: "ignore",
    });
    const url = `http://127.0.0.1:${http}`;
    nodes.push({ url, run: (sql) => statement(url, sql), stop: () => stop(child, folder) });
  }
  await Promise.all(nodes.map(({ url }) => ready(url)));
  return nodes;
}

async function statement(url: string, sql: string): Promise<string> {
  const response = await fetch(url, { method: "POST", body: sql });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const isUp = await fetch(`${url}/ping`)
      .then(({ ok }) => ok)
      .catch(() => false);
    if (isUp) return;
    await sleep(100);
  }
  throw new Error(`ClickHouse at ${url} does not answer`);
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
}
