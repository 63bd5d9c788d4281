# Independent results for tests/register/test_peer_results.py.
# Regression by lm and sandwich::vcovCL; the weighted and doubly robust estimates as stacked
# estimating equations whose sandwich is taken numerically with numDeriv: nothing is derived by hand.
# Usage: Rscript make_peer_results.R panel.csv peer_results.json
suppressPackageStartupMessages({ library(sandwich); library(numDeriv) })
files <- commandArgs(trailingOnly = TRUE)
panel <- read.csv(files[1])
z <- as.matrix(panel[, c("z_0", "z_1", "z_2", "z_3")])
x <- z[, -1]
d <- panel$reached

clustered <- function(scores, cluster) {
  sums <- rowsum(scores, cluster)
  t(sums) %*% sums
}

stacked <- function(y, w, estimand, robust, cluster, known = FALSE) {
  p <- ncol(z)
  glm_fit <- glm(d ~ x, family = binomial(), control = glm.control(epsilon = 1e-14, maxit = 50))
  b <- coef(glm_fit)
  one <- if (robust) lm.wfit(z[d == 1, ], y[d == 1], w[d == 1])$coefficients else rep(0, p)
  zero <- if (robust) lm.wfit(z[d == 0, ], y[d == 0], w[d == 0])$coefficients else rep(0, p)
  weights <- function(b) {
    e <- plogis(as.vector(z %*% b))
    switch(estimand,
      ate = list(one = d / e, zero = (1 - d) / (1 - e), all = rep(1, length(d))),
      att = list(one = d, zero = (1 - d) * e / (1 - e), all = d),
      overlap = list(one = d * (1 - e), zero = (1 - d) * e, all = e * (1 - e)))
  }
  scores <- function(theta) {
    b <- theta[1:p]; one <- theta[p + 1:p]; zero <- theta[2 * p + 1:p]
    top <- theta[3 * p + 1:3]
    e <- plogis(as.vector(z %*% b)); v <- weights(if (known) coef(glm_fit) else b)
    f1 <- as.vector(z %*% one); f0 <- as.vector(z %*% zero)
    s <- cbind(z * (d - e),
      if (robust) z * (w * d * (y - f1)) else matrix(one, nrow(z), p, byrow = TRUE),
      if (robust) z * (w * (1 - d) * (y - f0)) else matrix(zero, nrow(z), p, byrow = TRUE),
      w * v$all * (f1 - f0 - top[1]), w * v$one * (y - f1 - top[2]),
      w * v$zero * (y - f0 - top[3]))
    s
  }
  v <- weights(b)
  f1 <- as.vector(z %*% one); f0 <- as.vector(z %*% zero)
  top <- c(weighted.mean(f1 - f0, w * v$all), weighted.mean(y - f1, w * v$one),
           weighted.mean(y - f0, w * v$zero))
  theta <- c(b, one, zero, top)
  bread <- solve(jacobian(function(t) colSums(scores(t)), theta))
  meat <- if (is.null(cluster)) crossprod(scores(theta)) else clustered(scores(theta), cluster)
  v <- bread %*% meat %*% t(bread)
  a <- c(rep(0, 3 * p), 1, 1, -1)
  list(mean = sum(a * theta), sd = sqrt(as.vector(t(a) %*% v %*% a)))
}

found <- list()
add <- function(name, result) found[[name]] <<- result
for (k in 1:2) {
  y <- panel[[paste0("y_", k)]]; w <- panel[[paste0("w_", k)]]
  ols <- lm(y ~ d + x, weights = w)
  difference <- lm(y ~ d, weights = w)
  g <- length(unique(panel$cluster))
  add(paste0("adjusted_hc1_", k), list(mean = unname(coef(ols)["d"]),
      sd = sqrt(vcovHC(ols, "HC1")["d", "d"])))
  add(paste0("adjusted_cluster_", k), list(mean = unname(coef(ols)["d"]),
      sd = sqrt(vcovCL(ols, panel$cluster, type = "HC1", cadjust = TRUE)["d", "d"])))
  add(paste0("raw_hc1_", k), list(mean = unname(coef(difference)["d"]),
      sd = sqrt(vcovHC(difference, "HC1")["d", "d"])))
  for (estimand in c("ate", "att", "overlap")) for (robust in c(FALSE, TRUE)) {
    name <- if (robust) "doubly_robust" else "weighted"
    add(paste(name, estimand, "person", k, sep = "_"), stacked(y, w, estimand, robust, NULL))
    by <- stacked(y, w, estimand, robust, panel$cluster)
    by$sd <- by$sd * sqrt(g / (g - 1))
    add(paste(name, estimand, "cluster", k, sep = "_"), by)
  }
  add(paste0("known_weights_", k), stacked(y, w, "ate", FALSE, NULL, known = TRUE))
}
number <- function(v) formatC(v, digits = 15, format = "g")
line <- function(n) sprintf('  "%s": {"mean": %s, "sd": %s}', n, number(found[[n]]$mean), number(found[[n]]$sd))
writeLines(c("{", paste(vapply(names(found), line, ""), collapse = ",\n"), "}"), files[2])
