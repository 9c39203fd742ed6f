# Type III tests of lmerTest on designs with empty cells, each under three codings and two orders of the levels.
# Of a factor nested in words (a / b) lmerTest does not see that a:b contains a; the test of equal means over the cells that
# occur, by emmeans' weights "flat", stands beside it.
# Usage: Rscript scripts/fixtures-empty-cells.R   (from the project's folder; writes test/fixtures/empty-cells.json)
suppressMessages({library(lmerTest); library(emmeans); library(jsonlite)})
datasets <- read_json("datasets/datasets.json")
load_data <- function(name) {
  entry <- Filter(function(d) d$name == name, datasets)[[1]]
  data <- read.csv(file.path("datasets", entry$file), colClasses = "character", na.strings = c("", "NA"), check.names = FALSE)
  for (column in entry$columns) {
    values <- data[[column$name]]
    data[[column$name]] <- if (column$type == "number") as.numeric(values) else
      factor(values, levels = if (is.null(column$levels)) sort(unique(values)) else unlist(column$levels))
  }
  data
}
# Rows of which all named columns have the values are left out.
cell <- function(...) list(...)
design <- function(id, data, formula, ..., factor = character()) list(id = id, data = data, formula = formula, factor = factor, drop = list(...))
designs <- list(
  design("cake, three cells", "cake", "angle ~ recipe * temperature + (1 | recipe:replicate)", cell(temperature = "205"), cell(temperature = "215"),
         cell(temperature = "225"), cell(recipe = "A", temperature = "175"), cell(recipe = "B", temperature = "185"), cell(recipe = "C", temperature = "195")),
  design("cake, two cells", "cake", "angle ~ recipe * temperature + (1 | recipe:replicate)", cell(temperature = "205"), cell(temperature = "215"),
         cell(temperature = "225"), cell(recipe = "A", temperature = "175"), cell(recipe = "B", temperature = "185")),
  design("cake, one of eighteen", "cake", "angle ~ recipe * temperature + (1 | recipe:replicate)", cell(recipe = "B", temperature = "205")),
  design("cake, a staircase", "cake", "angle ~ recipe * temperature + (1 | recipe:replicate)", cell(recipe = "A", temperature = "175"), cell(recipe = "A", temperature = "185"),
         cell(recipe = "B", temperature = "185"), cell(recipe = "B", temperature = "195"), cell(recipe = "C", temperature = "215"), cell(recipe = "C", temperature = "225")),
  design("cake, nested in words", "cake", "angle ~ recipe / temperature + (1 | recipe:replicate)", cell(recipe = "A", temperature = "225"), cell(recipe = "C", temperature = "175")),
  design("cake, interaction first", "cake", "angle ~ temperature + recipe:temperature + (1 | recipe:replicate)", cell(recipe = "A", temperature = "175"), cell(recipe = "B", temperature = "195")),
  design("cake, a line each", "cake", "angle ~ recipe * temp + recipe * temperature + (1 | recipe:replicate)", cell(recipe = "A", temperature = "175")),
  design("Oats", "Oats", "yield ~ Variety * nitro + (1 | Block) + (1 | Block:Variety)", cell(Variety = "Victory", nitro = "0"), cell(Variety = "Marvellous", nitro = "0.4"), factor = "nitro"),
  design("Oats, diagonal", "Oats", "yield ~ Variety * nitro + (1 | Block)", cell(Variety = "Victory", nitro = "0"), cell(Variety = "Marvellous", nitro = "0.2"),
         cell(Variety = "Golden Rain", nitro = "0.6"), factor = "nitro"),
  design("ham, one cell of sixteen", "ham", "Informed.liking ~ Product * Information * Gender + (1 | Consumer)", cell(Product = "2", Information = "1", Gender = "2")),
  design("ham, a pair", "ham", "Informed.liking ~ Product * Information * Gender + (1 | Consumer)", cell(Product = "3", Information = "2")),
  design("ham, two pairs", "ham", "Informed.liking ~ Product * Information + Product * Gender + (1 | Consumer)", cell(Product = "1", Information = "2"), cell(Product = "4", Gender = "1")),
  design("ham, slopes", "ham", "Informed.liking ~ Product * Information * Age + (1 | Consumer)", cell(Product = "2", Information = "1")),
  design("ham, covariate", "ham", "Informed.liking ~ Age + Product * Gender + Information + (1 | Consumer)", cell(Product = "2", Gender = "1"), cell(Product = "3", Gender = "2")),
  design("ham, all pairs", "ham", "Informed.liking ~ (Product + Information + Gender)^2 + (1 | Consumer) + (1 | Consumer:Product)", cell(Product = "1", Gender = "1"), cell(Product = "2", Information = "2")),
  design("ham, curved", "ham", "Informed.liking ~ Product * Gender + Product * (Age + I(Age^2)) + (1 | Consumer)", cell(Product = "4", Gender = "2")),
  design("TVbo", "TVbo", "Coloursaturation ~ TVset * Picture + Repeat + (1 | Assessor)", cell(TVset = "TV2", Picture = "2"), cell(TVset = "TV3", Picture = "4"), cell(TVset = "TV1", Picture = "1")),
  design("TVbo, three ways", "TVbo", "Coloursaturation ~ TVset * Picture * Repeat + (1 | Assessor)", cell(TVset = "TV2", Picture = "2", Repeat = "1"), cell(TVset = "TV3", Picture = "4"),
         cell(TVset = "TV1", Picture = "3", Repeat = "2")),
  design("TVbo, two factors in one", "TVbo", "Noise ~ TVset:Picture + Repeat + (1 | Assessor)", cell(TVset = "TV2", Picture = "2"), cell(TVset = "TV1", Picture = "4")),
  design("pups", "RatPupWeight", "weight ~ Treatment * sex + Lsize + (1 | Litter)", cell(Treatment = "High", sex = "Male")),
  design("pups, slopes", "RatPupWeight", "weight ~ Treatment * sex * Lsize + (1 | Litter)", cell(Treatment = "Low", sex = "Female")),
  design("reasoning", "sk2011_1", "response ~ instruction * plausibility * type + (1 | id) + (1 | content)", cell(instruction = "deductive", plausibility = "implausible", type = "reversed")),
  design("reasoning, four factors", "sk2011_1", "response ~ instruction * inference * plausibility * type + (1 | id)", cell(inference = "MP", plausibility = "plausible"),
         cell(instruction = "probabilistic", inference = "AC"), cell(inference = "DA", plausibility = "implausible", instruction = "deductive"))
)
tight <- lmerControl("bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e6), calc.derivs = FALSE, check.conv.singular = "ignore", check.scaleX = "ignore")
quiet <- function(x) suppressWarnings(suppressMessages(x))
flat <- function(fit, name) {
  contrasts <- contrast(emmeans::emmeans(fit, name, weights = "flat", nesting = NULL, lmer.df = "asymptotic"), "consec")
  contest(fit, contrasts@linfct[, !is.na(contrasts@bhat), drop = FALSE])$`Sum Sq`
}
is_in <- function(data, cell) Reduce(`&`, Map(function(name, value) as.character(data[[name]]) == value, names(cell), cell))
run <- function(d) {
  data <- load_data(d$data)
  for (name in d$factor) data[[name]] <- factor(data[[name]])
  for (cell in d$drop) data <- data[!is_in(data, cell), ]
  data <- droplevels(data)
  fixed <- all.vars(lme4::nobars(as.formula(d$formula)))[-1]
  factors <- fixed[sapply(data[fixed], is.factor)]
  tables <- list()
  for (order in c("given", "turned")) for (coding in c("treatment", "sum", "helmert")) {
    coded <- data
    for (name in factors) if (order == "turned") {
      levels <- levels(data[[name]])
      coded[[name]] <- factor(data[[name]], levels[c(length(levels), seq_len(length(levels) - 1))])
    }
    contrasts <- setNames(rep(list(paste0("contr.", coding)), length(factors)), factors)
    fit <- quiet(lmer(as.formula(d$formula), coded, contrasts = contrasts, control = tight))
    fit <- quiet(lmer(as.formula(d$formula), coded, contrasts = contrasts, control = tight, start = getME(fit, "theta")))
    table <- quiet(anova(fit))
    table <- table[!is.na(table$NumDF), ]
    rows <- data.frame(term = rownames(table), sumSq = table$`Sum Sq`, numDf = table$NumDF, denDf = table$DenDF, statistic = table$`F value`, p = table$`Pr(>F)`)
    if (grepl("nested in words|interaction first", d$id)) {
      first <- which(!grepl(":", rows$term))
      rows$flat <- NA
      rows$flat[first] <- quiet(flat(fit, rows$term[first]))
    }
    tables <- c(tables, list(list(order = order, coding = coding, rows = rows)))
  }
  first <- tables[[1]]$rows
  spread <- max(sapply(tables, function(t) max(abs(t$rows$statistic / first$statistic - 1), na.rm = TRUE)))
  message(sprintf("%-28s %5d rows, spread %.1e", d$id, nrow(data), spread))
  list(id = d$id, data = d$data, formula = d$formula, factor = I(as.character(d$factor)), drop = d$drop, factors = I(factors), rows = nrow(data), spread = spread, tables = tables)
}
cases <- lapply(designs, run)
versions <- as.list(sapply(c("lme4", "lmerTest"), function(p) as.character(packageVersion(p))))
versions$R <- as.character(getRversion())
listed <- paste(sapply(cases, function(x) toJSON(x, auto_unbox = TRUE, digits = 10, na = "null")), collapse = ",\n")
cat(sprintf('{"versions": %s,\n"cases": [\n%s\n]}\n', toJSON(versions, auto_unbox = TRUE), listed), file = "test/fixtures/empty-cells.json")
