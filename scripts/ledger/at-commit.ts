// Another commit's values, gathered by that commit's own collector.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Collection, readCollection } from "./collection.js";

function succeed(command: string, args: readonly string[], cwd: string): void {
  const run = spawnSync(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
  if (run.status !== 0) throw new Error(`"${command} ${args.join(" ")}" failed`);
}

/** Checks a commit out beside this one, builds it, and runs its collector. */
export function collectAt(commit: string, workers: number): Collection {
  const folder = mkdtempSync(join(tmpdir(), "blup-commit-"));
  const tree = join(folder, "tree");
  try {
    succeed("git", ["worktree", "add", "--quiet", "--detach", tree, commit], ".");
    if (!existsSync(join(tree, "scripts/ledger.mjs"))) throw new Error(`${commit} has no ledger`);
    const lock = (root: string) => readFileSync(join(root, "package-lock.json"), "utf8");
    if (lock(".") === lock(tree)) symlinkSync(join(process.cwd(), "node_modules"), join(tree, "node_modules"));
    else succeed("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], tree);
    const values = join(folder, "values");
    succeed(process.execPath, ["scripts/ledger.mjs", "--collect", values, "--workers", String(workers)], tree);
    return readCollection(values);
  } finally {
    spawnSync("git", ["worktree", "remove", "--force", tree]);
    rmSync(folder, { recursive: true, force: true });
  }
}
