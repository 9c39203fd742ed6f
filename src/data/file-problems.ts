// What the system says about files, in words.

const REASONS: ReadonlyMap<unknown, readonly [read: string, write: string]> = new Map([
  ["ENOENT", ["does not exist", "its folder does not exist"]],
  ["EISDIR", ["is a folder, not a file", "it is a folder"]],
  ["EACCES", ["may not be read: permission denied", "permission denied"]],
  ["EPERM", ["may not be read: permission denied", "permission denied"]],
  ["ENOTDIR", ["does not exist: a part of its path is a file", "a part of its path is a file"]],
  ["ELOOP", ["is a link that leads in a circle", "it is a link that leads in a circle"]],
  ["ENAMETOOLONG", ["has too long a name", "its name is too long"]],
  ["EIO", ["cannot be read: the disk or device failed", "the disk or device failed"]],
  ["EROFS", ["is on a disk that is read-only", "the disk is read-only"]],
  ["ENOSPC", ["cannot be read: no space is left", "no space is left on the disk"]],
  ["EDQUOT", ["cannot be read: the quota is used up", "the quota of the disk is used up"]],
  ["EMFILE", ["cannot be opened: too many files are open", "too many files are open"]],
  ["ENFILE", ["cannot be opened: too many files are open", "too many files are open"]],
  ["EFBIG", ["is too large", "it would be larger than files may be"]],
  ["EBUSY", ["is in use", "it is in use"]],
  ["EPIPE", ["cannot be read: its other end is closed", "its reader has closed it"]],
  ["ENXIO", ["has no device behind it", "it has no device behind it"]],
]);

/** What hindered the system from reading or writing a file; null for an error that does not come from the system. */
export function fileProblem(error: unknown, doing: "read" | "write"): string | null {
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  const known = REASONS.get(code);
  if (known !== undefined) return known[doing === "read" ? 0 : 1];
  if (typeof code !== "string" || typeof syscall !== "string") return null;
  return doing === "read" ? `cannot be read: the system says ${code}` : `the system says ${code}`;
}
