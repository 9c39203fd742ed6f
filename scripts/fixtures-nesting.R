# Means, contrasts, trends and joint tests of R's emmeans where the levels of fixed factors are nested.
# Usage: Rscript scripts/fixtures-nesting.R   (from the project's folder; rewrites test/fixtures/nesting.json, whose first
# data set it keeps; the second is simulated here)
suppressMessages({library(lmerTest); library(emmeans); library(jsonlite)})
path <- "test/fixtures/nesting.json"
formulations <- as.data.frame(lapply(read_json(path)$data$formulations, unlist))
set.seed(7)
site <- expand.grid(rep = 1:2, plot = c("p1", "p2", "p3"), field = c("f1", "f2", "f3", "f4", "f5"), farm = c("A", "B"), stringsAsFactors = FALSE)
site <- site[(site$farm == "A") == (site$field %in% c("f1", "f2")), ]
site$plot <- paste0(site$field, site$plot)
site <- site[!(site$plot %in% c("f2p3", "f4p1")), ]
site <- rbind(site, site, site)
site$block <- rep(paste0("b", 1:3), each = nrow(site) / 3)
site$treated <- ifelse(runif(nrow(site)) < 0.5, "no", "yes")
site$y <- round(rnorm(nrow(site)) + (site$farm == "B") + as.integer(factor(site$plot)) / 5 + rnorm(3)[factor(site$block)], 3)
site$rep <- NULL
data <- list(formulations = formulations, site = site)
models <- list(
  list(id = "conc is a number", data = "formulations", formula = "y ~ ct + form * conc + (1 | blk)"),
  list(id = "conc is a factor", data = "formulations", formula = "y ~ ct + form * factor(conc) + (1 | blk)"),
  list(id = "written with a slash", data = "formulations", formula = "y ~ ct / form + factor(conc) + (1 | blk)"),
  list(id = "three deep", data = "site", formula = "y ~ farm + field + plot + (1 | block)"),
  list(id = "three deep, crossed", data = "site", formula = "y ~ farm / field / plot + treated + (1 | block)")
)
means <- list(
  list("form", NULL), list("ct", NULL), list("1", NULL), list("form", "ct"), list("conc", NULL),
  list("farm", NULL), list("field", NULL), list("plot", NULL), list("plot", "farm"), list("treated", "farm"), list(c("field", "treated"), NULL)
)
quiet <- function(x) suppressWarnings(suppressMessages(x))
run <- function(model) {
  d <- data[[model$data]]
  fit <- quiet(lmer(as.formula(model$formula), d, control = lmerControl("bobyqa", optCtrl = list(rhoend = 1e-10))))
  grid <- quiet(ref_grid(fit, lmer.df = "satterthwaite"))
  known <- names(grid@levels)
  asked <- Filter(function(m) all(setdiff(m[[1]], "1") %in% known) && all(m[[2]] %in% known), means)
  results <- lapply(asked, function(m) {
    e <- try(quiet(emmeans(grid, m[[1]], by = m[[2]])), silent = TRUE)
    if (inherits(e, "try-error")) return(NULL)
    s <- as.data.frame(quiet(summary(e)))
    labels <- intersect(known, names(s))
    p <- try(as.data.frame(quiet(summary(pairs(e)))), silent = TRUE)
    if (!inherits(p, "try-error")) p <- p[as.character(p$contrast) != "(nothing)", ]
    pairs <- if (inherits(p, "try-error") || nrow(p) == 0) NULL else data.frame(estimate = p$estimate, stdError = p$SE, df = p$df, p = p$p.value)
    rows <- data.frame(estimate = s$emmean, stdError = s$SE, df = s$df)
    for (label in labels) rows[[label]] <- as.character(s[[label]])
    out <- list(specs = I(m[[1]]), by = I(as.character(m[[2]])), labels = I(labels), rows = rows)
    if (!is.null(pairs)) out$pairs <- pairs
    out
  })
  j <- as.data.frame(quiet(joint_tests(grid, showconf = FALSE)))
  joint <- data.frame(term = j[["model term"]], numDf = j$df1, statistic = j$F.ratio)
  list(id = model$id, data = model$data, formula = model$formula, nesting = lapply(grid@model.info$nesting, I), means = Filter(Negate(is.null), results), joint = joint)
}
cases <- lapply(models, run)
versions <- as.list(sapply(c("lme4", "lmerTest", "emmeans"), function(p) as.character(packageVersion(p))))
json <- function(x) toJSON(x, auto_unbox = TRUE, digits = 12, na = "null")
columns <- sapply(names(data), function(n) sprintf('"%s": %s', n, toJSON(as.list(data[[n]]), digits = 12)))
listed <- paste(sapply(cases, json), collapse = ",\n")
cat(sprintf('{"versions": %s,\n"data": {\n%s\n},\n"cases": [\n%s\n]}\n', json(versions), paste(columns, collapse = ",\n"), listed), file = path)
