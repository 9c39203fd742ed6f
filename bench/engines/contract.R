# The contract of the bench for engines in R: a request as a file of assignments, the answer as JSON on stdout.
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

# Calls a function without arguments as often as the request wants: its times, and the memory after the first call.
fit_repeatedly <- function(fit_once) {
  fits <- numeric()
  deadline <- proc.time()[["elapsed"]] + request$seconds
  repeat {
    fits <- c(fits, milliseconds(fit_once()))
    if (length(fits) == 1) peak <- most_resident()
    if (proc.time()[["elapsed"]] > deadline || length(fits) >= request$repeats) break
  }
  list(fits = fits, peak = peak)
}

# Median time of an objective near a point, each at another one, as an optimizer asks for them.
time_evaluation <- function(objective, point) {
  median(sapply(1:5, function(i) milliseconds(objective(point * (1 + i / 1000)))))
}

numbers <- function(values) paste(sprintf("%.17g", values), collapse = ", ")

answer <- function(version, fits, evaluation, evaluations, objective, peak, setup = NULL, theta = NULL) {
  fields <- c(
    sprintf('"version": "%s"', version),
    sprintf('"read": %.3f', read),
    sprintf('"fits": [%s]', numbers(fits)),
    if (!is.null(setup)) sprintf('"setup": %.3f', setup),
    sprintf('"evaluation": %.6f', evaluation),
    sprintf('"evaluations": %s', if (is.na(evaluations)) "null" else evaluations),
    sprintf('"objective": %.17g', objective),
    if (!is.null(theta)) sprintf('"theta": [%s]', numbers(theta)),
    if (!is.na(peak)) sprintf('"memory": {"start": %.0f, "peak": %.0f}', at_start, peak)
  )
  cat("{", paste(fields, collapse = ", "), "}\n", sep = "")
}
