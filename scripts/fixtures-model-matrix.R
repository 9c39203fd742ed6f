# Writes test/fixtures/model-matrix.json: R's model.matrix() for a table of formulas and contrasts.
# Run from the project's root: Rscript scripts/fixtures-model-matrix.R (needs MASS and lme4).
suppressPackageStartupMessages({
  library(MASS)
  library(lme4)
})

d <- data.frame(
  a = factor(rep(c("p", "q"), 12)),
  b = factor(rep(c("u", "v", "w"), each = 8)),
  c = factor(rep(c("k", "m", "n", "m"), 6), levels = c("n", "k", "m")),
  o = factor(rep(c("low", "mid", "high", "top"), times = c(5, 7, 6, 6)), levels = c("low", "mid", "high", "top"), ordered = TRUE),
  l = rep(c(TRUE, FALSE, FALSE), 8),
  k = rep(c(3, 1, 2, 10, 7, 1.5), 4),
  x = c(0.3, 1.7, 2.2, 5.1, 4.4, 3.3, 0.9, 6.5, 7.25, 2.5, 8.75, 1.1, 9.4, 3.8, 4.6, 5.5, 6.1, 7.7, 0.05, 2.9, 8.1, 3.05, 1.35, 5.95),
  z = c(-1.2, 0.4, 0.7, -0.3, 2.5, -2.15, 0.35, 1.05, -0.85, 0.15, -1.95, 2.25, 0.6, -0.45, 1.5, -2.5, 0.95, -0.05, 1.85, -1.45, 0.25, 2.05, -0.65, 1.25)
)

contrast_sets <- list(
  default = list(),
  sum = list(a = "contr.sum", b = "contr.sum", c = "contr.sum"),
  helmert = list(b = "contr.helmert", c = "contr.helmert"),
  sdif = list(b = "contr.sdif", o = "contr.sdif"),
  poly = list(b = "contr.poly", c = "contr.poly"),
  base = list(b = contr.treatment(levels(d$b), base = 2), c = contr.treatment(levels(d$c), base = 3), o = "contr.treatment"),
  custom = list(b = matrix(c(1, -0.5, -0.5, 0, 1, -1), 3, dimnames = list(levels(d$b), c("first", "rest"))),
                c = matrix(c(2, -1, -1, 0, 0.25, -0.25), 3))
)
specs <- list(
  default = '{}',
  sum = '{"a":"sum","b":"contr.sum","c":"sum"}',
  helmert = '{"b":"helmert","c":"helmert"}',
  sdif = '{"b":"sdif","o":"sdif"}',
  poly = '{"b":"poly","c":"poly"}',
  base = '{"b":"treatment(v)","c":{"treatment":"m"},"o":"treatment"}',
  custom = '{"b":{"matrix":[[1,0],[-0.5,1],[-0.5,-1]],"columns":["first","rest"]},"c":{"matrix":[[2,0],[-1,0.25],[-1,-0.25]]}}'
)

formulas <- c(
  "~ 1", "~ 0 + x", "~ x", "~ a", "~ b", "~ o", "~ l", "~ 0 + a", "~ 0 + l", "~ b - 1", "~ 0 + x + b", "~ a + b", "~ 0 + a + b",
  "~ a * b", "~ a:b", "~ 0 + a:b", "~ a + a:b", "~ b + a:b", "~ b + a + a:b", "~ a %in% b", "~ a / b", "~ a / b / c", "~ a * b * c",
  "~ a:b:c", "~ a + b + a:b:c", "~ a:b + b:c", "~ a + a:b:c", "~ a * b + c:a", "~ (a + b + c)^2", "~ (a + b + c)^2 - a:b",
  "~ a * b - a", "~ a * b * c - a:b:c - b", "~ 0 + a * b", "~ 0 + a:b + c", "~ 0 + b:c + a:b:c",
  "~ x * b", "~ x:b", "~ b:x", "~ 0 + x:b", "~ 0 + x + x:b", "~ x + x:b + a", "~ x:z", "~ x * z * b", "~ b / x", "~ b / x - 1", "~ x / b",
  "~ a:x + b:x", "~ a:b:x", "~ a * b * x - a:b:x", "~ l * b", "~ l:x", "~ 0 + l:b", "~ o * a", "~ o:x", "~ 0 + o", "~ l + l:o",
  "~ poly(x, 2)", "~ poly(x, 3) * a", "~ b * poly(z, 2)", "~ poly(x, 2, raw = TRUE)", "~ poly(x, degree = 1)", "~ 0 + poly(k, 4):a",
  "~ scale(x)", "~ scale(x, scale = FALSE) * b", "~ scale(x, center = FALSE)", "~ scale(x, 2, 3)", "~ scale(log(x + 1))",
  "~ factor(k)", "~ factor(k) * a", "~ ordered(k)", "~ factor(c, levels = c(\"m\", \"n\", \"k\"))",
  "~ factor(k, levels = c(10, 7, 3, 2, 1.5, 1))", "~ factor(a, labels = c(\"first\", \"second\")) + x", "~ relevel(b, ref = \"w\")",
  "~ as.factor(k) + as.numeric(c)", "~ dummy(b)", "~ dummy(b, \"v\")", "~ dummy(b, c(\"u\", \"w\")) * x", "~ 0 + dummy(a) + dummy(o)",
  "~ I(x^2)", "~ x + I(x^2) + I(x^3)", "~ I(x * z) + I(-x)", "~ I(x > 3)", "~ I(x > 3 & l)", "~ I(a == \"p\") * x", "~ (x >= 2) + z",
  "~ log(x) + log2(x) + log10(x) + log1p(x) + log(x, 3)", "~ exp(z) + expm1(z) + sqrt(x) + abs(z)", "~ sin(2 * pi * x) + cos(z) + tan(z)",
  "~ round(x) + round(x, 1) + floor(z) + ceiling(z)", "~ pmin(x, z, 1) + pmax(x, 3)", "~ ifelse(z > 0, x, 0) + ifelse(l, 1, z)",
  "~ I((x + 1) / (k - 0.5)) + I(x^-1) + I(2^z)", "~ I(a == \"p\" | b != \"u\")", "~ I(!l)", "~ I(o < \"high\")", "~ I(x^0.5) + I(x^z)"
)

# Under contrasts that are not the default, a selection is enough.
few <- c("~ a + b", "~ b", "~ 0 + b", "~ a * b", "~ a:b", "~ a / b", "~ b * c", "~ 0 + b + c", "~ x * b", "~ b:x", "~ a * b * c", "~ b + o + c")

number <- function(v) sprintf("%.17g", v)
text <- function(v) vapply(v, function(s) paste0('"', gsub('"', '\\\\"', s), '"'), "")
list_of <- function(v) paste0("[", paste(v, collapse = ","), "]")

one_case <- function(formula, set) {
  arg <- contrast_sets[[set]]
  used <- arg[names(arg) %in% all.vars(as.formula(formula))]
  mm <- model.matrix(as.formula(formula), d, contrasts.arg = if (length(used) > 0) used)
  columns <- vapply(seq_len(ncol(mm)), function(j) list_of(number(mm[, j])), "")
  sprintf('{"formula":%s,"contrasts":%s,"names":%s,"assign":%s,"columns":%s}',
    text(formula), text(set), list_of(text(colnames(mm))), list_of(attr(mm, "assign")), list_of(columns))
}

column <- function(name) {
  v <- d[[name]]
  if (is.factor(v)) {
    sprintf('{"name":"%s","kind":"factor","ordered":%s,"levels":%s,"codes":%s}', name, if (is.ordered(v)) "true" else "false",
      list_of(text(levels(v))), list_of(as.integer(v) - 1L))
  } else if (is.logical(v)) {
    sprintf('{"name":"%s","kind":"logical","codes":%s}', name, list_of(as.integer(v)))
  } else {
    sprintf('{"name":"%s","kind":"number","values":%s}', name, list_of(number(v)))
  }
}

grid <- rbind(data.frame(f = formulas, s = "default"), expand.grid(f = few, s = setdiff(names(contrast_sets), "default"), stringsAsFactors = FALSE))
# The order of levels of a contrast polynomial, far enough for its recurrence to matter.
polynomials <- vapply(2:12, function(n) {
  m <- contr.poly(n)
  sprintf('{"names":%s,"columns":%s}', list_of(text(colnames(m))), list_of(vapply(seq_len(n - 1), function(j) list_of(number(m[, j])), "")))
}, "")
out <- sprintf('{"r":%s,\n"columns":%s,\n"contrastSets":{%s},\n"polynomials":[%s],\n"cases":[\n%s\n]}\n', text(R.version.string),
  list_of(vapply(names(d), column, "")), paste0('"', names(specs), '":', unlist(specs), collapse = ",\n"), paste(polynomials, collapse = ",\n"),
  paste(mapply(one_case, grid$f, grid$s), collapse = ",\n"))
dir.create("test/fixtures", showWarnings = FALSE, recursive = TRUE)
cat(out, file = "test/fixtures/model-matrix.json")
