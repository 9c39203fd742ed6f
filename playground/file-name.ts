// What the file of a fit is called in its code.
import type { FitRecord } from "./fitting.js";

export const fileName = ({ data: { name, sample } }: FitRecord) =>
  sample !== null ? `${sample.name}.csv` : name.includes(".") ? name : "data.csv";
