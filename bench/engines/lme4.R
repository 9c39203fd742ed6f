# lme4 behind the contract of the bench: a request as a file of R assignments, the answer as JSON on stdout.
suppressMessages(library(lme4))
request <- new.env()
sys.source(tail(commandArgs(TRUE), 1), request)

milliseconds <- function(expression) 1000 * system.time(expression)[["elapsed"]]

header <- names(read.csv(request$csv, nrows = 1, check.names = FALSE))
classes <- ifelse(header %in% request$factors, "factor", NA)
read <- milliseconds(data <- read.csv(request$csv, colClasses = classes, na.strings = c("", "NA")))

formula <- as.formula(request$formula)
fits <- numeric()
deadline <- proc.time()[["elapsed"]] + request$seconds
repeat {
  took <- milliseconds({
    fit <- suppressMessages(suppressWarnings(lmer(formula, data, REML = request$reml)))
    errors <- sqrt(diag(as.matrix(vcov(fit))))
  })
  fits <- c(fits, took)
  if (proc.time()[["elapsed"]] > deadline || length(fits) >= request$repeats) break
}

objective <- fit@devcomp$cmp[[if (request$reml) "REML" else "dev"]]
blas <- sub(".*/([^/]+/[^/]+)$", "\\1", extSoftVersion()[["BLAS"]])
version <- sprintf("%s (%s, BLAS %s)", packageVersion("lme4"), paste("R", getRversion()), blas)
cat(sprintf(
  '{"engine": "lme4", "version": "%s", "read": %.3f, "fits": [%s], "evaluations": %d, "objective": %.12g}\n',
  version, read, paste(sprintf("%.3f", fits), collapse = ", "), as.integer(fit@optinfo$feval), objective
))
