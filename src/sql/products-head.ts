// What cross-products are of.
import type { TransformState } from "../frame/transform-state.js";

/** Rows that were left out for missing values. */
export interface DroppedRows {
  /** Rows. */
  readonly total: number;
  /** Missing values by variable; a row may count under several. */
  readonly byVariable: Readonly<Record<string, number>>;
}

/** A column of numbers in the rows used. */
export interface Covariate {
  readonly name: string;
  readonly rows: number;
  readonly mean: number;
  readonly least: number;
  readonly greatest: number;
  /** Whether it has no value between the least and the greatest. */
  readonly isTwoValued: boolean;
}

/** What cross-products are of; plain JSON. */
export interface ProductsHead {
  /** As it is shown. */
  readonly formula: string;
  /** As it was given. */
  readonly source: string;
  readonly columnNames: readonly string[];
  readonly weights: string | null;
  readonly offset: string | null;
  readonly subset: string | null;
  readonly types: Readonly<Record<string, "number" | "factor" | "ordered">>;
  /** Variables whose values are those of keys: their labels, and how they follow from the keys. */
  readonly factors: readonly { readonly label: string; readonly expression: string }[];
  /** Labels of the variables of numbers. */
  readonly numbers: readonly string[];
  /** Labels of the products of numbers, the response last. */
  readonly atoms: readonly string[];
  /** Columns of numbers that the fixed part is made of: their means, and their values where they have two or one. */
  readonly covariates: readonly Covariate[];
  readonly transforms: TransformState;
  readonly dropped: DroppedRows;
}
