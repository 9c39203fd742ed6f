# Evaluates lme4 at the theta of each file in test/fixtures/reference/lower/ and writes the fit's other numbers there:
# proof that these optima lie lower than the reference fits. Usage: Rscript scripts/lower-optima.R
suppressMessages({ library(jsonlite); library(lme4) })

folder <- "test/fixtures/reference/lower"
cases <- read_json("datasets/cases.json")
datasets <- read_json("datasets/datasets.json")
pick <- function(list, key, value) Filter(function(entry) entry[[key]] == value, list)[[1]]

read_dataset <- function(name) {
  entry <- pick(datasets, "name", name)
  path <- file.path(if (entry$copied) "datasets" else "../shared/reference/data", entry$file)
  data <- read.csv(path, na.strings = "", check.names = FALSE, colClasses = "character")
  for (column in entry$columns) {
    values <- data[[column$name]]
    levels <- if (is.null(column$levels)) sort(unique(values), method = "radix") else unlist(column$levels)
    data[[column$name]] <- if (column$type == "number") as.numeric(values) else
      factor(values, levels = levels, ordered = column$type == "ordered")
  }
  data
}

rows <- function(matrix) lapply(seq_len(nrow(matrix)), function(i) unname(matrix[i, ]))

random_effects <- function(fit) {
  lapply(ranef(fit, condVar = FALSE), function(frame) list(
    columns = names(frame), n_levels = unbox(nrow(frame)), truncated = unbox(nrow(frame) > 40),
    levels = head(rownames(frame), 40), values = rows(head(as.matrix(frame), 40)),
    colsum_squares = unname(colSums(as.matrix(frame)^2))
  ))
}

numbers <- function(fit, objective, theta) {
  components <- VarCorr(fit)
  groups <- names(fit@cnms)
  list(
    software = list(R = unbox(as.character(getRversion())), lme4 = unbox(as.character(packageVersion("lme4")))),
    theta = theta, objective = unbox(objective), sigma = unbox(sigma(fit)),
    fixef = list(names = names(fixef(fit)), estimate = unname(fixef(fit)), se = unname(sqrt(diag(as.matrix(vcov(fit)))))),
    vcov = rows(as.matrix(vcov(fit))),
    varcorr = lapply(seq_along(groups), function(i) list(
      group = unbox(groups[i]), columns = fit@cnms[[i]], structure = unbox("us"), sd = unname(attr(components[[i]], "stddev")),
      cov = rows(as.matrix(components[[i]])), corr = rows(attr(components[[i]], "correlation"))
    )),
    loglik = unbox(as.numeric(logLik(fit))), aic = unbox(AIC(fit)), bic = unbox(BIC(fit)),
    singular = unbox(isSingular(fit)),
    ranef = random_effects(fit), fitted_first10 = unname(head(fitted(fit), 10)),
    resid_first10 = unname(head(resid(fit), 10)),
    sum_fitted = unbox(sum(fitted(fit))), rss = unbox(sum(resid(fit)^2))
  )
}

for (file in list.files(folder, full.names = TRUE)) {
  model <- pick(cases, "id", sub(".json", "", basename(file), fixed = TRUE))
  theta <- unlist(read_json(file)$theta)
  contrasts <- if (length(model$contrasts) > 0) lapply(model$contrasts, function(name) paste0("contr.", name))
  parsed <- lFormula(as.formula(model$formula), read_dataset(model$dataset), REML = model$reml, contrasts = contrasts)
  deviance <- do.call(mkLmerDevfun, parsed)
  objective <- deviance(theta)
  optimum <- list(par = theta, fval = objective, conv = 0, feval = 1)
  fit <- mkMerMod(environment(deviance), optimum, parsed$reTrms, fr = parsed$fr)
  write_json(numbers(fit, objective, theta), file, digits = 16, null = "null", na = "null")
  cat(sprintf("%s: objective %.9f\n", model$id, objective))
}
