// What the page reads of a fit's report (docs/json.md).

export interface FitReport {
  readonly formula: string;
  readonly method: "ML" | "REML";
  readonly family: string;
  readonly link: string;
  readonly nobs: number;
  readonly dropped: { readonly total: number; readonly byVariable: Readonly<Record<string, number>> };
  readonly groups: Readonly<Record<string, number>>;
  readonly objective: number;
  readonly logLik: number;
  readonly df: number;
  readonly AIC: number;
  readonly BIC: number;
  readonly sigma: number;
  readonly fixef: readonly FixedRow[];
  readonly droppedFixef: readonly string[];
  readonly varCorr: readonly {
    readonly group: string;
    readonly label: string;
    readonly names: readonly string[];
    readonly variance: readonly number[];
    readonly sd: readonly number[];
    readonly corr: readonly (readonly (number | null)[])[];
  }[];
  readonly singular: boolean;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly convergence: { readonly converged: boolean; readonly evaluations: number; readonly message: string };
  readonly timing: { readonly fit: number; readonly build: number };
}

export interface FixedRow {
  readonly name: string;
  readonly estimate: number;
  readonly stdError: number;
  readonly statistic: number;
  readonly pValue?: number;
}
