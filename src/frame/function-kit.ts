// What functions that are loaded on demand have to work with: they import no class of ours, of which there would be two.
import { DataError } from "../errors.js";
import { deparse } from "../formula/deparse.js";
import { asFactor, rememberLevels } from "./as-factor.js";
import {
  type Call,
  constantLabel,
  constantLogical,
  constantNames,
  constantNumber,
  constantsOf,
  matchArguments,
  numericArgument,
} from "./call.js";
import { buildContrast, defaultContrast } from "./contrasts.js";
import { zip } from "./elementwise.js";
import { dropUnusedLevels } from "./factor-levels.js";
import { errorAt, logicalsOf, numbersOf, type Value } from "./value.js";

export const functionKit = {
  asFactor,
  buildContrast,
  constantLabel,
  constantLogical,
  constantNames,
  constantNumber,
  constantsOf,
  dataError: (...[message, place]: ConstructorParameters<typeof DataError>) => new DataError(message, place),
  defaultContrast,
  deparse,
  dropUnusedLevels,
  errorAt,
  logicalsOf,
  matchArguments,
  numbersOf,
  numericArgument,
  rememberLevels,
  zip,
};

export type FunctionKit = typeof functionKit;

export type FurtherFunction = (call: Call, kit: FunctionKit) => Value;
