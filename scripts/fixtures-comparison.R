# Writes test/fixtures/comparison.json: lme4's anova(), lmerTest's ranova() and drop1(), pbkrtest's PBmodcomp(), and
# RLRsim's exactRLRT() on data sets of the project.
# Run from the project's root: OPENBLAS_NUM_THREADS=1 Rscript scripts/fixtures-comparison.R
suppressMessages({ library(lmerTest); library(pbkrtest); library(jsonlite) })
options(warn = 1)
schema <- fromJSON("datasets/datasets.json", simplifyVector = FALSE)
read <- function(name) {
  entry <- Filter(function(e) e$name == name, schema)[[1]]
  data <- read.csv(file.path("datasets", entry$file), check.names = FALSE)
  for (column in entry$columns) {
    values <- data[[column$name]]
    levels <- if (length(column$levels)) unlist(column$levels) else sort(unique(as.character(values)))
    if (column$type != "number") {
      data[[column$name]] <- factor(as.character(values), levels = levels, ordered = column$type == "ordered")
    }
  }
  data
}
exact <- lmerControl(optimizer = "bobyqa", calc.derivs = FALSE, optCtrl = list(rhoend = 1e-10, maxfun = 1e6))
exactGlmm <- glmerControl(optimizer = "bobyqa", calc.derivs = FALSE, tolPwrss = 1e-13, optCtrl = list(rhobeg = 0.01, rhoend = 1e-7, maxfun = 1e6))
table_of <- function(a, names) {
  stopifnot(length(names) == ncol(a))
  rows <- lapply(seq_len(nrow(a)), function(i) {
    setNames(lapply(seq_along(names), function(j) if (is.na(a[i, j])) NULL else unname(a[i, j])), names)
  })
  Map(function(row, term) c(list(term = term), Filter(Negate(is.null), row)), rows, rownames(a))
}

anovas <- list(
  list(data = "sleepstudy", reml = TRUE, formulas = c("Reaction ~ Days + (1 | Subject)", "Reaction ~ Days + (Days || Subject)", "Reaction ~ Days + (Days | Subject)", "Reaction ~ Days + I(Days^2) + (Days | Subject)")),
  list(data = "Machines", reml = TRUE, formulas = c("score ~ Machine + (1 | Worker)", "score ~ Machine + (1 | Worker/Machine)", "score ~ Machine + (Machine | Worker)")),
  list(data = "Oats", reml = FALSE, formulas = c("yield ~ nitro + (1 | Block)", "yield ~ nitro + (1 | Block/Variety)", "yield ~ nitro * Variety + (1 | Block/Variety)")),
  list(data = "Orthodont", reml = TRUE, formulas = c("distance ~ age + (1 | Subject)", "distance ~ age + Sex + (1 | Subject)", "distance ~ age * Sex + (1 | Subject)", "distance ~ age * Sex + (age | Subject)")),
  list(data = "RatPupWeight", reml = TRUE, formulas = c("weight ~ Treatment + (1 | Litter)", "weight ~ Treatment + sex + Lsize + (1 | Litter)", "weight ~ Treatment * sex + Lsize + (1 | Litter)")),
  list(data = "cake", reml = TRUE, formulas = c("angle ~ temperature + (1 | recipe:replicate)", "angle ~ recipe + temperature + (1 | recipe:replicate)", "angle ~ recipe * temperature + (1 | recipe:replicate)"))
)
anova_of <- function(case) {
  data <- read(case$data)
  ml <- lapply(case$formulas, function(f) lme4::lmer(as.formula(f), data, REML = FALSE, control = exact))
  a <- suppressWarnings(do.call(anova, unname(ml)))
  rownames(a) <- case$formulas[order(sapply(ml, function(m) attr(logLik(m), "df")))]
  c(case, list(rows = table_of(a, c("npar", "AIC", "BIC", "logLik", "deviance", "statistic", "df", "p"))))
}

D <- fit <- ml <- gm <- NULL
ranovas <- list(
  list(data = "sleepstudy", formula = "Reaction ~ Days + (Days | Subject)", reml = TRUE),
  list(data = "sleepstudy", formula = "Reaction ~ Days + (1 | Subject)", reml = FALSE),
  list(data = "Machines", formula = "score ~ Machine + (Machine | Worker)", reml = TRUE),
  list(data = "Machines", formula = "score ~ Machine + (1 | Worker/Machine)", reml = TRUE),
  list(data = "Penicillin", formula = "diameter ~ 1 + (1 | plate) + (1 | sample)", reml = TRUE),
  list(data = "Pastes", formula = "strength ~ 1 + (1 | batch/cask)", reml = TRUE),
  list(data = "Oats", formula = "yield ~ nitro * Variety + (1 | Block/Variety)", reml = TRUE),
  list(data = "Orthodont", formula = "distance ~ age * Sex + (age | Subject)", reml = TRUE),
  list(data = "cake", formula = "angle ~ recipe * temperature + (1 + temp | recipe:replicate)", reml = TRUE)
)
ranova_of <- function(case) {
  D <<- read(case$data)
  fit <- lmerTest::lmer(as.formula(case$formula), D, REML = case$reml, control = exact)
  whole <- ranova(fit, reduce.terms = FALSE)
  names <- c("npar", "logLik", "aic", "statistic", "df", "p")
  c(case, list(rows = table_of(ranova(fit), names), whole = table_of(whole, names)))
}

drops <- list(
  list(data = "sleepstudy", formula = "Reaction ~ Days + (Days | Subject)"),
  list(data = "Machines", formula = "score ~ Machine + (Machine | Worker)"),
  list(data = "Oats", formula = "yield ~ nitro * Variety + (1 | Block/Variety)"),
  list(data = "Orthodont", formula = "distance ~ age * Sex + (age | Subject)"),
  list(data = "cake", formula = "angle ~ recipe + temperature + (1 | recipe:replicate)"),
  list(data = "RatPupWeight", formula = "weight ~ Treatment * sex + Lsize + (1 | Litter)")
)
drop_of <- function(case) {
  D <<- read(case$data)
  fit <- lmerTest::lmer(as.formula(case$formula), D, control = exact)
  f <- c("sumSq", "meanSq", "df", "denDf", "statistic", "p")
  ml <<- lme4::lmer(as.formula(case$formula), D, REML = FALSE, control = exact)
  c(case, list(
    satterthwaite = table_of(drop1(fit), f),
    kenward_roger = table_of(drop1(fit, ddf = "Kenward-Roger"), f),
    chisq = table_of(drop1(ml, test = "Chisq"), c("df", "aic", "statistic", "p"))
  ))
}

glmms <- list(
  list(data = "cbpp", formula = "cbind(incidence, size - incidence) ~ period + (1 | herd)", family = "binomial"),
  list(data = "grouseticks", formula = "TICKS ~ YEAR + cHEIGHT + (1 | BROOD) + (1 | LOCATION)", family = "poisson")
)
glmm_of <- function(case) {
  D <<- read(case$data)
  gm <<- lme4::glmer(as.formula(case$formula), D, family = case$family, control = exactGlmm)
  c(case, list(chisq = table_of(drop1(gm, test = "Chisq"), c("df", "aic", "statistic", "p"))))
}

bootstraps <- list(
  list(data = "cake", larger = "angle ~ recipe + temperature + (1 | recipe:replicate)", smaller = "angle ~ temperature + (1 | recipe:replicate)"),
  list(data = "Oats", larger = "yield ~ nitro + Variety + (1 | Block/Variety)", smaller = "yield ~ nitro + (1 | Block/Variety)")
)
bootstrap_of <- function(case) {
  D <<- read(case$data)
  larger <- lme4::lmer(as.formula(case$larger), D, REML = FALSE)
  smaller <- lme4::lmer(as.formula(case$smaller), D, REML = FALSE)
  test <- PBmodcomp(larger, smaller, nsim = 2000, seed = 1)
  reference <- as.numeric(test$ref)
  c(case, list(nsim = 2000, statistic = test$test["LRT", "stat"], p = test$test["PBtest", "p.value"], mean = mean(reference)))
}

exactly <- list(
  list(data = "sleepstudy", formula = "Reaction ~ Days + (1 | Subject)"),
  list(data = "Dyestuff", formula = "Yield ~ 1 + (1 | Batch)"),
  list(data = "ergoStool", formula = "effort ~ Type + (1 | Subject)")
)
exact_of <- function(case) {
  D <<- read(case$data)
  fit <<- lme4::lmer(as.formula(case$formula), D, control = exact)
  set.seed(1)
  test <- RLRsim::exactRLRT(fit, nsim = 100000)
  c(case, list(nsim = 100000, statistic = unname(test$statistic), p = unname(test$p)))
}

version <- function(package) as.character(packageVersion(package))
write_json(list(
  versions = c(list(R = as.character(getRversion())), sapply(c("lme4", "lmerTest", "pbkrtest", "RLRsim"), version, simplify = FALSE)),
  anova = lapply(anovas, anova_of), ranova = lapply(ranovas, ranova_of), drop1 = lapply(drops, drop_of),
  glmm = lapply(glmms, glmm_of), bootstrap = lapply(bootstraps, bootstrap_of), rlrt = lapply(exactly, exact_of)
), "test/fixtures/comparison.json", digits = 12, auto_unbox = TRUE, pretty = 1)
