"""Statistics of counts, as pure array functions: each usable alone, each tied to a published number."""

from dtplan_analysis.statistics.comparison import (
    Equality,
    Funnel,
    Overdispersion,
    benjamini_hochberg,
    equality,
    funnel,
    overdispersion,
    rank_sets,
    unit_scores,
)
from dtplan_analysis.statistics.decomposition import Decomposition, Factors, factor_effects, mix_and_rate
from dtplan_analysis.statistics.differences import (
    Change,
    LineSpread,
    line_spread,
    newcombe,
    newcombe_paired,
    unit_change,
    whole_change,
)
from dtplan_analysis.statistics.forecast import YearEnd, quarter_spread, season_shift, year_end
from dtplan_analysis.statistics.intervals import (
    agresti_coull,
    clopper_pearson,
    hypergeometric,
    jeffreys,
    mid_p,
    wilson,
)
from dtplan_analysis.statistics.process import (
    Assurance,
    Chart,
    Runs,
    assurance,
    p_chart,
    p_prime_chart,
    runs_rules,
    xmr_chart,
)
from dtplan_analysis.statistics.rates import byar, poisson
from dtplan_analysis.statistics.shrinkage import (
    BetaPrior,
    Shrunk,
    beta_binomial_prior,
    shrink,
)
from dtplan_analysis.statistics.suppression import Suppressed, suppress
from dtplan_analysis.statistics.surveys import SurveyShare, response_bounds, survey_share, survey_share_of_sums
from dtplan_analysis.statistics.trend import Slope, Trend, kendall, kendall_distribution, seasonal_kendall, theil_sen
from dtplan_analysis.statistics.volume import Volume, year_volume

__all__ = [
    "Assurance",
    "BetaPrior",
    "Change",
    "Chart",
    "Decomposition",
    "Equality",
    "Factors",
    "Funnel",
    "LineSpread",
    "Overdispersion",
    "Runs",
    "Shrunk",
    "Slope",
    "Suppressed",
    "SurveyShare",
    "Trend",
    "Volume",
    "YearEnd",
    "agresti_coull",
    "assurance",
    "benjamini_hochberg",
    "beta_binomial_prior",
    "byar",
    "clopper_pearson",
    "equality",
    "factor_effects",
    "funnel",
    "hypergeometric",
    "jeffreys",
    "kendall",
    "kendall_distribution",
    "line_spread",
    "mid_p",
    "mix_and_rate",
    "newcombe",
    "newcombe_paired",
    "overdispersion",
    "p_chart",
    "p_prime_chart",
    "poisson",
    "quarter_spread",
    "rank_sets",
    "response_bounds",
    "runs_rules",
    "season_shift",
    "seasonal_kendall",
    "shrink",
    "suppress",
    "survey_share",
    "survey_share_of_sums",
    "theil_sen",
    "unit_change",
    "unit_scores",
    "whole_change",
    "wilson",
    "xmr_chart",
    "year_end",
    "year_volume",
]
