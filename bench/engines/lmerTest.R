# What lmerTest adds to a fit of lme4: derivatives by differences for Satterthwaite's degrees of freedom, and the table of
# coefficients. The fit is put at the theta of the request and not optimized.
suppressMessages(library(lmerTest))
source("bench/engines/contract.R")
cpu_seconds <- function(expression) sum(system.time(force(expression))[c("user.self", "sys.self")])
at_theta <- lme4::lmerControl(optimizer = "nloptwrap", optCtrl = list(maxeval = 1), calc.derivs = FALSE)
fit <- quietly(lme4::lmer(formula, data, REML = request$reml, contrasts = contrasts, start = request$theta, control = at_theta))
tests <- cpu_seconds(table <- coef(summary(quietly(as_lmerModLmerTest(fit)))))
cat(sprintf('{"version": "%s", "tests": %.3f, "memory": %.0f, "df": [%s]}\n',
  packageVersion("lmerTest"), tests, most_resident(), numbers(table[, "df"])))
