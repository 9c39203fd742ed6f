// Errors on their way from a worker: as plain data, and as the class they were.
import {
  CancelledError,
  DataError,
  DesignError,
  EngineBugError,
  FactorizationError,
  FormulaError,
  MixedModelError,
  OptionError,
  UnsupportedError,
  WorkerError,
} from "../errors.js";
import type { ErrorData } from "./calls.js";

type Details = ErrorData["details"];

const text = (value: unknown) => String(value ?? "");

const CLASSES: Readonly<Record<string, (message: string, details: Details) => MixedModelError>> = {
  FormulaError: (message, { formula, position, length }) =>
    new FormulaError(message, text(formula), Number(position), Number(length)),
  DataError: (message, { column, row }) =>
    new DataError(message, {
      ...(column !== undefined && { column: text(column) }),
      ...(row !== undefined && { row: Number(row) }),
    }),
  DesignError: (message, { term }) => new DesignError(message, text(term)),
  OptionError: (message, { option }) => new OptionError(message, text(option)),
  FactorizationError: (message, { pivot }) => new FactorizationError(message, Number(pivot)),
  UnsupportedError: (message) => new UnsupportedError(message),
  CancelledError: (message) => new CancelledError(message),
  WorkerError: (message) => new WorkerError(message),
  EngineBugError: (message) => new EngineBugError(message),
};

export function errorData(error: unknown): ErrorData {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), details: {} };
  const details: Record<string, string | number> = {};
  if (error instanceof MixedModelError) {
    for (const [name, value] of Object.entries(error)) {
      if (typeof value === "string" || typeof value === "number") details[name] = value;
    }
  }
  const name = error instanceof MixedModelError ? error.kind : error.name;
  return { name, message: error.message, details };
}

export function errorOf({ name, message, details }: ErrorData): Error {
  if (Object.hasOwn(CLASSES, name)) return CLASSES[name](message, details);
  const error = new Error(message);
  error.name = name;
  return error;
}
