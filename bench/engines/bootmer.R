# Milliseconds of one replicate of lme4's bootMer(), the mean of as many as the request repeats.
suppressMessages(library(lme4))
source("bench/engines/contract.R")
fit <- quietly(lmer(formula, data, REML = request$reml, contrasts = contrasts))
estimates <- function(model) c(getME(model, "theta"), sigma(model), fixef(model))
set.seed(1)
cat(milliseconds(quietly(bootMer(fit, estimates, nsim = request$repeats))) / request$repeats, "\n")
