# One task of benchmarks/surveys.py in R survey: Rscript surveys.R TASK FOLDER; prints seconds and a check sum.
suppressMessages(library(survey))
arguments <- commandArgs(trailingOnly = TRUE)
about <- scan(file.path(arguments[2], "about.txt"), quiet = TRUE)
n <- about[1]; k <- about[2]
read <- function(name, columns) {
  matrix(readBin(file.path(arguments[2], name), "double", n * columns), n, columns)
}
design_columns <- read("design.bin", 4)
values <- as.data.frame(read("values.bin", k))
names(values) <- paste0("v", seq_len(k))
data <- cbind(values, data.frame(h = design_columns[, 1], c = design_columns[, 2],
                                 w = design_columns[, 3], g = design_columns[, 4]))
formula <- as.formula(paste("~", paste(names(values), collapse = "+")))
single <- length(unique(data$c)) == n
design <- if (single) svydesign(~1, strata = ~h, weights = ~w, data = data) else
  svydesign(~c, strata = ~h, weights = ~w, data = data)
if (arguments[1] == "replicates") {
  factors <- matrix(readBin(file.path(arguments[2], "replicates.bin"), "double", n * 200), n, 200)
  design <- svrepdesign(weights = ~w, repweights = factors, data = data, type = "bootstrap",
                        combined.weights = TRUE, scale = 1 / 199, rscales = rep(1, 200), degf = 100)
  taken <- system.time({ found <- svymean(formula, design); bounds <- confint(found) })
  errors <- SE(found)
} else {
  taken <- system.time({
    found <- svyby(formula, ~g, design, svymean)
    bounds <- confint(found, df = degf(design))
  })
  errors <- SE(found)
}
options(digits = 12)
cat(taken[["elapsed"]], sum(unlist(errors)), "\n")
