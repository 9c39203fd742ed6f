# Writes test/fixtures/distributions.json: tail probabilities and quantiles of R's distributions, far tails included.
# Run from the project's root: Rscript scripts/fixtures-distributions.R
number <- function(x) ifelse(is.infinite(x), ifelse(x > 0, '"Infinity"', '"-Infinity"'), sprintf("%.17g", x))
rows <- function(m) paste0("[", paste(apply(m, 1, function(r) paste0("[", paste(number(r), collapse = ","), "]")), collapse = ",\n"), "]")

z <- c(-37, -20, -8, -3, -1.96, -1, -0.3, -1e-5, 0, 1e-10, 0.1, 0.5, 1, 1.5, 1.9, 2, 2.5, 4, 7, 12, 25, 37.5)
normal <- cbind(z, pnorm(z), pnorm(z, lower.tail = FALSE))

df <- c(0.5, 1, 1.7, 2, 3, 4.99, 7, 12.5, 17.43, 30, 63, 200, 1234.5, 1e4, 1e6)
t <- expand.grid(t = c(-40, -8, -2.5, -1, -0.01, 0, 1e-8, 0.3, 1, 1.96, 3, 6, 15, 60, 1e3), df = df)
student <- cbind(t$t, t$df, pt(t$t, t$df), pt(t$t, t$df, lower.tail = FALSE))

x <- expand.grid(x = c(1e-8, 0.01, 0.3, 1, 2, 5, 10, 40, 200, 900), df = c(0.3, 1, 2, 3, 6, 17, 80, 1000, 1e5))
chisq <- cbind(x$x, x$df, pchisq(x$x, x$df), pchisq(x$x, x$df, lower.tail = FALSE))

x <- expand.grid(x = c(1e-6, 0.02, 0.5, 1, 1.3, 2.5, 4.5, 12, 60, 200, 2000), d1 = c(1, 2, 3, 7, 20, 99), d2 = c(0.7, 2, 5.3, 21.7, 50, 300.2, 1e4, 1e6))
f <- cbind(x$x, x$d1, x$d2, pf(x$x, x$d1, x$d2), pf(x$x, x$d1, x$d2, lower.tail = FALSE))

p <- c(1e-300, 1e-100, 1e-20, 1e-12, 1e-6, 1e-3, 0.025, 0.1, 0.25, 0.4, 0.499, 0.5, 0.6, 0.75, 0.9, 0.975, 0.999, 1 - 1e-9)
qnormal <- cbind(p, qnorm(p), qnorm(p, lower.tail = FALSE))
p <- p[p >= 1e-20]
g <- expand.grid(p = p, df = c(0.8, 1, 2, 3.3, 7, 17.43, 120, 5000, 1e6))
qstudent <- cbind(g$p, g$df, qt(g$p, g$df), qt(g$p, g$df, lower.tail = FALSE))
g <- expand.grid(p = p, df = c(0.5, 1, 2, 5, 17, 300, 1e5))
qchisquare <- cbind(g$p, g$df, qchisq(g$p, g$df), qchisq(g$p, g$df, lower.tail = FALSE))
g <- expand.grid(p = p, d1 = c(1, 2, 5, 40), d2 = c(1, 4.4, 23, 250.5, 1e5))
qf_ <- cbind(g$p, g$d1, g$d2, qf(g$p, g$d1, g$d2), qf(g$p, g$d1, g$d2, lower.tail = FALSE))

# R's own quantiles and ptukey() are wrong in places: a quantile is kept where R's probability leads back to it, and
# the range's distribution is integrated here.
kept <- function(m, cdf) {
  q <- ncol(m) - 1
  back <- apply(m, 1, function(r) {
    p <- r[1]
    small <- min(p, 1 - p)
    max(abs(cdf(r, r[q], p <= 0.5) / small - 1), abs(cdf(r, r[q + 1], p > 0.5) / small - 1))
  })
  m[back < 2e-13 & m[, 1] != 0.5, ]
}
qstudent <- kept(qstudent, function(r, x, lower) pt(x, r[2], lower.tail = lower))
qchisquare <- kept(qchisquare, function(r, x, lower) pchisq(x, r[2], lower.tail = lower))
qf_ <- kept(qf_, function(r, x, lower) pf(x, r[2], r[3], lower.tail = lower))

# Hartley's form of the range of k normals, and the chi density of its scale.
range_tail <- function(w, k) sapply(w, function(w) {
  f <- function(z) dnorm(z) * (pnorm(z) - pnorm(z - w))^(k - 1)
  1 - (2 * pnorm(w / 2) - 1)^k - 2 * k * (integrate(f, w / 2, w / 2 + 2, rel.tol = 1e-13)$value + integrate(f, w / 2 + 2, w / 2 + 12, rel.tol = 1e-12)$value)
})
scaled_tail <- function(q, k, df) {
  if (is.infinite(df)) return(range_tail(q, k))
  f <- function(s) 2 * df * s * dchisq(df * s^2, df) * range_tail(q * s, k)
  cuts <- sqrt(qchisq(c(1e-18, 0.01, 0.2, 0.5, 0.8, 0.99), df) / df)
  cuts <- c(cuts, sqrt(qchisq(1e-18, df, lower.tail = FALSE) / df))
  sum(sapply(seq_along(cuts)[-1], function(i) integrate(f, cuts[i - 1], cuts[i], rel.tol = 1e-12)$value))
}

g <- expand.grid(q = c(0.5, 2, 3.5, 5), k = c(3, 6, 10, 25), df = c(3, 5.5, 12.5, 100, 3000, Inf))
range_ <- cbind(g$q, g$k, g$df, mapply(scaled_tail, g$q, g$k, g$df))
g <- expand.grid(q = c(2, 3.5, 5), k = c(3, 6, 15), df = c(12.5, 60, 1000, Inf))
ptukey_ <- cbind(g$q, g$k, g$df, ptukey(g$q, g$k, g$df, lower.tail = FALSE))
g <- expand.grid(p = c(0.5, 0.1, 0.05, 0.01), k = c(2, 3, 6, 15), df = c(12.5, 60, Inf))
qrange <- cbind(g$p, g$k, g$df, qtukey(g$p, g$k, g$df, lower.tail = FALSE))

all <- list(normal = normal, student = student, chiSquare = chisq, f = f, normalQuantile = qnormal,
            studentQuantile = qstudent, chiSquareQuantile = qchisquare, fQuantile = qf_, range = range_, ptukey = ptukey_, rangeQuantile = qrange)
text <- paste0("{\n", paste(sprintf('"%s": %s', names(all), sapply(all, rows)), collapse = ",\n"), "\n}\n")
writeLines(text, "test/fixtures/distributions.json", sep = "")
