# One task of benchmarks/survey_weights.py in R survey: Rscript weights.R TASK FOLDER; prints seconds and a check sum.
suppressMessages(library(survey))
arguments <- commandArgs(trailingOnly = TRUE)
levels <- c(16, 4, 6, 20)
n <- 100000
rows <- matrix(readBin(file.path(arguments[2], "rows.bin"), "double", n * 6), n, 6)
totals <- split(readBin(file.path(arguments[2], "totals.bin"), "double", sum(levels)), rep(1:4, levels))
data <- data.frame(w = rows[, 1], c = rows[, 2], m1 = rows[, 3], m2 = rows[, 4], m3 = rows[, 5], m4 = rows[, 6])
known <- lapply(1:4, function(i) setNames(data.frame(seq_len(levels[i]) - 1, totals[[i]]), c(paste0("m", i), "Freq")))
formulas <- list(~m1, ~m2, ~m3, ~m4)
control <- list(maxit = 1000, epsilon = 1e-10)
design <- svydesign(~c, weights = ~w, data = data)
task <- arguments[1]
if (task == "rake") {
  taken <- system.time(found <- rake(design, formulas, known, control = control))
  held <- weights(found)
} else if (task == "jackknife") {
  taken <- system.time(found <- as.svrepdesign(design, type = "JK1", compress = FALSE))
  held <- weights(found, "analysis")[, 200]
} else {
  replicates <- as.svrepdesign(design, type = "JK1", compress = FALSE)
  if (task == "raked") {
    taken <- system.time(found <- rake(replicates, formulas, known, control = control, compress = FALSE))
  } else {
    taken <- system.time(found <- postStratify(replicates, ~m1, known[[1]], compress = FALSE))
  }
  held <- weights(found, "analysis")[, 200]
}
options(digits = 14)
cat(taken[["elapsed"]], sum(held^2), "\n")
