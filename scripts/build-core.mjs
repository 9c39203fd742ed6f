// Compiles assembly/ to build/core.wasm (or, with --debug, build/core.debug.wasm) and build/cells.wasm when its sources have changed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);

/** Hash of everything that decides the bytes of the core: sources, options, compiler version. */
function fingerprint() {
  const hash = createHash("sha256");
  const sources = readdirSync(join(root, "assembly"), { recursive: true, encoding: "utf8" });
  const files = sources.filter((name) => name.endsWith(".ts")).map((name) => join("assembly", name));
  for (const file of [...files.sort(), "asconfig.json", "asconfig.cells.json"])
    hash.update(file).update(readFileSync(join(root, file)));
  return hash.update(require("assemblyscript/package.json").version).digest("hex");
}

/** Builds a target of the core, and the cells of the iterative method; true if the compiler had to run. Throws with its own words when it fails. */
export function buildCore(target = "release") {
  const ran = compile(target === "debug" ? "core.debug" : "core", "asconfig.json", target);
  return compile("cells", "asconfig.cells.json", "release") || ran;
}

function compile(name, config, target) {
  const output = join(root, "build", `${name}.wasm`);
  const stamp = join(root, "build", `${name}.hash`);
  const wanted = fingerprint();
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return false;

  mkdirSync(join(root, "build"), { recursive: true });
  // Written beside and renamed, so that a run at the same time never reads half a file.
  const fresh = join("build", `${name}.${process.pid}.wasm`);
  const asc = join(root, "node_modules", "assemblyscript", "bin", "asc.js");
  const args = [asc, "--config", config, "--target", target, "--outFile", fresh];
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (run.status !== 0) {
    rmSync(join(root, fresh), { force: true });
    throw new Error(`${name} does not compile:\n${run.stdout}${run.stderr}`);
  }
  renameSync(join(root, fresh), output);
  if (existsSync(join(root, `${fresh}.map`))) renameSync(join(root, `${fresh}.map`), `${output}.map`);
  writeFileSync(stamp, wanted);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = process.argv.includes("--debug") ? "debug" : "release";
  try {
    const ran = buildCore(target);
    console.log(ran ? `compiled the ${target} core` : `the ${target} core is up to date`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
