# Prints lme4's summary() and print() of reference fits, at their stored theta, and the numbers that went into them.
# Usage: Rscript lme4-printouts.R REFERENCE_FOLDER OUT_FOLDER lmm|glmm id ...   (lme4 1.1-31, R 4.2.2)
# "deviance" is renamed as lme4 2.1 prints it; warnings at the end are left out, since blup has its own.
suppressMessages({library(lme4); library(jsonlite)})
args <- commandArgs(TRUE); ref <- args[1]; out <- args[2]; kind <- args[3]; ids <- args[-(1:3)]
stay <- function(fn, par, lower, upper, control) list(par = par, fval = fn(par), conv = 0, message = "")
meta <- fromJSON(file.path(ref, "datasets.json"), simplifyVector = FALSE)
if (!is.null(meta$datasets)) meta <- meta$datasets
entry <- function(name) { for (m in meta) if (identical(m$name, name)) return(m); stop(name) }
read_data <- function(name) {
  m <- entry(name)
  d <- read.csv(file.path(ref, "data", basename(m$file)), check.names = FALSE, na.strings = c("NA", ""))
  for (k in m$columns) {
    if (k$type %in% c("factor", "ordered")) {
      v <- as.character(d[[k$name]])
      lev <- if (is.null(k$levels)) sort(unique(v), method = "radix") else unlist(k$levels)
      d[[k$name]] <- factor(v, levels = lev, ordered = k$type == "ordered")
    }
  }
  d
}
for (id in ids) {
  f <- fromJSON(file.path(ref, "fits", kind, paste0(id, ".json")), simplifyVector = TRUE)
  assign(f$dataset, read_data(f$dataset))
  if (kind == "lmm") {
    ctr <- lmerControl(optimizer = NULL, calc.derivs = FALSE, check.conv.singular = "ignore", check.rankX = "silent.drop.cols")
    call <- list(quote(lmer), formula = as.formula(f$formula), data = as.name(f$dataset), REML = f$REML)
    call$start <- as.numeric(f$theta)
  } else {
    ctr <- glmerControl(optimizer = stay, nAGQ0initStep = f$nAGQ == 0, tolPwrss = 1e-10, check.conv.singular = "ignore",
                        check.conv.grad = "ignore", check.conv.hess = "ignore", check.rankX = "silent.drop.cols")
    call <- list(quote(glmer), formula = as.formula(f$formula), data = as.name(f$dataset), family = str2lang(f$family_r), nAGQ = f$nAGQ)
    call$start <- list(theta = as.numeric(f$theta), fixef = as.numeric(f$fixef$estimate))
    if (f$nAGQ == 0) call$start <- call$start["theta"]
  }
  if (!is.null(f$weights)) call$weights <- as.name(f$weights)
  if (!is.null(f$offset)) call$offset <- str2lang(f$offset)
  if (!is.null(f$contrasts)) call$contrasts <- as.list(f$contrasts)
  call$control <- quote(ctr)
  m <- tryCatch(suppressWarnings(suppressMessages(eval(as.call(call)))), error = function(e) { cat(id, conditionMessage(e), "\n"); NULL })
  if (is.null(m)) next
  m@call$formula <- as.formula(f$formula); m@call$control <- NULL; m@call$start <- NULL
  m@optinfo$conv <- list(opt = 0, lme4 = list()); m@optinfo$warnings <- list()
  s <- summary(m)
  if (length(s$AICtab) > 1) names(s$AICtab)[names(s$AICtab) == "deviance"] <- "-2*log(L)"
  sum_txt <- capture.output(suppressMessages(print(s)))
  real <- lme4:::llikAIC
  llikAIC2 <- function(...) { r <- real(...); names(r$AICtab)[names(r$AICtab) == "deviance"] <- "-2*log(L)"; r }
  environment(llikAIC2) <- environment(); assignInNamespace("llikAIC", llikAIC2, "lme4")
  pr_txt <- capture.output(print(m)); assignInNamespace("llikAIC", real, "lme4")
  vc <- VarCorr(m)
  labels <- names(vc); groups <- names(m@cnms)
  q <- unname(quantile(residuals(m, "pearson", scaled = TRUE)))
  ll <- logLik(m)
  obj <- list(id = id, formula = paste(sub("^ +", "", deparse(m@call$formula)), collapse = ""), dataName = f$dataset, method = if (isREML(m)) "REML" else "ML", weights = f$weights, offset = f$offset,
    nobs = nobs(m), nDropped = f$n_dropped, groups = as.list(ngrps(m)), objective = if (isREML(m)) REMLcrit(m) else -2 * as.numeric(logLik(m)),
    logLik = as.numeric(ll), df = attr(ll, "df"), aic = AIC(m), bic = BIC(m), sigma = sigma(m), theta = I(unname(getME(m, "theta"))),
    droppedFixef = I(as.character(f$fixef_dropped)),
    fixef = list(names = I(rownames(s$coefficients)), estimate = I(unname(s$coefficients[, 1])), stdError = I(unname(s$coefficients[, 2])),
                 statistic = I(unname(s$coefficients[, 3]))),
    vcov = unname(as.matrix(vcov(m))), correlation = unname(cov2cor(as.matrix(vcov(m)))),
    varCorr = lapply(seq_along(vc), function(i) list(group = groups[i], label = labels[i], names = I(colnames(vc[[i]])),
      sd = I(unname(attr(vc[[i]], "stddev"))), corr = unname(as.matrix(attr(vc[[i]], "correlation"))))),
    singular = f$singular, quantiles = q)
  if (kind == "glmm") {
    fam <- strsplit(sub("\\)$", "", family(m)$family), "(", fixed = TRUE)[[1]]
    obj <- c(obj, list(glmm = list(label = fam[1], shape = as.numeric(fam[2]), link = family(m)$link, nAGQ = f$nAGQ, hasScale = lme4:::isGLMM(m) && m@devcomp$dims[["useSc"]] == 1,
                                   pValue = I(unname(s$coefficients[, 4])))))
  }
  exact <- rapply(obj, function(x) {
    if (!is.double(x)) return(x)
    replace(x, TRUE, ifelse(is.finite(x), sprintf("@%.17g", x), NA))
  }, how = "replace")
  text <- toJSON(exact, auto_unbox = TRUE, null = "null", na = "null")
  write(gsub("\"@([^\"]*)\"", "\\1", text), file.path(out, paste0(id, ".json")))
  body <- function(lines) { end <- match("fit warnings:", lines); if (is.na(end)) lines else lines[seq_len(end - 1)] }
  writeLines(body(sum_txt), file.path(out, paste0(id, ".summary.txt"))); writeLines(body(pr_txt), file.path(out, paste0(id, ".print.txt")))
}
