// Fills docs/analysis.md with what its commands print. Usage: npm run build && node scripts/analysis.mjs
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { germanWorkbook } from "./german-workbook.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const PAGE = join(root, "docs/analysis.md");

/**
 * The page with the output of every command in its place: a fence of `console` holds commands, each after "$ ", and below
 * each what it prints on stdout. Commands run one after the other in an empty folder that has the data sets; `cli` is the
 * path of the built command line.
 */
export function analysisPage(page, cli) {
  const folder = mkdtempSync(join(tmpdir(), "blup-analysis-"));
  try {
    for (const name of readdirSync(join(root, "datasets"))) {
      if (name.endsWith(".csv")) copyFileSync(join(root, "datasets", name), join(folder, name));
    }
    const sleep = readFileSync(join(folder, "sleepstudy.csv"), "utf8").replace(/^.*/, "Reaktionszeit,Tage,Person");
    writeFileSync(join(folder, "schlaf.xlsx"), germanWorkbook(sleep, "Messungen"));
    return page.replace(/(?<=^```console\n)[\s\S]*?(?=^```$)/gm, (block) => filled(block, cli, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function filled(block, cli, folder) {
  const commands = block.match(/^\$ (?:.*\\\n)*.*$/gm) ?? [];
  return commands.map((command) => `${command}\n${output(argumentsOf(command), cli, folder)}`).join("\n");
}

/** What `blup …` is called with; double quotes hold an argument together. */
function argumentsOf(command) {
  const [program, ...args] = command
    .slice(2)
    .replaceAll("\\\n", " ")
    .match(/"[^"]*"|\S+/g)
    .map((part) => part.replace(/^"(.*)"$/, "$1"));
  if (program !== "blup") throw new Error(`"${command}" is no command of blup`);
  return args;
}

function output(args, cli, folder) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`blup ${args.join(" ")}: ${stderr}`);
  return stdout.replace(/[ \t]+$/gm, "");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(PAGE, analysisPage(readFileSync(PAGE, "utf8"), join(root, "dist/cli.js")));
}
