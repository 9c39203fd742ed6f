# Prints lmerTest's summaries, tables of coefficients and of analysis of variance for models of the list, fitted anew.
# "deviance" is renamed as lme4 2.1 prints it; warnings at the end are left out, since blup has its own.
# Usage: WIDTH=80 Rscript lmertest-printouts.R REFERENCE_FOLDER OUT_FOLDER id ...   (lmerTest 3.1-3, R 4.2.2)
# The summaries of oats-factor-reml are of WIDTH=100: where a table is too wide, blup wraps names and R moves columns.
options(width = as.integer(Sys.getenv("WIDTH", "80")))
suppressMessages({library(lmerTest); library(jsonlite)})
args <- commandArgs(TRUE); ref <- args[1]; out <- args[2]; ids <- args[-(1:2)]
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
  f <- fromJSON(file.path(ref, "fits/lmm", paste0(id, ".json")), simplifyVector = TRUE)
  data <- read_data(f$dataset)
  ctr <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9), check.conv.singular = "ignore")
  m <- suppressMessages(suppressWarnings(lmer(as.formula(f$formula), data, REML = f$REML, contrasts = if (length(f$contrasts)) as.list(f$contrasts), control = ctr)))
  table <- suppressMessages(capture.output(print(anova(m, type = 3))))
  m@call$formula <- as.formula(f$formula); m@call$data <- as.name(f$dataset); m@call$control <- NULL
  body <- function(lines) { end <- grep("^(optimizer|fit warnings)", lines); if (length(end)) lines[seq_len(end[1] - 1)] else lines }
  for (ddf in c("Satterthwaite", if (f$REML) "Kenward-Roger")) {
    s <- suppressMessages(summary(m, ddf = ddf))
    if (length(s$AICtab) > 1) names(s$AICtab)[names(s$AICtab) == "deviance"] <- "-2*log(L)"
    suffix <- if (ddf == "Satterthwaite") ".summary.txt" else ".kenward-roger.txt"
    writeLines(body(suppressMessages(capture.output(print(s)))), file.path(out, paste0(id, suffix)))
  }
  writeLines(table, file.path(out, paste0(id, ".anova.txt")))
}
