# glmmTMB behind the contract of the bench, for generalized models.
suppressMessages(library(glmmTMB))
source("bench/engines/contract.R")

done <- fit_repeatedly(function() {
  fit <<- quietly(glmmTMB(formula, data, request$family, contrasts = contrasts))
  sqrt(diag(vcov(fit)$cond))
})
evaluation <- time_evaluation(fit$obj$fn, fit$fit$par)
version <- sprintf("%s (TMB %s)", packageVersion("glmmTMB"), packageVersion("TMB"))
evaluations <- as.integer(fit$fit$evaluations[["function"]])
objective <- -2 * as.numeric(logLik(fit))
answer(version, done$fits, evaluation, evaluations, objective, done$peak)
