# Wald chi-squared tests of the terms of generalized models, types II and III, by car.
# Usage: Rscript scripts/fixtures-glmm-anova.R   (from the project's folder; writes test/fixtures/glmm-anova.json)
suppressMessages({library(lme4); library(car); library(jsonlite)})
read <- function(name, factors) {
  d <- read.csv(file.path("datasets", paste0(name, ".csv")))
  for (f in factors) d[[f]] <- factor(d[[f]])
  d
}
control <- glmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 2e-4, rhoend = 1e-9, maxfun = 1e6), tolPwrss = 1e-12)
polished <- function(formula, data, family) {
  first <- glmer(formula, data, family)
  update(first, start = list(theta = getME(first, "theta"), fixef = fixef(first)), control = control)
}
case <- function(id, formula, data, family) {
  m <- suppressWarnings(polished(formula, data, family))
  table <- function(type) {
    a <- Anova(m, type = type)
    a <- a[rownames(a) != "(Intercept)", ]
    data.frame(term = rownames(a), chisq = a$Chisq, df = a$Df, p = a$`Pr(>Chisq)`)
  }
  list(id = id, formula = paste(deparse(formula, 500), collapse = ""), II = table(2), III = table(3))
}
options(contrasts = c("contr.sum", "contr.poly"))
verbal <- read("VerbAgg", c("item", "id", "btype", "situ", "mode", "Gender", "r2"))
verbal$r2 <- factor(verbal$r2, levels = c("N", "Y"))
cases <- list(
  case("cbpp", cbind(incidence, size - incidence) ~ period + (1 | herd), read("cbpp", c("herd", "period")), binomial),
  case("VerbAgg", r2 ~ Anger * Gender + btype * situ + (1 | id) + (1 | item), verbal, binomial),
  case("grouseticks", TICKS ~ YEAR * cHEIGHT + (1 | BROOD) + (1 | LOCATION), read("grouseticks", c("BROOD", "YEAR", "LOCATION")), poisson)
)
versions <- list(R = as.character(getRversion()), lme4 = as.character(packageVersion("lme4")), car = as.character(packageVersion("car")))
write(toJSON(list(versions = versions, cases = cases), auto_unbox = TRUE, digits = NA, pretty = TRUE), "test/fixtures/glmm-anova.json")
