# The dense kernels of R's BLAS and LAPACK: best seconds of each at the sizes given, as JSON.
sizes <- as.integer(commandArgs(TRUE))

# Least seconds of several calls in about half a second; `times` calls are timed together where one is too short.
best <- function(call) {
  clock <- function(times) {
    start <- Sys.time()
    for (i in seq_len(times)) call()
    as.numeric(Sys.time() - start, units = "secs") / times
  }
  times <- max(1, ceiling(0.005 / max(clock(1), 1e-6)))
  runs <- max(3, ceiling(0.5 / (times * clock(times))))
  min(sapply(seq_len(runs), function(i) clock(times)))
}

rows <- sapply(sizes, function(n) {
  p <- matrix(sin(seq_len(n * n)), n)
  s <- crossprod(p) + diag(n, n)
  upper <- chol(s)
  seconds <- c(
    cholesky = best(function() chol(s)),
    rankUpdate = best(function() crossprod(p)),
    forwardSolve = best(function() backsolve(upper, p, transpose = TRUE)),
    inverse = best(function() chol2inv(upper))
  )
  sprintf('"%d": {%s}', n, paste(sprintf('"%s": %.9f', names(seconds), seconds), collapse = ", "))
})
blas <- sub(".*/([^/]+/[^/]+)$", "\\1", extSoftVersion()[["BLAS"]])
cat(sprintf('{"version": "R %s, BLAS %s", "seconds": {%s}}\n', getRversion(), blas, paste(rows, collapse = ", ")))
