# Power of three studies by direct simulation with lme4 and lmerTest: what test/power/reference.test.ts compares with.
# Rscript scripts/fixtures-power.R > test/fixtures/power.json
suppressMessages({
  library(lme4)
  library(lmerTest)
})
set.seed(18)
REPLICATES <- 600

successes <- function(data, formula, draw, coefficient, family = NULL) {
  count <- 0
  for (i in seq_len(REPLICATES)) {
    data$y <- draw(data)
    fit <- suppressMessages(suppressWarnings(
      if (is.null(family)) lmerTest::lmer(formula, data) else glmer(formula, data, family = family)
    ))
    table <- suppressWarnings(coef(summary(fit)))
    count <- count + (table[coefficient, ncol(table)] < 0.05)
  }
  count
}

# 18 subjects over ten days, correlated slopes.
slopes <- expand.grid(day = 0:9, subj = factor(1:18))
root <- t(chol(matrix(c(24.7^2, 0.1 * 24.7 * 5.9, 0.1 * 24.7 * 5.9, 5.9^2), 2)))
drawSlopes <- function(d) {
  b <- root %*% matrix(rnorm(36), 2)
  5 * d$day + b[1, d$subj] + b[2, d$subj] * d$day + rnorm(nrow(d), 0, 25.6)
}

# 20 participants, 12 items, counterbalanced.
crossed <- expand.grid(item = factor(1:12), subj = factor(1:20))
crossed$c <- factor(ifelse((as.integer(crossed$item) + as.integer(crossed$subj)) %% 2 == 0, "a", "b"))
drawCrossed <- function(d) {
  55 * (d$c == "b") + rnorm(20, 0, 80)[d$subj] + rnorm(12, 0, 40)[d$item] + rnorm(nrow(d), 0, 150)
}

# Binary responses of two groups of 12 subjects.
binary <- data.frame(subj = factor(rep(1:24, each = 12)))
binary$g <- factor(ifelse(as.integer(binary$subj) %% 2 == 1, "a", "b"))
drawBinary <- function(d) rbinom(nrow(d), 1, plogis(-0.3 + 0.9 * (d$g == "b") + rnorm(24, 0, 0.8)[d$subj]))

found <- c(
  slopes = successes(slopes, y ~ day + (day | subj), drawSlopes, "day"),
  crossed = successes(crossed, y ~ c + (1 | subj) + (1 | item), drawCrossed, "cb"),
  binary = successes(binary, y ~ g + (1 | subj), drawBinary, "gb", binomial)
)
cat("{\n")
cat(sprintf(' "source": "R %s, lme4 %s, lmerTest %s, seed 18",\n', getRversion(), packageVersion("lme4"), packageVersion("lmerTest")))
cat(sprintf(' "replicates": %d,\n', REPLICATES))
cat(paste(sprintf(' "%s": %d', names(found), as.integer(found)), collapse = ",\n"))
cat("\n}\n")
