# Random numbers, names and formulas as R formats, rounds, abbreviates and deparses them.
# Usage: Rscript r-formats.R r-formats.json   (R 4.2.2)
suppressMessages(library(jsonlite)); set.seed(7)
pick <- function(x, n = 1) sample(x, n, TRUE)
special <- c(0, 1, 2.5, 0.5, 100, 99999.7, 0.15, 9.9996, 123456, 1e5, 1e15, 1e-5, 0.0001, NaN, Inf, -Inf, -0.25)
values <- function() {
  n <- pick(1:6); k <- pick(c(-12, -5, -3, -1, 0, 0, 1, 2, 3, 5, 8))
  switch(pick(1:5), rnorm(n) * 10^k, round(rnorm(n), pick(0:3)) * 10^k, runif(n) * 10^pick(-4:6, n), pick(special, n),
    rnorm(n) * 1e105)
}
exact <- function(x) I(sprintf("%.17g", x))
numbers <- lapply(1:250, function(i) {
  x <- values(); digits <- pick(c(2, 3, 4, 5, 7)); nsmall <- pick(c(0, 0, 2, 3)); decimals <- pick(0:5)
  list(values = exact(x), digits = digits, minDecimals = nsmall, format = I(format(x, digits = digits, nsmall = nsmall)),
    decimals = decimals, round = exact(round(x, decimals)),
    zap = if (all(is.finite(x))) exact(zapsmall(x, digits)) else NULL)
})
parts <- c(letters, LETTERS, "a", "e", "i", "o", "u", "(", ")", ":", " ", "^", "2", "1", ".", " ", "poly", "Intercept", "factor")
names <- lapply(1:150, function(i) {
  x <- replicate(pick(1:6), paste0(pick(parts, pick(1:18)), collapse = ""))
  if (runif(1) < 0.3) x <- paste0("condition", x)
  length <- pick(c(6, 11)); list(names = I(x), minLength = length, short = I(unname(abbreviate(x, length))))
})
word <- function() paste0(c("v", pick(letters, pick(1:14))), collapse = "")
text <- function(depth) {
  if (depth == 0 || runif(1) < 0.25) return(word())
  switch(pick(1:6), paste(text(depth - 1), "+", text(depth - 1)), paste0(word(), ":", word()),
    paste0("(", text(depth - 1), " | ", word(), ")"), paste0("I(", word(), "^2)"), paste(word(), "*", word()),
    paste0("poly(", word(), ", ", word(), ", raw = TRUE)"))
}
formulas <- lapply(1:80, function(i) {
  lines <- deparse(as.formula(paste0("y ~ ", paste(replicate(pick(1:8), text(3)), collapse = " + "))))
  list(formula = paste(sub("^ +", "", lines), collapse = ""), lines = I(lines),
    filled = I(capture.output(cat("Formula:", lines, fill = TRUE))))
})
quantiles <- lapply(1:20, function(i) {
  x <- round(rnorm(pick(1:30)), 3); list(values = exact(x), quantiles = exact(unname(quantile(x))))
})
set.seed(8)
pvalues <- lapply(1:120, function(i) {
  x <- pmin(1, runif(pick(1:5)) * 10^-pick(c(0, 0, 1, 1, 2, 3, 4, 5, 8, 20), 5)[seq_len(1)])
  x <- sapply(x, function(v) if (runif(1) < 0.4) runif(1) * 10^-pick(0:24) else v); if (runif(1) < 0.1) x[1] <- 0
  digits <- pick(c(2, 3, 4)); list(values = exact(x), digits = digits, text = I(format.pval(x, digits = digits)))
})
write(toJSON(list(numbers = numbers, names = names, formulas = formulas, quantiles = quantiles, pvalues = pvalues), auto_unbox = TRUE),
  commandArgs(TRUE)[1])
