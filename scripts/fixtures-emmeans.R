# Writes test/fixtures/emmeans.json: estimated marginal means, trends and contrasts of R's emmeans on a list of models.
# Run from the project's root: OPENBLAS_NUM_THREADS=1 Rscript scripts/fixtures-emmeans.R (needs lmerTest, pbkrtest,
# emmeans, glmmTMB, numDeriv, jsonlite). Optima are polished, and covariances of generalized models from accurate Hessians.
suppressPackageStartupMessages({
  library(lme4)
  library(emmeans)
})
emm_options(pbkrtest.limit = 1e3, lmerTest.limit = 1e4, msg.interaction = FALSE, msg.nesting = FALSE)

datasets <- jsonlite::read_json("datasets/datasets.json")
load_data <- function(name) {
  entry <- Filter(function(d) d$name == name, datasets)[[1]]
  data <- read.csv(file.path("datasets", entry$file), colClasses = "character", na.strings = c("", "NA"), check.names = FALSE)
  for (column in entry$columns) {
    values <- data[[column$name]]
    data[[column$name]] <- if (column$type == "number") as.numeric(values) else {
      levels <- if (is.null(column$levels)) sort(unique(values)) else unlist(column$levels)
      factor(values, levels = levels, ordered = column$type == "ordered")
    }
  }
  data
}

models <- list(
  cake = list(data = "cake", formula = "angle ~ recipe * temperature + (1 | recipe:replicate)"),
  cakeLine = list(data = "cake", formula = "angle ~ recipe * temp + (1 | recipe:replicate)"),
  oats = list(data = "Oats", formula = "yield ~ Variety * factor(nitro) + (1 | Block) + (1 | Block:Variety)"),
  oatsSlope = list(data = "Oats", formula = "yield ~ nitro + Variety + (1 | Block/Variety)"),
  sleepPoly = list(data = "sleepstudy", formula = "Reaction ~ poly(Days, 2) + (Days | Subject)"),
  sleepOffset = list(data = "sleepstudy_w", formula = "Reaction ~ Days * g2 + offset(off) + (Days | Subject)", weights = "w"),
  machines = list(data = "Machines", formula = "score ~ Machine + (Machine | Worker)"),
  ham = list(data = "ham", formula = "Informed.liking ~ Product * Information * Gender + Age + (1 | Consumer) + (1 | Consumer:Product)"),
  tvbo = list(data = "TVbo", formula = "Coloursaturation ~ TVset * Picture + Repeat + (1 | Assessor) + (1 | Assessor:TVset)",
              contrasts = list(TVset = "sum", Picture = "helmert")),
  orthodont = list(data = "Orthodont", formula = "distance ~ age * Sex + (age | Subject)"),
  ozone = list(data = "airquality", formula = "log(Ozone) ~ scale(Wind) * Temp + (1 | Month)", reml = FALSE),
  ozoneTwo = list(data = "airquality", formula = "log2(Ozone + 1) ~ Wind + factor(Temp > 80) + (1 | Month)"),
  ozoneRoot = list(data = "airquality", formula = "sqrt(Ozone) ~ Temp + Month + (1 | Day)"),
  weight = list(data = "RatPupWeight", formula = "weight ~ Treatment * sex + log(Lsize) + (1 | Litter)"),
  exam = list(data = "Exam", formula = "normexam ~ schgend * sex + standLRT + (1 | school)"),
  theoph = list(data = "Theoph", formula = "conc ~ log(Time + 1) + I(log(Time + 1)^2) + Dose + (1 | Subject)"),
  cbpp = list(data = "cbpp", formula = "cbind(incidence, size - incidence) ~ period + (1 | herd)", family = "binomial"),
  contraception = list(data = "Contraception", formula = "use ~ age * urban + I(age^2) + livch + (1 | district)", family = "binomial"),
  salamander = list(data = "salamander", formula = "Mate ~ TypeM * TypeF + Season + (1 | Male) + (1 | Female)", family = "binomial", link = "probit"),
  owls = list(data = "Owls", formula = "SiblingNegotiation ~ FoodTreatment * SexParent + ArrivalTime + offset(logBroodSize) + (1 | Nest)", family = "poisson")
)

case <- function(fit, specs, ..., contrasts = NULL, trend = NULL) {
  list(fit = fit, specs = specs, trend = trend, options = list(...), contrasts = contrasts)
}
con <- function(method, ...) c(list(method = method), list(...))

cases <- list(
  case("cake", "recipe"),
  case("cake", "recipe", df = "kenward-roger", contrasts = con("pairwise")),
  case("cake", c("recipe", "temperature"), df = "kenward-roger"),
  case("cake", "temperature", contrasts = con("poly")),
  case("cake", "temperature", contrasts = con("consec", adjust = "holm")),
  case("cake", "temperature", by = "recipe", contrasts = con("trt.vs.ctrl")),
  case("cake", "temperature", by = "recipe", contrasts = con("pairwise", adjust = "BH")),
  case("cake", "recipe", by = "temperature", contrasts = con("pairwise", adjust = "tukey")),
  case("cake", c("recipe", "temperature"), contrasts = con(c("pairwise", "poly"))),
  case("cake", "recipe", contrasts = con("eff")),
  case("cake", "temperature", contrasts = con("mean_chg", adjust = "none")),
  case("cake", "recipe", adjust = "bonferroni", level = 0.9),
  case("cake", "recipe", adjust = "tukey"),
  case("cakeLine", c("recipe", "temp"), at = list(temp = c(175, 200))),
  case("cakeLine", "recipe", trend = "temp", df = "kenward-roger"),
  case("cakeLine", "recipe", trend = "temp", contrasts = con("pairwise", adjust = "sidak")),
  case("oats", "nitro", df = "kenward-roger", contrasts = con("poly")),
  case("oats", "Variety", by = "nitro", contrasts = con("pairwise")),
  case("oats", c("Variety", "nitro"), contrasts = con("pairwise", by = "Variety", adjust = "holm")),
  case("oats", c("Variety", "nitro"), at = list(nitro = c(0, 0.6)), contrasts = con(c("revpairwise", "consec"))),
  case("oatsSlope", "Variety", df = "kenward-roger", contrasts = con("pairwise", adjust = "hochberg")),
  case("oatsSlope", "Variety", at = list(nitro = c(0.1, 0.3)), contrasts = con("trt.vs.ctrl", ref = "Victory")),
  case("sleepPoly", "Days", at = list(Days = c(0, 3, 9)), df = "kenward-roger", contrasts = con("consec", adjust = "bonferroni")),
  case("sleepPoly", "Days", trend = "Days", at = list(Days = c(0, 5))),
  case("sleepOffset", "g2", contrasts = con("pairwise")),
  case("sleepOffset", "g2", contrasts = con("del.eff", adjust = "none")),
  case("machines", "Machine", df = "kenward-roger", contrasts = con("pairwise")),
  case("machines", "Machine", contrasts = con("trt.vs.ctrlk", adjust = "sidak")),
  case("machines", "Machine", contrasts = con(list("A against rest" = c(1, -0.5, -0.5), "B against C" = c(0, 1, -1)), adjust = "bonferroni")),
  case("ham", c("Product", "Information"), by = "Gender", df = "kenward-roger"),
  case("ham", "Product", weights = "proportional", contrasts = con("pairwise")),
  case("ham", "Product", weights = "outer"),
  case("ham", "Product", weights = "cells"),
  case("ham", "Product", weights = "flat"),
  case("ham", "Information", by = c("Gender", "Product"), contrasts = con("pairwise")),
  case("ham", c("Product", "Information", "Gender"), contrasts = con(c("pairwise", "pairwise", "pairwise"))),
  case("tvbo", "TVset", contrasts = con("pairwise", adjust = "BY")),
  case("tvbo", c("TVset", "Picture"), df = "kenward-roger", contrasts = con("pairwise", by = "Picture")),
  case("orthodont", "Sex", trend = "age", df = "kenward-roger", contrasts = con("pairwise")),
  case("orthodont", "Sex", at = list(age = c(8, 14)), by = "age", contrasts = con("pairwise")),
  case("orthodont", "1"),
  case("ozone", "Temp", at = list(Temp = c(70, 90)), type = "response"),
  case("ozone", "Temp", at = list(Temp = c(70, 90)), type = "response", contrasts = con("pairwise")),
  case("ozone", "1", trend = "Wind", at = list(Temp = 80)),
  case("ozoneTwo", "1", type = "response"),
  case("ozoneTwo", "Temp", at = list(Temp = c(75, 85)), type = "response", contrasts = con("revpairwise")),
  case("ozoneRoot", "Month", type = "response"),
  case("ozoneRoot", "Month", type = "response", contrasts = con("trt.vs.ctrl", ref = "8")),
  case("weight", "Treatment", by = "sex", df = "kenward-roger", contrasts = con("trt.vs.ctrl")),
  case("weight", "Treatment", weights = "proportional", contrasts = con("pairwise", adjust = "sidak")),
  case("weight", "Treatment", trend = "log(Lsize)"),
  case("theoph", "1", trend = "Time", at = list(Time = c(1, 10))),
  case("exam", c("sex", "schgend")),
  case("exam", "sex", weights = "cells"),
  case("exam", "schgend"),
  case("exam", c("schgend", "sex"), contrasts = con("pairwise", adjust = "holm")),
  case("exam", "sex", by = "schgend", contrasts = con("pairwise")),
  case("cbpp", "period", type = "response", contrasts = con("pairwise")),
  case("cbpp", "period", type = "response"),
  case("cbpp", "period", contrasts = con("trt.vs.ctrl", adjust = "holm")),
  case("contraception", "livch", type = "response", weights = "proportional", contrasts = con("pairwise")),
  case("contraception", "urban", trend = "age", contrasts = con("revpairwise")),
  case("contraception", c("urban", "livch"), type = "response"),
  case("salamander", "TypeM", by = "TypeF", type = "response"),
  case("salamander", c("TypeM", "TypeF"), type = "response", contrasts = con("pairwise")),
  case("owls", "FoodTreatment", by = "SexParent", type = "response"),
  case("owls", c("FoodTreatment", "SexParent"), type = "response", contrasts = con(c("pairwise", "pairwise"))),
  case("owls", "1", type = "response", biasSigma = 0.4)
)

polished <- function(model) {
  data <- load_data(model$data)
  formula <- as.formula(model$formula)
  contrasts <- if (!is.null(model$contrasts)) lapply(model$contrasts, function(name) paste0("contr.", name))
  optimum <- list(rhoend = 1e-10, maxfun = 1e6)
  args <- list(formula = formula, data = data, contrasts = contrasts)
  if (is.null(model$family)) {
    if (!is.null(model$weights)) args$weights <- as.name(model$weights)
    args$REML <- !identical(model$reml, FALSE)
    args$control <- lmerControl("bobyqa", optCtrl = optimum, calc.derivs = FALSE, check.conv.singular = "ignore")
    first <- suppressMessages(do.call(lmer, args))
    args$start <- getME(first, "theta")
    fit <- suppressMessages(do.call(lmer, args))
    return(list(fit = fit, vcov = NULL))
  }
  args$family <- do.call(model$family, if (is.null(model$link)) list() else list(link = model$link))
  if (is.null(model$link)) {
    # With a canonical link Laplace's approximation is glmmTMB's, whose derivatives are exact.
    fit <- suppressWarnings(do.call(glmer, args))
    exact <- suppressWarnings(glmmTMB::glmmTMB(formula, data, args$family))
    at <- exact$fit$par
    beta <- which(names(at) == "beta")
    unit <- sqrt(diag(exact$sdr$cov.fixed))
    for (step in 1:3) {
      scaled <- function(z) unit * as.vector(exact$obj$gr(at + unit * z))
      hessian <- numDeriv::jacobian(scaled, 0 * at, method.args = list(eps = 0.1, r = 4))
      at <- at - unit * solve(hessian, scaled(0 * at))
    }
    fit@beta <- unname(at[beta])
    vcov <- (solve(hessian) * outer(unit, unit))[beta, beta]
    dimnames(vcov) <- list(names(fixef(fit)), names(fixef(fit)))
    return(list(fit = fit, vcov = vcov))
  }
  args$control <- glmerControl("bobyqa", optCtrl = optimum, calc.derivs = FALSE, tolPwrss = 1e-13)
  first <- do.call(glmer, args)
  args$start <- list(theta = getME(first, "theta"), fixef = fixef(first))
  fit <- do.call(glmer, args)
  deviance <- do.call(glmer, c(args, devFunOnly = TRUE))
  at <- c(getME(fit, "theta"), fixef(fit))
  beta <- length(getME(fit, "theta")) + seq_along(fixef(fit))
  # Newton's method from there, derivatives in units of the standard errors.
  unit <- c(0.1 * getME(fit, "theta"), sqrt(diag(as.matrix(vcov(fit, use.hessian = FALSE)))))
  for (step in 1:3) {
    scaled <- function(z) deviance(at + unit * z)
    origin <- 0 * at
    hessian <- numDeriv::hessian(scaled, origin, method.args = list(eps = 0.8, r = 5))
    gradient <- numDeriv::grad(scaled, origin, method.args = list(eps = 0.8, r = 5))
    at <- at - unit * solve(hessian, gradient)
  }
  fit@beta <- unname(at[beta])
  vcov <- (2 * solve(hessian) * outer(unit, unit))[beta, beta]
  dimnames(vcov) <- list(names(fixef(fit)), names(fixef(fit)))
  list(fit = fit, vcov = vcov)
}

# emmeans finds the limits of dunnettx to 5e-4 only.
dunnett_limits <- function(rows, tests, level) {
  tail <- function(t, df) emmeans:::.pdunnx(t, tests, df)
  reach <- sapply(rows$df, function(df) uniroot(function(t) tail(t, df) - level, c(0.5, 50), tol = 1e-13)$root)
  cbind(-reach, reach)
}

run <- function(case, fits) {
  fitted <- fits[[case$fit]]
  o <- case$options
  df <- if (is.null(o$df)) "satterthwaite" else o$df
  level <- if (is.null(o$level)) 0.95 else o$level
  args <- list(fitted$fit, specs = case$specs, nesting = NULL)
  for (name in c("by", "at", "weights")) if (!is.null(o[[name]])) args[[name]] <- o[[name]]
  if (is.null(fitted$vcov)) args$lmer.df <- df else args$vcov. <- fitted$vcov
  if (!is.null(case$trend)) {
    args$var <- case$trend
    result <- suppressMessages(do.call(emtrends, args))
  } else result <- suppressMessages(do.call(emmeans, args))
  if (!is.null(case$contrasts)) {
    k <- case$contrasts
    if (is.character(k$method) && length(k$method) > 1) {
      k$interaction <- k$method
      k$method <- NULL
    }
    if (!is.null(k$ref)) k$ref <- match(k$ref, levels(result)[[1]])
    result <- suppressMessages(do.call(contrast, c(list(result), k)))
  }
  summary_args <- list(result, infer = c(TRUE, TRUE), level = level)
  if (!is.null(o$type)) summary_args$type <- o$type
  if (!is.null(o$adjust)) summary_args$adjust <- o$adjust
  if (!is.null(o$biasSigma)) summary_args <- c(summary_args, bias.adjust = TRUE, sigma = o$biasSigma)
  s <- suppressMessages(do.call(summary, summary_args))
  estimate <- attr(s, "estName")
  limits <- attr(s, "clNames")
  rows <- as.data.frame(s)
  ratio <- grep("\\.ratio$", setdiff(names(rows), estimate), value = TRUE)
  if (identical(attr(s, "adjust"), "dunnettx")) {
    link <- as.data.frame(summary(result, infer = c(TRUE, TRUE), type = "link"))
    reach <- dunnett_limits(link, length(levels(result)$contrast), level) * link$SE
    rows[limits] <- link$estimate + reach
  }
  labels <- names(rows)[seq_len(match(estimate, names(rows)) - 1)]
  rows[labels] <- lapply(rows[labels], function(x) if (is.factor(x)) as.character(x) else x)
  out <- data.frame(rows[labels], estimate = rows[[estimate]], stdError = rows$SE, df = rows$df, lower = rows[[limits[1]]],
                    upper = rows[[limits[2]]], statistic = rows[[ratio]], p = rows$p.value, check.names = FALSE)
  out$df[is.infinite(out$df)] <- NA
  case$contrasts <- if (!is.null(case$contrasts)) lapply(case$contrasts, function(x) if (is.list(x)) x else I(x))
  list(fit = case$fit, specs = I(case$specs), trend = case$trend, options = case$options, contrasts = case$contrasts,
       labels = I(labels), estimateName = estimate, notes = I(attr(s, "mesg")), rows = out)
}

joint <- list(
  list(fit = "cake"), list(fit = "ham", by = "Gender"), list(fit = "orthodont"), list(fit = "exam"),
  list(fit = "weight", df = "kenward-roger"), list(fit = "cbpp"), list(fit = "contraception", by = "urban"), list(fit = "owls")
)
run_joint <- function(case, fits) {
  fitted <- fits[[case$fit]]
  args <- list(fitted$fit, by = case$by, nesting = NULL)
  if (is.null(fitted$vcov)) args$lmer.df <- if (is.null(case$df)) "satterthwaite" else case$df else args$vcov. <- fitted$vcov
  # F is rounded to three decimals, degrees of freedom to two; p is not.
  rows <- suppressMessages(do.call(joint_tests, c(args, showconf = FALSE)))
  labels <- if (is.null(case$by)) character() else case$by
  out <- data.frame(term = rows[["model term"]], numDf = rows$df1, denDf = rows$df2, statistic = rows$F.ratio, p = rows$p.value)
  for (label in labels) out[[label]] <- as.character(rows[[label]])
  out$denDf[is.infinite(out$denDf)] <- NA
  list(fit = case$fit, by = case$by, df = case$df, labels = I(labels), rows = out)
}

fits <- lapply(models, polished)
results <- lapply(cases, run, fits = fits)
packages <- c("lme4", "lmerTest", "pbkrtest", "emmeans", "glmmTMB")
versions <- as.list(c(R = as.character(getRversion()), sapply(packages, function(p) as.character(packageVersion(p)))))
json <- function(x) jsonlite::toJSON(x, digits = 12, auto_unbox = TRUE, na = "null", null = "null")
listed <- function(entries) paste(sapply(entries, json), collapse = ",\n")
tests <- lapply(joint, run_joint, fits = fits)
template <- '{"versions": %s,\n"models": %s,\n"cases": [\n%s\n],\n"joint": [\n%s\n]}\n'
cat(sprintf(template, json(versions), json(models), listed(results), listed(tests)), file = "test/fixtures/emmeans.json")
