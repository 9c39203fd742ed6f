# Values of the functions that formulas may call, on columns with missing values, and of the remembered ones in new rows.
# Usage: Rscript scripts/fixtures-formula-functions.R   (from the project's folder; writes
# test/fixtures/formula-functions.json)
suppressMessages({library(splines); library(jsonlite)})
x <- c(3.2, NA, -1.5, 0.4, 7.9, 3.2, 2.05, NA, 11.3, 5.5, -4.1, 6.6, 0.4, 8.25)
k <- c(1, 2, 3, 2, NA, 5, 4, 3, 1, 5, 2, 4, NA, 3)
p <- c(0.5, 0.01, NA, 0.99, 0.2, 1e-9, 0.75, 0.333, 0.6, 0.1, 0.9, 0.05, 0.4, 0.8)
f <- c("b", "a", NA, "c", "a", "b", "c", "c", "a", "b", NA, "a", "c", "b")
g <- c("u", "v", "u", NA, "u", "v", "v", "u", "u", "v", "u", "v", "u", "u")
columns <- list(x = x, k = k, p = p, f = f, g = g)
data <- as.data.frame(columns, stringsAsFactors = TRUE)
fresh <- data.frame(x = c(-6, -4.1, 0, 3.2, 11.3, 14, NA), k = c(1, 2.5, 5, 0, 3, NA, 9))

plain <- function(value) {
  if (is.factor(value)) return(list(levels = I(levels(value)), values = as.character(value)))
  if (is.matrix(value)) return(list(columns = lapply(seq_len(ncol(value)), function(j) as.vector(value[, j]))))
  if (is.logical(value)) return(list(values = as.integer(value)))
  list(values = as.vector(value))
}

# What R evaluates as it is.
expressions <- c(
  "k %% 2", "k %/% 2", "x %% 3", "x %/% 3", "x %% -3", "x %/% -3", "-x %% 2", "x %% 0.1", "x %/% 0.1", "k %% 0", "k %/% 0", "x %% Inf", "-x %/% Inf",
  "2 * k %% 3 + 1", "k %in% c(1, 3)", "k %in% 2:4", "f %in% c(\"a\", \"c\")", "!(f %in% \"a\")", "x %in% k", "k %in% c(\"1\", \"5\")",
  "sign(x)", "tanh(x)", "tanh(x / 1000)", "tanh(x * 50)", "plogis(x)", "plogis(x * 100)", "qlogis(p)", "trunc(x)", "as.integer(x)", "as.integer(factor(f))",
  "x - mean(x, na.rm = TRUE)", "x / sd(x, na.rm = TRUE)", "x - median(x, na.rm = TRUE)", "x - min(x, na.rm = TRUE)", "max(x, na.rm = TRUE) - x",
  "x - quantile(x, 0.25, na.rm = TRUE)", "x - mean(c(1, 2, 4))", "(x - min(x, na.rm = TRUE)) / (max(x, na.rm = TRUE) - min(x, na.rm = TRUE))",
  "mean(log(abs(x)), na.rm = TRUE) * k",
  "cut(x, 3)", "cut(x, 4, labels = FALSE)", "cut(k, 2, right = FALSE)", "cut(x, c(-5, 0, 5, 12))", "cut(x, c(0, 5, 12), labels = c(\"low\", \"high\"))",
  "cut(x, c(-Inf, 0.4, 3.2, Inf))", "cut(x, c(-Inf, 0.4, 3.2, Inf), right = FALSE)", "cut(k, c(1, 2, 5))", "cut(k, c(1, 2, 5), include.lowest = TRUE)",
  "cut(k, c(1, 2, 5), include.lowest = TRUE, right = FALSE)", "cut(k, 1:5)", "cut(x, seq(-5, 15, by = 5))", "cut(x, seq(-5, 15, length.out = 4))",
  "cut(x, seq(-5, 15, length.out = 4), dig.lab = 5)", "cut(p, c(0, 1e-5, 0.123456, 0.1234567, 1))", "cut(x * 1e6, 3)", "cut(x / 1e6, c(-5, 0, 12) / 1e6)",
  "cut(k, c(5, 0, 2))", "cut(x, quantile(x, c(0, 1/3, 2/3, 1), na.rm = TRUE), include.lowest = TRUE)",
  "interaction(f, g)", "interaction(f, g, sep = \"_\")", "interaction(f, g, lex.order = TRUE)", "interaction(f, g, k)", "interaction(g, f, drop = TRUE)",
  "relevel(f, ref = \"c\")", "as.integer(relevel(f, \"b\"))", "as.integer(interaction(f, g))", "as.integer(cut(x, 3))"
)
exact <- lapply(expressions, function(text) {
  value <- eval(parse(text = text), data, globalenv())
  c(list(expression = text), plain(value))
})
ranks <- list(c(list(expression = "rank(x)"), plain(rank(data$x, na.last = "keep"))), c(list(expression = "rank(k)"), plain(rank(data$k, na.last = "keep"))))

# What a fit of the data remembers, in new rows: splines as R's predict() has them, the others by hand.
splines <- c(
  "ns(x, 3)", "ns(x, df = 4)", "ns(x)", "ns(x, 1)", "ns(x, 2)", "ns(x, df = 5, intercept = TRUE)", "ns(x, knots = c(1, 4, 6))", "ns(x, knots = 3)", "ns(x, 3, Boundary.knots = c(-3, 9))",
  "ns(k, 2)", "ns(x, 6)", "bs(x)", "bs(x, df = 5)", "bs(x, df = 6, intercept = TRUE)", "bs(x, degree = 1, df = 3)", "bs(x, degree = 2, knots = c(0, 5))", "bs(x, knots = c(1, 1.5), degree = 3)",
  "bs(x, df = 5, Boundary.knots = c(-5, 12))", "bs(x, 4, degree = 2)", "bs(x, degree = 1)", "bs(k, df = 4)", "bs(x, knots = median(x, na.rm = TRUE))"
)
remembered <- lapply(splines, function(text) {
  basis <- suppressWarnings(eval(parse(text = text), data))
  name <- if (startsWith(text, "ns(k") || startsWith(text, "bs(k")) "k" else "x"
  list(expression = text, columns = plain(unclass(basis))$columns, fresh = plain(unclass(suppressWarnings(predict(basis, fresh[[name]]))))$columns)
})
byHand <- list(
  list(expression = "x - mean(x, na.rm = TRUE)", fresh = list(fresh$x - mean(x, na.rm = TRUE))),
  list(expression = "x / sd(x, na.rm = TRUE)", fresh = list(fresh$x / sd(x, na.rm = TRUE))),
  list(expression = "x / max(abs(x), na.rm = TRUE)", fresh = list(fresh$x / max(abs(x), na.rm = TRUE))),
  list(expression = "rank(x)", fresh = list(ifelse(is.na(fresh$x), NA, vapply(fresh$x, function(v) sum(x < v, na.rm = TRUE) + (sum(x == v, na.rm = TRUE) + 1) / 2, 0)))),
  list(expression = "as.integer(cut(x, 3))", fresh = list(as.integer(cut(fresh$x, {
    r <- range(x, na.rm = TRUE); b <- seq(r[1], r[2], length.out = 4); b[c(1, 4)] <- b[c(1, 4)] + diff(r) / 1000 * c(-1, 1); b
  }))))
)

# Names and columns of model matrices.
d <- data.frame(f = rep(c("a", "b", "c"), 4), h = rep(c("no", "yes"), each = 6), x = c(1, 2, 4, 5, 7, 9, 3, 3.5, 8, 6, 10, 0), stringsAsFactors = TRUE)
designs <- lapply(c(
  "~ C(f, sum)", "~ C(f, contr.helmert)", "~ C(f, \"contr.sum\")", "~ C(f, treatment)", "~ C(f, contr.treatment(3, base = 2))", "~ C(f, contr.sum(3))", "~ C(h, c(-0.5, 0.5))", "~ C(h, c(-1, 1) / 2)", "~ C(f, poly)",
  "~ C(f, sum) * h", "~ 0 + C(f, sum)", "~ C(f, cbind(c(-1, 1, 0), c(0, -1, 1)))", "~ ns(x, 3)", "~ bs(x, degree = 2) * h", "~ ns(x, 1)", "~ x %% 2 + h", "~ interaction(f, h)", "~ cut(x, 2)"
), function(text) {
  m <- model.matrix(as.formula(text), d)
  list(formula = text, names = colnames(m), columns = unname(lapply(seq_len(ncol(m)), function(j) unname(m[, j]))))
})

json <- toJSON(
  list(origin = paste0("made by scripts/fixtures-formula-functions.R with ", R.version.string, ", splines ", packageVersion("splines")), columns = columns, fresh = fresh,
       exact = c(exact, ranks), remembered = c(remembered, byHand), designData = lapply(d, function(v) if (is.factor(v)) as.character(v) else v), designs = designs),
  digits = NA, na = "string", auto_unbox = TRUE, dataframe = "columns", null = "null"
)
writeLines(gsub("},{\"", "},\n{\"", json, fixed = TRUE), "test/fixtures/formula-functions.json")
