# lme4 behind the contract of the bench: a request as a file of R assignments, the answer as JSON on stdout.
suppressMessages(library(lme4))
request <- new.env()
sys.source(tail(commandArgs(TRUE), 1), request)

milliseconds <- function(expression) {
  start <- Sys.time()
  force(expression)
  1000 * as.numeric(Sys.time() - start, units = "secs")
}
quietly <- function(expression) suppressMessages(suppressWarnings(expression))

# Most resident memory in bytes, where the system tells.
most_resident <- function() {
  status <- "/proc/self/status"
  line <- if (file.exists(status)) grep("^VmHWM:", readLines(status), value = TRUE) else character()
  if (length(line) == 0) NA else 1024 * as.numeric(gsub("[^0-9]", "", line))
}

at_start <- most_resident()
header <- names(read.csv(request$csv, nrows = 1, check.names = FALSE))
classes <- ifelse(header %in% request$factors, "factor", NA)
read <- milliseconds(data <- read.csv(request$csv, colClasses = classes, na.strings = c("", "NA")))

formula <- as.formula(request$formula)
contrasts <- if (length(request$sum_contrasts) == 0) NULL else {
  sapply(request$sum_contrasts, function(name) "contr.sum", simplify = FALSE)
}

fits <- numeric()
evaluations <- NA
peak <- NA
theta <- request$theta
if (request$whole) {
  deadline <- proc.time()[["elapsed"]] + request$seconds
  repeat {
    fits <- c(fits, milliseconds({
      fit <- quietly(lmer(formula, data, REML = request$reml, contrasts = contrasts))
      errors <- sqrt(diag(as.matrix(vcov(fit))))
    }))
    if (length(fits) == 1) peak <- most_resident()
    if (proc.time()[["elapsed"]] > deadline || length(fits) >= request$repeats) break
  }
  evaluations <- as.integer(fit@optinfo$feval)
  theta <- getME(fit, "theta")
  objective <- fit@devcomp$cmp[[if (request$reml) "REML" else "dev"]]
}

setup <- milliseconds({
  parsed <- quietly(lFormula(formula, data, REML = request$reml, contrasts = contrasts))
  deviance_function <- do.call(mkLmerDevfun, parsed)
})
if (length(theta) == 0) theta <- environment(deviance_function)$pp$theta
if (!request$whole) objective <- deviance_function(theta)
# Each at another theta, as an optimizer asks for them.
times <- sapply(1:5, function(i) milliseconds(deviance_function(theta * (1 + i / 1000))))
if (is.na(peak)) peak <- most_resident()

blas <- sub(".*/([^/]+/[^/]+)$", "\\1", extSoftVersion()[["BLAS"]])
version <- sprintf("%s (%s, BLAS %s)", packageVersion("lme4"), paste("R", getRversion()), blas)
numbers <- function(values) paste(sprintf("%.17g", values), collapse = ", ")
fields <- c(
  sprintf('"version": "%s"', version),
  sprintf('"read": %.3f', read),
  sprintf('"fits": [%s]', numbers(fits)),
  sprintf('"setup": %.3f', setup),
  sprintf('"evaluation": %.6f', median(times)),
  sprintf('"evaluations": %s', if (is.na(evaluations)) "null" else evaluations),
  sprintf('"objective": %.17g', objective),
  sprintf('"theta": [%s]', numbers(theta)),
  if (!is.na(peak)) sprintf('"memory": {"start": %.0f, "peak": %.0f}', at_start, peak)
)
cat("{", paste(fields, collapse = ", "), "}\n", sep = "")
