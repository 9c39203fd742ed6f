// Files that commands write: beside what is there, then in its place, never over what is read.
import { randomBytes } from "node:crypto";
import { constants, fstatSync } from "node:fs";
import { access, type FileHandle, open, readlink, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileProblem } from "../data/file-problems.js";
import { UsageError } from "./failure.js";

/** What is known before the work: throws UsageError where `path` cannot be written, or is one of the files that are read. */
export async function checkOutput(path: string, inputs: readonly string[]): Promise<void> {
  const found = await identity(path);
  if (found?.isFolder) throw cannotBeWritten(path, "it is a folder");
  for (const input of inputs) {
    const other = input === "-" ? standardInput() : await identity(input);
    if (found === null || other === null || found.key !== other.key) continue;
    const which =
      input === "-"
        ? "standard input comes from it"
        : input === path
          ? "it is read"
          : `it is "${input}", which is read`;
    throw new UsageError(`output file "${path}" would replace what it is made from: ${which}; give another name`);
  }
  if (found !== null && !found.isFile) return;
  try {
    await access(dirname(await destination(path)), constants.W_OK);
  } catch {
    throw cannotBeWritten(path, "its folder does not exist or is read-only");
  }
}

/** Writes all of the content or leaves what was there; throws UsageError. */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  try {
    const found = await identity(path);
    if (found !== null && !found.isFile) return await writeDirectly(path, content);
    const target = await destination(path);
    const beside = join(dirname(target), `.blup-${randomBytes(8).toString("hex")}`);
    try {
      await writeDirectly(beside, content, "wx", found?.mode);
      await rename(beside, target);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  } catch (error) {
    throw cannotBeWritten(path, fileProblem(error, "write") ?? (error as Error).message);
  }
}

/** Where a path leads, through links to what is not there yet, too. */
async function destination(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const link = await readlink(path).catch(() => null);
    return link === null ? path : destination(resolve(dirname(path), link));
  }
}

/** To a device or a pipe, or to a new file. */
async function writeDirectly(path: string, content: string | Uint8Array, flags = "w", mode = 0o666): Promise<void> {
  const file: FileHandle = await open(path, flags, mode);
  try {
    await file.writeFile(content);
    // A full disk may be told as late as here.
    if (flags === "wx") await file.sync();
  } finally {
    await file.close();
  }
}

interface Identity {
  readonly key: string;
  readonly isFile: boolean;
  readonly isFolder: boolean;
  readonly mode: number;
}

/** What a path, link or not, leads to; null where nothing is there. */
async function identity(path: string): Promise<Identity | null> {
  try {
    return identityOf(await stat(path));
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return null;
    throw cannotBeWritten(path, fileProblem(error, "write") ?? (error as Error).message);
  }
}

function standardInput(): Identity | null {
  try {
    const found = identityOf(fstatSync(0));
    return found.isFile ? found : null;
  } catch {
    return null;
  }
}

function identityOf(found: {
  dev: number;
  ino: number;
  mode: number;
  isFile(): boolean;
  isDirectory(): boolean;
}): Identity {
  return {
    key: `${found.dev}:${found.ino}`,
    isFile: found.isFile(),
    isFolder: found.isDirectory(),
    mode: found.mode & 0o777,
  };
}

function cannotBeWritten(path: string, why: string): UsageError {
  return new UsageError(`output file "${path}" cannot be written: ${why}`);
}
