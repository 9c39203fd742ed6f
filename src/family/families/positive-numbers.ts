import { numberReader, type ResponseReader } from "../response.js";

/** Reads positive numbers; `family` is how the message calls it, such as "a gamma". */
export function positiveNumbers(family: string): ResponseReader {
  return numberReader((value) => (value > 0 ? null : `${family} response is positive`));
}
