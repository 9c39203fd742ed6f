# Fits of lme4 to simulated responses, for test/inference/refit-many.test.ts: refit() by maximum likelihood, and lmer()
# on changed data by REML, because refit() of lme4 1.1-31 counts one fixed effect in the criterion whatever their number.
# Usage: OPENBLAS_NUM_THREADS=1 Rscript scripts/refit-reference.R > test/fixtures/reference/refit/sleepstudy.json
suppressMessages(library(lme4))
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 1e5), calc.derivs = FALSE)
formula <- Reaction ~ Days + (Days | Subject)
data <- read.csv("datasets/sleepstudy.csv", colClasses = c(Subject = "factor"))
ml <- lmer(formula, data, REML = FALSE, control = control)
responses <- lapply(simulate(ml, nsim = 5, seed = 42), round, digits = 3)

numbers <- function(x) sprintf("[%s]", paste(sprintf("%.15g", x), collapse = ","))
entry <- function(fit) {
  objective <- fit@devcomp$cmp[[if (isREML(fit)) "REML" else "dev"]]
  sprintf(
    '{"reml": %s, "response": %s, "objective": %.15g, "sigma": %.15g, "theta": %s, "beta": %s, "stdError": %s, "singular": %s}',
    tolower(isREML(fit)), numbers(getME(fit, "y")), objective, sigma(fit), numbers(getME(fit, "theta")),
    numbers(fixef(fit)), numbers(sqrt(diag(as.matrix(vcov(fit))))), tolower(isSingular(fit))
  )
}
by_ml <- sapply(responses, function(response) entry(refit(ml, response)))
by_reml <- sapply(responses, function(response) entry(lmer(formula, transform(data, Reaction = response), control = control)))
cat(sprintf('{"version": "%s", "refits": [\n%s\n]}\n', packageVersion("lme4"), paste(c(by_ml, by_reml), collapse = ",\n")))
