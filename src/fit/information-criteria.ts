// Log-likelihood and information criteria; for a REML fit from the REML criterion, as lme4 does.

export interface InformationCriteria {
  readonly logLik: number;
  readonly df: number;
  readonly residualDf: number;
  readonly aic: number;
  readonly aicc: number;
  readonly bic: number;
}

/** Criteria of a fit with `df` parameters on `nobs` rows; `logNobs` is log(nobs), `objective` in deviance units. */
export function informationCriteria(objective: number, df: number, nobs: number, logNobs: number): InformationCriteria {
  const aic = objective + 2 * df;
  return {
    logLik: -objective / 2,
    df,
    residualDf: nobs - df,
    aic,
    aicc: nobs > df + 1 ? aic + (2 * df * (df + 1)) / (nobs - df - 1) : Number.POSITIVE_INFINITY,
    bic: objective + df * logNobs,
  };
}
