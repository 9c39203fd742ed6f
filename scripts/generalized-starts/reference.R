# Fits random generalized mixed models by glmmTMB, where it has family and link.
# Usage: Rscript scripts/generalized-starts/reference.R DESIGNS.json REFERENCE.json   (see main.ts beside it)
suppressMessages({ library(glmmTMB); library(jsonlite) })
files <- commandArgs(TRUE)
families <- list(
  binomial = function(link) if (link != "cauchit") binomial(link),
  poisson = function(link) poisson(link),
  negbinomial = function(link) nbinom2(link),
  gamma = function(link) Gamma(link),
  gaussian = function(link) gaussian(link),
  `inverse-gaussian` = function(link) NULL
)

# Lower triangles of the Cholesky factors by columns, terms in the order of the formula.
theta_of <- function(fit) {
  unlist(lapply(VarCorr(fit)$cond, function(block) {
    covariance <- as.matrix(block)
    k <- nrow(covariance)
    root <- tryCatch(t(chol(matrix(covariance, k, k))), error = function(e) NULL)
    if (is.null(root)) {
      values <- eigen(matrix(covariance, k, k))
      root <- t(qr.R(qr(t(values$vectors %*% diag(sqrt(pmax(values$values, 0)), k)))))
      root <- root %*% diag(ifelse(diag(root) < 0, -1, 1), k)
    }
    root[lower.tri(root, diag = TRUE)]
  }), use.names = FALSE)
}

fit_one <- function(design) {
  family <- families[[design$family]](design$link)
  if (is.null(family) || (design$family == "gaussian" && length(design$weights) > 0)) return(NULL)
  data <- as.data.frame(lapply(design$columns, unlist))
  data$g <- factor(data$g); data$h <- factor(data$h)
  data$w <- if (length(design$weights) > 0) unlist(design$weights) else rep(1, nrow(data))
  data$o <- if (length(design$offset) > 0) unlist(design$offset) else rep(0, nrow(data))
  fit <- suppressWarnings(suppressMessages(
    glmmTMB(as.formula(design$formula), data, family, weights = w, offset = o)))
  list(index = design$index, objective = 2 * fit$fit$objective, converged = fit$fit$convergence == 0,
       definite = isTRUE(fit$sdr$pdHess), beta = unname(fixef(fit)$cond), theta = theta_of(fit),
       sigma = sigma(fit), names = names(fixef(fit)$cond))
}

designs <- read_json(files[1])
fits <- lapply(designs, function(design) {
  setTimeLimit(elapsed = 20, transient = TRUE)
  tryCatch(fit_one(design), error = function(e) list(index = design$index, error = conditionMessage(e)))
})
write_json(list(R = as.character(getRversion()), glmmTMB = as.character(packageVersion("glmmTMB")),
                fits = Filter(Negate(is.null), fits)), files[2], auto_unbox = TRUE, digits = NA, null = "null")
