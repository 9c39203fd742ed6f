# Writes test/fixtures/distribution-limits.json: R's distributions at arguments where loops are long, terms cancel, or numbers
# end. Run from the project's root: Rscript scripts/fixtures-distribution-limits.R
number <- function(x) ifelse(is.infinite(x), ifelse(x > 0, '"Infinity"', '"-Infinity"'), sprintf("%.17g", x))
rows <- function(m) paste0("[", paste(apply(m, 1, function(r) paste0("[", paste(number(r), collapse = ","), "]")), collapse = ",\n"), "]")

df <- c(1e-15, 8.7e-15, 1e-10, 1e-5, 0.01, 0.3, 1, 2.5, 1e3, 1e7, 1e12, 1e15)
x <- c(0, 1e-300, 1e-10, 0.5, 2, 40, 1e5, 1e100, 1e300, Inf)
z <- c(-5, -1, -0.1, 0.1, 1, 5)

g <- expand.grid(x = x, df = c(df, Inf))
student <- cbind(g$x, g$df, pt(g$x, g$df), pt(g$x, g$df, lower.tail = FALSE))
near <- expand.grid(z = z, df = df)
near <- data.frame(x = near$df + near$z * sqrt(2 * near$df), df = near$df)
g <- rbind(expand.grid(x = x, df = df), near[near$x > 0, ])
chisq <- cbind(g$x, g$df, pchisq(g$x, g$df), pchisq(g$x, g$df, lower.tail = FALSE))

d <- c(8.7e-15, 1e-5, 0.3, 2.5, 1e3, 1e9, 1e15, Inf)
near <- expand.grid(z = z, d1 = d, d2 = d)
near <- data.frame(x = 1 + near$z * sqrt(2 / near$d1 + 2 / near$d2), d1 = near$d1, d2 = near$d2)
g <- rbind(expand.grid(x = setdiff(x, c(40, 1e-10)), d1 = d, d2 = d), near[near$x > 0 & near$x < 1e4 & near$x != 1, ])
# pf() is 0 or 1 where x d1 / d2 is beyond the numbers.
odds <- g$x * g$d1 / g$d2
g <- g[g$x == 0 | is.infinite(g$x) | is.infinite(g$d1) | is.infinite(g$d2) | (odds > 1e-290 & odds < 1e290), ]
f <- cbind(g$x, g$d1, g$d2, pf(g$x, g$d1, g$d2), pf(g$x, g$d1, g$d2, lower.tail = FALSE))

# R's quantiles are wrong in places: one is kept where R's probability leads back to it.
kept <- function(m, cdf) {
  q <- ncol(m)
  m <- m[is.finite(m[, q]), ]
  back <- apply(m, 1, function(r) if (r[1] == 0) 0 else cdf(r, r[q]) / r[1] - 1)
  m[abs(back) < 2e-13, ]
}
p <- c(0, 1e-300, 1e-20, 1e-5, 0.025, 0.3)
g <- expand.grid(p = p, df = c(df, Inf))
qstudent <- kept(cbind(g$p, g$df, qt(g$p, g$df, lower.tail = FALSE)), function(r, x) pt(x, r[2], lower.tail = FALSE))
qchisq_ <- kept(cbind(g$p, g$df, qchisq(g$p, g$df, lower.tail = FALSE)), function(r, x) pchisq(x, r[2], lower.tail = FALSE))
g <- expand.grid(p = p, d1 = d, d2 = d)
qf_ <- kept(cbind(g$p, g$d1, g$d2, qf(g$p, g$d1, g$d2, lower.tail = FALSE)), function(r, x) pf(x, r[2], r[3], lower.tail = FALSE))

# The range of two is |t| √2. Of more with few degrees of freedom, whose density is nearly df / s from nothing up to the
# largest scales, P(range < q s) is summed with panels over log s.
g <- expand.grid(q = x[x > 0], df = c(df, Inf))
range2 <- cbind(g$q, 2, g$df, 2 * pt(g$q / sqrt(2), g$df, lower.tail = FALSE))
range_lower <- function(w, k) sapply(w, function(w) {
  if (w > 30) return(1)
  f <- function(z) k * dnorm(z) * (pnorm(z) - pnorm(z - w))^(k - 1)
  integrate(f, -9, w / 2, rel.tol = 1e-13)$value + integrate(f, w / 2, w + 9, rel.tol = 1e-13)$value
})
few <- function(q, k, df) {
  f <- function(t) 2 * df * exp(2 * t) * dchisq(df * exp(2 * t), df) * range_lower(q * exp(t), k)
  cuts <- c(seq(-12, 4, by = 0.5) - log(q), 0.5 * log(df) * -1 + seq(-6, 2.5, by = 0.5))
  cuts <- sort(unique(cuts))
  sum(sapply(seq_along(cuts)[-1], function(i) integrate(f, cuts[i - 1], cuts[i], rel.tol = 1e-13)$value))
}
g <- expand.grid(q = c(0.5, 3.3, 40), k = c(3, 10), df = c(8.7e-15, 1e-10, 1e-5))
rangeFew <- cbind(g$q, g$k, g$df, mapply(few, g$q, g$k, g$df))
g <- expand.grid(q = c(0.5, 3.3, 5), k = c(3, 10), df = c(1e12, 1e15, Inf))
ptukey_ <- cbind(g$q, g$k, g$df, ptukey(g$q, g$k, g$df, lower.tail = FALSE))

x <- c(0, 1e-100, 1e-10, 0.1, 1, 2.5, 11.9, 12, 100, 1e10, 1e100, 1e300, Inf)
trigamma_ <- cbind(x, trigamma(x))

what <- c(student = "pt(x, df), both tails", chiSquare = "pchisq(x, df), both tails", f = "pf(x, d1, d2), both tails",
          studentQuantile = "qt(p, df, lower.tail = FALSE)", chiSquareQuantile = "qchisq(p, df, lower.tail = FALSE)",
          fQuantile = "qf(p, d1, d2, lower.tail = FALSE)", rangeOfTwo = "2 * pt(q / sqrt(2), df, lower.tail = FALSE)",
          rangeFew = "lower tail by integrate()", ptukey = "ptukey(q, k, df, lower.tail = FALSE)", trigamma = "trigamma(x)")
all <- list(student = student, chiSquare = chisq, f = f, studentQuantile = qstudent, chiSquareQuantile = qchisq_, fQuantile = qf_,
            rangeOfTwo = range2, rangeFew = rangeFew, ptukey = ptukey_, trigamma = trigamma_)
text <- paste0('{\n"source": "', R.version.string, ', scripts/fixtures-distribution-limits.R",\n"expressions": {',
               paste(sprintf('"%s": "%s"', names(what), what), collapse = ", "), "},\n",
               paste(sprintf('"%s": %s', names(all), sapply(all, rows)), collapse = ",\n"), "\n}\n")
writeLines(text, "test/fixtures/distribution-limits.json", sep = "")
