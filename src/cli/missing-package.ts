// Packages that a command needs and that do not come with blup.
import { UsageError } from "./failure.js";

/** For the catch of an import: throws UsageError that says what to install; `purpose` begins the sentence. */
export function missingPackage(purpose: string, names: string): () => never {
  return () => {
    throw new UsageError(`${purpose} needs packages that are not here; install them with "npm install ${names}"`);
  };
}
