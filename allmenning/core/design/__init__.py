"""Survey designs: strata, clusters, stages, finite populations, lonely strata, replicates.

One variance kernel (`kernel`) takes influence values; estimators (`core.estimate`) supply them.
"""
