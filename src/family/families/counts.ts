// What families of counts share.
import type { LinkName } from "../family.js";
import { isWhole, numberReader, type ResponseReader } from "../response.js";

/** Reads counts; `family` is how the message calls it, such as "a poisson". */
export function counts(family: string): ResponseReader {
  return numberReader((value) => {
    if (value < 0) return `${family} response is a count, 0 or more`;
    return isWhole(value)
      ? null
      : `${family} response is a whole number; model rates as counts with offset(log(exposure))`;
  });
}

/** A count of 0 where the mean can come as near to 0 as it likes. */
export const zeroCount = (y: number, link: LinkName) => (y === 0 && link === "log" ? -1 : 0);
