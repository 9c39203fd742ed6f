# Leverages, influence, R², ICC, VIF and checks of residuals by lme4, car and performance, for
# test/inference/diagnostics. Fits are polished and their parameters stored, so that both sides are asked at one point.
# Usage: OPENBLAS_NUM_THREADS=1 Rscript scripts/fixtures-diagnostics.R > test/fixtures/diagnostics.json
suppressMessages({ library(lme4); library(performance); library(car) })

types <- jsonlite::fromJSON("datasets/datasets.json", simplifyVector = FALSE)
read_data <- function(name) {
  entry <- Filter(function(e) e$name == name, types)[[1]]
  data <- read.csv(file.path("datasets", entry$file))
  for (column in entry$columns) {
    if (column$type == "number") next
    values <- as.character(data[[column$name]])
    levels <- if (is.null(column$levels)) sort(unique(values), method = "radix") else unlist(column$levels)
    data[[column$name]] <- factor(values, levels = levels, ordered = column$type == "ordered")
  }
  data
}

small_steps <- function(rhoend) list(rhobeg = 1e-3, rhoend = rhoend, maxfun = 1e5)
linear <- lmerControl(optimizer = "bobyqa", optCtrl = small_steps(1e-10), calc.derivs = FALSE)
first <- lmerControl(optimizer = "bobyqa", calc.derivs = FALSE)
general <- glmerControl(optimizer = "bobyqa", optCtrl = small_steps(1e-9), tolPwrss = 1e-13)
fit_model <- function(m, data) {
  formula <- as.formula(m$formula)
  weights <- if (is.null(m$weights)) NULL else data[[m$weights]]
  data$.w <- if (is.null(weights)) rep(1, nrow(data)) else weights
  if (is.null(m$family)) {
    start <- lmer(formula, data, REML = m$reml, weights = .w, control = first)
    return(lmer(formula, data, REML = m$reml, weights = .w, control = linear, start = getME(start, "theta")))
  }
  start <- glmer(formula, data, family = m$family, control = glmerControl(optimizer = "bobyqa"))
  for (round in 1:2) {
    start <- glmer(formula, data, family = m$family, control = general,
                   start = list(theta = getME(start, "theta"), fixef = fixef(start)))
  }
  start
}

# Diagonal of the hat matrix with working weights, which lme4's hatvalues() does not put into X and Z.
hat_diagonal <- function(fit) {
  w <- if (isGLMM(fit)) weights(fit, type = "working") else weights(fit)
  A <- sqrt(w) * cbind(as.matrix(crossprod(getME(fit, "Zt"), getME(fit, "Lambda"))), getME(fit, "X"))
  q <- getME(fit, "q")
  penalty <- diag(c(rep(1, q), rep(0, getME(fit, "p"))))
  rowSums((A %*% solve(crossprod(A) + penalty)) * A)
}

# Refits without the rows of each level; sub-models are polished as the whole.
deletions <- function(fit, m, data, group) {
  labels <- if (group == "row") as.character(seq_len(nrow(data))) else as.character(data[[group]])
  levels <- if (group == "row") labels else levels(factor(data[[group]]))
  fits <- lapply(levels, function(level) fit_model(m, droplevels(data[labels != level, , drop = FALSE])))
  V <- as.matrix(vcov(fit))
  b <- fixef(fit)
  list(
    group = group, levels = levels,
    beta = lapply(fits, function(f) unname(fixef(f))),
    theta = lapply(fits, function(f) as.list(unname(getME(f, "theta")))),
    sigma = sapply(fits, sigma),
    stdError = lapply(fits, function(f) unname(sqrt(diag(as.matrix(vcov(f)))))),
    cooks = sapply(fits, function(f) { d <- fixef(f) - b; sum(d * solve(V, d)) / length(b) }),
    covRatio = sapply(fits, function(f) det(as.matrix(vcov(f))) / det(V)),
    covTrace = sapply(fits, function(f) abs(sum(diag(solve(V, as.matrix(vcov(f))))) - length(b)))
  )
}

# check_heteroscedasticity() of performance 0.10.2 with sigma(), in whose place it takes the root of deviance / df.
breusch_pagan <- function(fit) {
  u <- residuals(fit, type = "pearson")^2 / (df.residual(fit) * sigma(fit)^2 / nobs(fit))
  pchisq(anova(lm(u ~ fitted(fit)))[["Sum Sq"]][1] / 2, 1, lower.tail = FALSE)
}

# r2_nakagawa() and icc() of performance; for counts with the variance of the distribution at a polished null model.
variance_shares <- function(fit, m, data) {
  v <- quietly(insight::get_variance(fit, tolerance = 0))
  residual <- v$var.residual
  if (identical(m$family, "poisson")) {
    bars <- sapply(findbars(as.formula(m$formula)), function(b) paste0("(", deparse(b), ")"))
    response <- all.vars(as.formula(m$formula))[1]
    null <- fit_model(list(formula = paste(response, "~ 1 +", paste(bars, collapse = "+")), family = "poisson"), data)
    residual <- log1p(1 / exp(unname(fixef(null)))) + v$var.dispersion
  }
  total <- v$var.fixed + v$var.random + residual
  list(r2 = list(conditional = (v$var.fixed + v$var.random) / total, marginal = v$var.fixed / total),
       icc = list(adjusted = v$var.random / (v$var.random + residual), unadjusted = v$var.random / total))
}

quietly <- function(expression) suppressWarnings(suppressMessages(tryCatch(expression, error = function(e) NULL)))

model <- function(id, dataset, formula, ..., groups = character()) {
  list(id = id, dataset = dataset, formula = formula, ..., groups = groups)
}
models <- list(
  model("sleepstudy", "sleepstudy", "Reaction ~ Days + (Days | Subject)", reml = TRUE, groups = "Subject"),
  model("sleepstudy-ri", "sleepstudy", "Reaction ~ Days + (1 | Subject)", reml = TRUE, groups = c("Subject", "row")),
  model("sleepstudy-weights", "sleepstudy_w", "Reaction ~ Days * g2 + (1 | Subject)",
        reml = FALSE, weights = "w", groups = "Subject"),
  model("penicillin", "Penicillin", "diameter ~ 1 + (1 | plate) + (1 | sample)", reml = TRUE, groups = "sample"),
  model("cake", "cake", "angle ~ recipe * temp + (1 | recipe:replicate)", reml = TRUE, groups = "replicate"),
  model("machines", "Machines", "score ~ Machine + (1 | Worker) + (1 | Worker:Machine)",
        reml = TRUE, groups = "Worker"),
  model("oats", "Oats", "yield ~ nitro + Variety + (1 | Block/Variety)", reml = FALSE, groups = "Block"),
  model("orthodont", "Orthodont", "distance ~ I(age - 11) * Sex + (I(age - 11) | Subject)",
        reml = TRUE, groups = "Subject"),
  model("ratpup", "RatPupWeight", "weight ~ sex + Treatment + Lsize + (1 | Litter)", reml = TRUE),
  model("cbpp", "cbpp", "cbind(incidence, size - incidence) ~ period + (1 | herd)",
        family = "binomial", groups = c("herd", "row")),
  model("grouseticks", "grouseticks", "TICKS ~ YEAR + cHEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION)",
        family = "poisson"),
  model("owls", "Owls", "SiblingNegotiation ~ FoodTreatment * SexParent + (1 | Nest)", family = "poisson"),
  model("salamander", "salamander", "Mate ~ Cross + (1 | Male) + (1 | Female)", family = "binomial")
)

results <- lapply(models, function(m) {
  data <- read_data(m$dataset)
  fit <- fit_model(m, data)
  formula <- as.formula(m$formula)
  environment(formula) <- environment()
  fit@call$formula <- formula
  shares <- variance_shares(fit, m, data)
  if (!identical(m$family, "poisson")) {
    r2 <- quietly(r2_nakagawa(fit, tolerance = 0))
    cc <- quietly(icc(fit, tolerance = 0))
    own <- c(r2$R2_conditional, r2$R2_marginal, cc$ICC_adjusted, cc$ICC_unadjusted)
    stopifnot(all.equal(own, unlist(shares), check.attributes = FALSE))
  }
  linear_model <- !isGLMM(fit)
  inflation <- quietly(as.matrix(vif(fit)))
  re <- ranef(fit, condVar = TRUE)
  vc <- VarCorr(fit)
  reliability <- if (linear_model) lapply(names(re), function(g) {
    pv <- attr(re[[g]], "postVar")
    variance <- diag(as.matrix(vc[[g]]))
    own <- function(k) if (is.matrix(pv)) pv[k, ] else pv[k, k, ]
    values <- lapply(seq_along(variance), function(k) 1 - own(k) / variance[k])
    list(group = g, columns = colnames(re[[g]]), values = values)
  })
  X <- getME(fit, "X")
  unit <- scale(X, center = FALSE, scale = sqrt(colSums(X^2)))
  list(
    id = m$id, dataset = m$dataset, formula = m$formula, reml = m$reml, weights = m$weights, family = m$family,
    theta = as.list(unname(getME(fit, "theta"))), beta = as.list(unname(fixef(fit))), sigma = sigma(fit),
    hat = if (linear_model) unname(hatvalues(fit)) else hat_diagonal(fit),
    cooks = if (linear_model) unname(cooks.distance(fit)),
    rstudent = if (linear_model) unname(rstudent(fit)),
    r2 = shares$r2, icc = shares$icc,
    vif = if (!is.null(inflation)) list(terms = rownames(inflation), values = unname(inflation[, 1])),
    kappa = list(raw = kappa(X, exact = TRUE), scaled = kappa(unit, exact = TRUE)),
    heteroscedasticity = if (linear_model) breusch_pagan(fit),
    normality = if (linear_model) as.numeric(quietly(check_normality(fit))),
    normality_random = as.list(as.numeric(quietly(check_normality(fit, effects = "random")))),
    overdispersion = if (!linear_model && m$id != "salamander") quietly(unclass(check_overdispersion(fit))[1:4]),
    reliability = reliability,
    lowess = lowess(fitted(fit), residuals(fit))$y,
    influence = lapply(m$groups, function(group) deletions(fit, m, data, group))
  )
})

set.seed(1)
samples <- lapply(list(c(1, 2, 4), rnorm(7), rexp(11), rnorm(12), rt(60, 3), runif(500)), round, digits = 3)
shapiro <- lapply(samples, function(x) {
  test <- shapiro.test(x)
  list(x = x, statistic = unname(test$statistic), p = test$p.value)
})
versions <- list(R = as.character(getRversion()), lme4 = as.character(packageVersion("lme4")),
                 performance = as.character(packageVersion("performance")), car = as.character(packageVersion("car")))
null_as_missing <- function(x) if (is.list(x)) lapply(Filter(Negate(is.null), x), null_as_missing) else x
output <- list(versions = versions, models = lapply(results, null_as_missing), shapiro = shapiro,
               trigamma = list(x = c(0.1, 0.5, 1, 2.5, 10, 100), value = trigamma(c(0.1, 0.5, 1, 2.5, 10, 100))))
cat(jsonlite::toJSON(output, auto_unbox = TRUE, digits = NA), "\n")
