# Results of R's metafor for the data sets it ships, as JSON on standard output:
#   Rscript make_peer_results.R > peer_results.json
# Needs Debian's r-cran-metafor. Iterations run to the last digits, so that a difference is ours.
suppressPackageStartupMessages(library(metafor))

exact <- list(threshold = 1e-14, maxiter = 10000, tol = 1e-14)

json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x)) {
    items <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(items, collapse = ", "), "]"))
    return(paste0("{", paste0('"', names(x), '": ', items, collapse = ",\n "), "}"))
  }
  if (is.character(x)) {
    items <- paste0('"', x, '"')
  } else {
    items <- ifelse(is.na(x), "null", formatC(as.numeric(x), digits = 15, format = "g"))
  }
  if (length(x) == 1) items else paste0("[", paste(items, collapse = ", "), "]")
}

one <- function(effects, method) {
  fit <- rma(yi, vi, data = effects, method = method, control = exact)
  out <- list(
    mean = as.numeric(fit$beta), se = fit$se, low = fit$ci.lb, high = fit$ci.ub,
    tau2 = fit$tau2, i2 = fit$I2 / 100, h2 = fit$H2, q = fit$QE, p_value = fit$QEp,
    weights = as.numeric(weights(fit)) / 100)
  for (test in c("knha", "adhoc")) {
    adjusted <- rma(yi, vi, data = effects, method = method, test = test, control = exact)
    out[[test]] <- list(se = adjusted$se, low = adjusted$ci.lb, high = adjusted$ci.ub)
    if (method != "FE") {
      place <- predict(adjusted)
      out[[test]]$prediction <- c(place$pi.lb, place$pi.ub)
    }
  }
  if (method != "FE") {
    place <- predict(fit)
    out$prediction <- c(place$pi.lb, place$pi.ub)
    place <- predict(fit, pi.type = "riley")
    out$prediction_k2 <- c(place$pi.lb, place$pi.ub)
    profile <- suppressWarnings(confint(fit, control = exact))$random["tau^2", ]
    out$tau2_interval <- as.numeric(profile[c("ci.lb", "ci.ub")])
    out$shrunken <- as.numeric(blup(fit)$pred)
  }
  out
}

all_methods <- function(measure, data, effects) {
  fits <- lapply(c(fixed = "FE", "dersimonian-laird" = "DL", reml = "REML", "paule-mandel" = "PM"),
                 function(method) one(effects, method))
  list(measure = measure, data = data,
       effects = as.numeric(effects$yi), variances = as.numeric(effects$vi), methods = fits)
}

counts <- function(measure, s1, n1, s0, n0) {
  all_methods(measure, list(successes1 = s1, n1 = n1, successes0 = s0, n0 = n0),
              escalc(measure = measure, ai = s1, n1i = n1, ci = s0, n2i = n0))
}

bcg <- dat.bcg
lines <- dat.nielweise2007
lidocaine <- dat.hine1989
antibiotics <- dat.laopaiboon2015
magnesium <- dat.li2007
stroke <- dat.normand1999

sets <- list(
  bcg = counts("RR", bcg$tpos, bcg$tpos + bcg$tneg, bcg$cpos, bcg$cpos + bcg$cneg),
  nielweise2007 = counts("OR", lines$ai, lines$n1i, lines$ci, lines$n2i),
  hine1989 = counts("RD", lidocaine$ai, lidocaine$n1i, lidocaine$ci, lidocaine$n2i),
  laopaiboon2015 = counts("RR", antibiotics$ai, antibiotics$n1i, antibiotics$ci, antibiotics$n2i),
  li2007_or = counts("OR", magnesium$ai, magnesium$n1i, magnesium$ci, magnesium$n2i),
  li2007_rd = counts("RD", magnesium$ai, magnesium$n1i, magnesium$ci, magnesium$n2i),
  normand1999 = all_methods(
    "SMD",
    list(mean_difference = stroke$m1i - stroke$m2i, sd1 = stroke$sd1i, n1 = stroke$n1i,
         sd0 = stroke$sd2i, n0 = stroke$n2i),
    escalc(measure = "SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i,
           data = stroke)))

versions <- list(R = as.character(getRversion()),
                 metafor = as.character(packageVersion("metafor")),
                 metadat = as.character(packageVersion("metadat")))
cat(json(list(versions = versions, sets = sets)), "\n")
