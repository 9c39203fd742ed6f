# Writes test/fixtures/prediction.json: standard errors of predictions from the inverse of the mixed-model equations at
# lme4's polished fits, intervals of population means by emmeans, averages over random effects and quantiles of new
# responses by integrate(). Run from the project's root: OPENBLAS_NUM_THREADS=1 Rscript scripts/fixtures-prediction.R
suppressPackageStartupMessages({
  library(lme4)
  library(emmeans)
  library(jsonlite)
})
read <- function(name, factors) {
  d <- read.csv(file.path("datasets", paste0(name, ".csv")))
  for (f in factors) d[[f]] <- factor(d[[f]])
  d
}
tight <- list(rhobeg = 1e-3, rhoend = 1e-10, maxfun = 1e6)
polish <- function(fit, rounds = 3) {
  control <- if (isLMM(fit)) lmerControl else glmerControl
  more <- if (isLMM(fit)) list() else list(tolPwrss = 1e-13)
  for (i in seq_len(rounds)) {
    start <- if (isLMM(fit)) getME(fit, "theta") else getME(fit, c("theta", "fixef"))
    settings <- do.call(control, c(list(optimizer = "bobyqa", optCtrl = tight, calc.derivs = FALSE), more))
    fit <- update(fit, start = start, control = settings)
  }
  fit
}

# The whole of Var(x'(beta^ - beta) + z'(b^ - b)), beta's part from RX.
joint_se <- function(fit, rows, random = TRUE) {
  X <- getME(fit, "X")
  Z <- as.matrix(getME(fit, "Z"))
  L <- as.matrix(getME(fit, "Lambda"))
  W <- if (isLMM(fit)) weights(fit) else fit@resp$sqrtWrkWt()^2
  D <- cbind(X, Z %*% L)
  A <- crossprod(D, W * D)
  q <- ncol(X) + seq_len(ncol(Z))
  diag(A)[q] <- diag(A)[q] + 1
  C <- solve(A) * (if (isLMM(fit)) sigma(fit)^2 else 1)
  if (!random) D[, q] <- 0
  sqrt(rowSums((D %*% C)[rows, ] * D[rows, ]))
}
se_case <- function(id, fit, rows) {
  fit <- polish(fit)
  list(id = id, rows = rows - 1, estimate = unname(predict(fit, type = "link")[rows]),
       se = unname(joint_se(fit, rows)), population_se = unname(joint_se(fit, rows, random = FALSE)))
}

sleepstudy <- read("sleepstudy", "Subject")
sleepstudy_w <- read("sleepstudy_w", "Subject")
penicillin <- read("Penicillin", c("plate", "sample"))
cake <- read("cake", c("replicate", "recipe"))
cbpp <- read("cbpp", c("herd", "period"))
ticks <- read("grouseticks", c("BROOD", "INDEX", "LOCATION", "YEAR"))
iris_ <- datasets::iris[c("Petal.Width", "Sepal.Length", "Species")]
se <- list(
  se_case("sleep-max-reml", lmer(Reaction ~ Days + (Days | Subject), sleepstudy), c(1, 5, 77, 180)),
  se_case("sleep-weights-ml", lmer(Reaction ~ Days + (Days | Subject), sleepstudy_w, weights = w, REML = FALSE), c(1, 5, 77, 180)),
  se_case("penicillin-reml", lmer(diameter ~ 1 + (1 | plate) + (1 | sample), penicillin), c(1, 2, 100, 144)),
  se_case("cake-temp-ml", lmer(angle ~ recipe + temp + (1 | replicate:recipe), cake, REML = FALSE), c(1, 50, 270)),
  se_case("cbpp-laplace", glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), cbpp, binomial), c(1, 2, 30, 56)),
  se_case("cbpp-olre", glmer(cbind(incidence, size - incidence) ~ period + (1 | herd) + (1 | herd:period), cbpp, binomial), c(1, 2, 30, 56)),
  se_case("grouseticks", glmer(TICKS ~ YEAR + cHEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION), ticks, poisson), c(1, 17, 200, 403))
)

iris_fit <- polish(lmer(Petal.Width ~ Sepal.Length + (1 | Species), iris_))
iris_case <- list(
  data = list(width = iris_$Petal.Width, length = iris_$Sepal.Length, species = as.character(iris_$Species)),
  se = unname(joint_se(iris_fit, 1:6)), population_se = unname(joint_se(iris_fit, 1:6, random = FALSE))
)

fit <- lmerTest::lmer(Reaction ~ Days + (Days | Subject), sleepstudy, control = lmerControl(optimizer = "bobyqa", optCtrl = tight))
means <- lapply(c("satterthwaite", "kenward-roger"), function(mode) {
  s <- as.data.frame(summary(emmeans(fit, ~Days, at = list(Days = c(0, 4, 10)), lmer.df = mode), infer = c(TRUE, FALSE), level = 0.9))
  list(df = mode, level = 0.9, days = s$Days, estimate = s$emmean, se = s$SE, nu = s$df, lower = s$lower.CL, upper = s$upper.CL)
})

inverse <- list(logit = plogis, probit = pnorm, cloglog = function(x) -expm1(-exp(x)), cauchit = pcauchy, log = exp, sqrt = function(x) x^2)
over_effects <- function(f, eta, s) {
  g <- function(z) f(eta + s * z) * dnorm(z)
  cuts <- sort(unique(c(-12, seq(-8, 8, 0.5), 12)))
  sum(sapply(seq_along(cuts)[-1], function(i) integrate(g, cuts[i - 1], cuts[i], rel.tol = 1e-13, abs.tol = 0)$value))
}
averages <- do.call(rbind, lapply(names(inverse), function(link) {
  g <- expand.grid(link = link, eta = c(-2.5, 0, 1.3), s = c(0.1, 0.8, 3))
  g$mean <- mapply(function(eta, s) over_effects(inverse[[link]], eta, s), g$eta, g$s)
  g
}))

# Quantiles of a response whose linear predictor is normal: least counts, or roots.
families <- list(
  poisson = list(link = "log", p = function(y, mu) ppois(y, mu), mu = exp),
  negbinomial = list(link = "log", p = function(y, mu) pnbinom(y, size = 1.7, mu = mu), mu = exp),
  binomial = list(link = "logit", p = function(y, mu) pbinom(y, 12, mu), mu = plogis),
  gamma = list(link = "log", p = function(y, mu) pgamma(y, shape = 1 / 0.6^2, scale = mu * 0.6^2), mu = exp),
  "inverse-gaussian" = list(link = "log", p = function(y, mu) {
    l <- 1 / 0.6^2
    r <- sqrt(l / y)
    pnorm(r * (y / mu - 1)) + exp(2 * l / mu + pnorm(-r * (y / mu + 1), log.p = TRUE))
  }, mu = exp),
  gaussian = list(link = "log", p = function(y, mu) pnorm(y, mu, 0.6), mu = exp)
)
quantiles <- do.call(rbind, lapply(names(families), function(name) {
  f <- families[[name]]
  g <- expand.grid(family = name, link = f$link, eta = c(-0.6, 1.8), s = c(0.15, 0.7), p = c(0.025, 0.9))
  g$value <- mapply(function(eta, s, p) {
    F <- function(y) over_effects(function(x) f$p(y, f$mu(x)), eta, s)
    if (name %in% c("poisson", "negbinomial", "binomial")) {
      y <- 0
      while (F(y) < p) y <- y + 1
      if (name == "binomial") y / 12 else y
    } else uniroot(function(y) F(y) - p, c(if (name == "gaussian") -20 else 1e-6, 200), tol = 1e-11)$root
  }, g$eta, g$s, g$p)
  g
}))

writeLines(toJSON(list(
  versions = list(R = paste(R.version$major, R.version$minor, sep = "."), lme4 = as.character(packageVersion("lme4")), emmeans = as.character(packageVersion("emmeans"))),
  se = se, iris = iris_case, means = means, averages = averages, quantiles = quantiles
), digits = 15, auto_unbox = TRUE), "test/fixtures/prediction.json")
