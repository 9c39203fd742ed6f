# Writes test/fixtures/intervals.json: limits by boot.ci() of given replicates, Wald standard errors of covariance
# parameters and profile limits by glmmTMB, and standard errors of lme4's bootMer().
# Run from the project's root: Rscript scripts/fixtures-intervals.R
suppressMessages({library(boot); library(glmmTMB); library(lme4)})
number <- function(x) ifelse(is.na(x), "null", ifelse(is.infinite(x), '"Infinity"', sprintf("%.15g", x)))
list_of <- function(x) paste0("[", paste(number(x), collapse = ","), "]")
object <- function(...) { f <- c(...); paste0("{", paste(sprintf('"%s": %s', names(f), f), collapse = ",\n "), "}") }
text <- function(x) paste0("[", paste(sprintf('"%s"', x), collapse = ", "), "]")

# boot.ci() wants the object of boot(); only the estimate and the replicates of it count.
boot_case <- function(count, level, missing = 0) {
  set.seed(count)
  t <- round(rgamma(count, 3) * 4, 6)
  if (missing > 0) t[seq_len(missing) * 7] <- NA
  t0 <- 11.5
  whole <- boot(1:5, function(d, i) mean(d[i]), 3)
  whole$t <- matrix(t)
  whole$t0 <- t0
  whole$R <- count
  limits <- lapply(c("norm", "basic", "perc"), function(type) suppressWarnings({
    ci <- boot.ci(whole, conf = level, type = type)
    tail(c(ci[[c(norm = "normal", basic = "basic", perc = "percent")[type]]]), 2)
  }))
  object(level = number(level), estimate = number(t0), values = list_of(t),
         normal = list_of(limits[[1]]), basic = list_of(limits[[2]]), percentile = list_of(limits[[3]]))
}
boots <- c(boot_case(19, 0.9), boot_case(199, 0.95), boot_case(500, 0.95), boot_case(501, 0.8, 9), boot_case(30, 0.99))

read <- function(name, factors) {
  d <- read.csv(file.path("datasets", paste0(name, ".csv")), na.strings = c("", "NA"), stringsAsFactors = TRUE)
  for (f in factors) d[[f]] <- factor(d[[f]])
  d
}
tight <- glmmTMBControl(optCtrl = list(iter.max = 2000, eval.max = 2000, rel.tol = 1e-14, x.tol = 1e-12))

# theta of glmmTMB: log standard deviations of a term, then the entries of its correlation's factor: with one of them
# rho = t / sqrt(1 + t^2), so that Fisher's z has the derivative 1 / sqrt(1 + t^2).
tmb_case <- function(dataset, factors, formula, names, reml = FALSE, family = gaussian(), blup = "", profiled = TRUE) {
  data <- read(dataset, factors)
  fit <- suppressWarnings(glmmTMB(formula, data, family = family, REML = reml, control = tight))
  par <- fit$fit$par
  covariance <- fit$sdr$cov.fixed
  se <- sqrt(diag(covariance))
  theta <- which(names(par) == "theta")
  count <- length(theta)
  columns <- if (count == 3 && length(fit$modelInfo$reTrms$cond$cnms) == 1) 2 else count
  if (count == 6) columns <- 3
  sds <- theta[seq_len(columns)]
  errors <- se[sds]
  kinds <- rep("sd", columns)
  estimates <- exp(par[sds])
  if (columns == 2 && count == 3) {
    t <- par[theta[3]]
    errors <- c(errors, se[theta[3]] / sqrt(1 + t^2))
    estimates <- c(estimates, t / sqrt(1 + t^2))
    kinds <- c(kinds, "cor")
  }
  beta <- which(names(par) == "beta")
  disp <- which(names(par) == "betad")
  scale <- if (family$family == "gaussian") 0.5 else 1
  if (length(disp) > 0) {
    errors <- c(errors, scale * se[disp])
    estimates <- c(estimates, exp(scale * par[disp]))
    kinds <- c(kinds, if (scale == 0.5) "sigma" else "shape")
  }
  if (!reml) { errors <- c(errors, se[beta]); estimates <- c(estimates, par[beta]); kinds <- c(kinds, rep("fixef", length(beta))) }
  profile <- if (!profiled) "null" else {
    best <- fit$obj$fn(par)
    rise <- function(i, v) nlminb(par[-i], function(p) fit$obj$fn(append(p, v, i - 1)),
      function(p) fit$obj$gr(append(p, v, i - 1))[-i], control = list(rel.tol = 1e-13, x.tol = 1e-11))$objective - best
    root <- function(i) sapply(c(-1, 1), function(side) uniroot(
      function(v) sqrt(2 * max(0, rise(i, v))) - qnorm(0.975), sort(par[i] + side * c(1, 4) * se[i]),
      extendInt = if (side > 0) "upX" else "downX", tol = 1e-7 * se[i])$root)
    back <- function(kind, x) switch(kind, sd = exp(x), cor = x / sqrt(1 + x^2), sigma = exp(x / 2), shape = exp(x), x)
    places <- c(sds, if ("cor" %in% kinds) theta[3], disp, beta)
    limits <- mapply(function(i, kind) sapply(root(i), function(x) back(kind, x)), places, kinds)
    object(lower = list_of(limits[1, ]), upper = list_of(limits[2, ]))
  }
  cat(dataset, "\n", file = stderr())
  object(dataset = sprintf('"%s"', dataset), formula = sprintf('"%s"', blup), reml = tolower(reml),
         family = sprintf('"%s"', c(gaussian = "gaussian", binomial = "binomial", poisson = "poisson", nbinom2 = "negbinomial")[family$family]),
         names = text(names), kinds = text(kinds), estimate = list_of(estimates), logError = list_of(errors), profile = profile)
}
sleep <- c("sd_(Intercept)|Subject", "sd_Days|Subject", "cor_Days.(Intercept)|Subject", "sigma")
tmb <- c(
  tmb_case("sleepstudy", "Subject", Reaction ~ Days + (Days | Subject), c(sleep, "(Intercept)", "Days"),
           blup = "Reaction ~ Days + (Days | Subject)"),
  tmb_case("sleepstudy", "Subject", Reaction ~ Days + (Days | Subject), sleep, reml = TRUE, profiled = FALSE,
           blup = "Reaction ~ Days + (Days | Subject)"),
  tmb_case("Oxboys", "Subject", height ~ age + I(age^2) + (age + I(age^2) | Subject),
           c("sd_(Intercept)|Subject", "sd_age|Subject", "sd_I(age^2)|Subject", "sigma", "(Intercept)", "age", "I(age^2)"),
           blup = "height ~ age + I(age^2) + (age + I(age^2) | Subject)"),
  tmb_case("cbpp", c("herd", "period"), cbind(incidence, size - incidence) ~ period + (1 | herd),
           c("sd_(Intercept)|herd", "(Intercept)", "period2", "period3", "period4"), family = binomial(),
           blup = "cbind(incidence, size - incidence) ~ period + (1 | herd)"),
  tmb_case("Contraception", "district", use ~ age + urban + (urban | district),
           c("sd_(Intercept)|district", "sd_urbanY|district", "cor_urbanY.(Intercept)|district", "(Intercept)", "age", "urbanY"),
           family = binomial(), blup = "use ~ age + urban + (urban | district)"),
  tmb_case("grouseticks", c("BROOD", "INDEX", "LOCATION", "YEAR"), TICKS ~ YEAR + (1 | INDEX) + (1 | BROOD),
           c("sd_(Intercept)|INDEX", "sd_(Intercept)|BROOD", "(Intercept)", "YEAR96", "YEAR97"), family = poisson(),
           blup = "TICKS ~ YEAR + (1 | INDEX) + (1 | BROOD)"),
  tmb_case("Owls", "Nest", SiblingNegotiation ~ FoodTreatment + (1 | Nest),
           c("sd_(Intercept)|Nest", "shape", "(Intercept)", "FoodTreatmentSatiated"), family = nbinom2(),
           blup = "SiblingNegotiation ~ FoodTreatment + (1 | Nest)"))

set.seed(1)
fit <- lmer(Reaction ~ Days + (Days | Subject), read("sleepstudy", "Subject"))
replicates <- bootMer(fit, function(m) { v <- as.data.frame(VarCorr(m), order = "lower.tri"); c(v$sdcor[c(1, 3, 2, 4)], fixef(m)) }, 1000)$t
bootmer <- object(names = text(c(sleep, "(Intercept)", "Days")), replicates = "1000",
                  mean = list_of(colMeans(replicates, na.rm = TRUE)), stdError = list_of(apply(replicates, 2, sd, na.rm = TRUE)))

software <- sprintf('"R %s, boot %s, glmmTMB %s, lme4 %s"', getRversion(), packageVersion("boot"), packageVersion("glmmTMB"), packageVersion("lme4"))
cat(object(software = software, boot = paste0("[", paste(boots, collapse = ",\n"), "]"),
           tmb = paste0("[", paste(tmb, collapse = ",\n"), "]"), bootMer = bootmer), "\n",
    file = "test/fixtures/intervals.json", sep = "")
