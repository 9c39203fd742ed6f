# lme4 behind the contract of the bench: lmer, or glmer where the model has a family.
suppressMessages(library(lme4))
source("bench/engines/contract.R")

linear <- list(
  fit = function() lmer(formula, data, REML = request$reml, contrasts = contrasts),
  setup = function() {
    parsed <- quietly(lFormula(formula, data, REML = request$reml, contrasts = contrasts))
    do.call(mkLmerDevfun, parsed)
  },
  point = function(fit) getME(fit, "theta"),
  evaluations = function(fit) fit@optinfo$feval,
  objective = function(fit) fit@devcomp$cmp[[if (request$reml) "REML" else "dev"]]
)

# By quadrature lme4 1.1 leaves the constants of the density out of the log-likelihood.
left_out <- function(response) {
  if (request$nAGQ > 1 && packageVersion("lme4") < "2") response$aic() - response$resDev() else 0
}

# A glmer fit is two optimizations, of which it tells the evaluations of the last one only.
counted <- 0
generalized <- list(
  fit = function() {
    counted <<- 0
    glmer(formula, data, request$family, nAGQ = request$nAGQ, contrasts = contrasts)
  },
  setup = function() {
    parsed <- quietly(glFormula(formula, data, request$family, contrasts = contrasts))
    deviance_function <- do.call(mkGlmerDevfun, parsed)
    updateGlmerDevfun(deviance_function, parsed$reTrms, nAGQ = request$nAGQ)
  },
  point = function(fit) unlist(getME(fit, c("theta", "fixef"))),
  evaluations = function(fit) counted,
  objective = function(fit) -2 * as.numeric(logLik(fit)) + left_out(fit@resp)
)
if (!is.null(request$family)) {
  count <- quote(assign("counted", get("counted", globalenv()) + returnValue()$feval, globalenv()))
  invisible(suppressMessages(trace("optimizeGlmer", exit = count, where = asNamespace("lme4"), print = FALSE)))
}

model <- if (is.null(request$family)) linear else generalized
done <- list(fits = numeric(), peak = NA)
evaluations <- NA
theta <- request$theta
point <- theta
if (request$whole) {
  done <- fit_repeatedly(function() {
    fit <<- quietly(model$fit())
    sqrt(diag(as.matrix(vcov(fit))))
  })
  evaluations <- as.integer(model$evaluations(fit))
  theta <- getME(fit, "theta")
  point <- model$point(fit)
  objective <- model$objective(fit)
}

setup <- milliseconds(deviance_function <- model$setup())
if (length(point) == 0) point <- environment(deviance_function)$pp$theta
if (!request$whole) objective <- deviance_function(point)
evaluation <- time_evaluation(deviance_function, point)

blas <- sub(".*/([^/]+/[^/]+)$", "\\1", extSoftVersion()[["BLAS"]])
version <- sprintf("%s (%s, BLAS %s)", packageVersion("lme4"), paste("R", getRversion()), blas)
peak <- if (is.na(done$peak)) most_resident() else done$peak
answer(version, done$fits, evaluation, evaluations, objective, peak, setup, theta)
