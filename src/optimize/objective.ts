// What the optimiser minimises. It knows coordinates, never a model.

/** A point's derivatives, in the coordinates in use when they were asked for. */
export interface Derivatives {
  readonly gradient: Float64Array;
  /** Second derivatives, n × n: exact, or (see `exact`) an approximation that may use average information. */
  readonly hessian: Float64Array;
  /** Positive semidefinite curvature scale of each coordinate (diagonal), for the trust region's metric. */
  readonly scale: Float64Array;
  /** Whether `hessian` is the exact matrix. */
  readonly exact: boolean;
}

/** A smooth function on a manifold with moving coordinates: `rebase` picks better ones around the current point. */
export interface Objective {
  readonly dimension: number;
  /** +Infinity where undefined. */
  value(x: Float64Array): number;
  /** The last value as users are told it, where that differs by a constant. */
  told?(): number | undefined;
  /** Makes the point of the last `value` call the base with fresh coordinates; x, that point, becomes its new coordinates. */
  rebase(x: Float64Array): void;
  /** First derivatives at the point of the last `value` call, which must be the base point. */
  gradient(): Float64Array;
  /** Derivatives at the point of the last `value` call, which must be the base point. */
  derivatives(exact: boolean): Derivatives;
  /** What exact second derivatives cost, as a multiple of one `value` call; +Infinity where they cannot be had. */
  readonly exactCost: number;
}
