"""The fixed code lists of the knowledge base, each code with its Danish and English label."""

from __future__ import annotations

from collections.abc import Mapping

from bundlinje.basics.texts import Text

CodeList = Mapping[str, Text]

OUTCOMES: CodeList = {
    "employment": Text("Beskæftigelse og selvforsørgelse", "Employment and self-support"),
    "housing": Text("Bolig", "Housing"),
    "placement": Text("Anbringelse og børnesager", "Out-of-home placement and child protection"),
    "crime": Text("Kriminalitet og vold", "Crime and violence"),
    "mental_health": Text("Psykisk sundhed", "Mental health"),
    "behaviour": Text("Børns adfærd", "Children's behaviour"),
    "substance_use": Text("Misbrug", "Substance use"),
    "school": Text("Skole og uddannelse", "School and education"),
    "family": Text("Familie og forældreskab", "Family and parenting"),
    "health": Text("Helbred og brug af sundhedsvæsen", "Health and use of health services"),
    "wellbeing": Text("Trivsel og livskvalitet", "Well-being and quality of life"),
    "costs": Text("Udgifter og økonomi", "Costs and economy"),
}

DESIGNS: CodeList = {
    "rct": Text("Lodtrækningsforsøg", "Randomised trial"),
    "cluster_rct": Text("Lodtrækning mellem steder eller klasser", "Cluster-randomised trial"),
    "quasi_experiment": Text("Naturligt eller kvasieksperiment", "Natural or quasi-experiment"),
    "matched": Text("Matchet sammenligningsgruppe", "Matched comparison group"),
    "unmatched": Text(
        "Sammenligning uden matchning eller lodtrækning",
        "Comparison without matching or randomisation",
    ),
    "synthesis": Text("Metaanalyse eller systematisk oversigt", "Meta-analysis or review"),
    "before_after": Text("Før-efter uden sammenligning", "Before-after without comparison"),
    "no_comparison": Text("Opgørelse uden sammenligning", "Figures without comparison"),
}

#: The designs where several studies have them.
DESIGNS_PLURAL: CodeList = {
    **DESIGNS,
    "rct": Text("Lodtrækningsforsøg", "Randomised trials"),
    "cluster_rct": Text("Lodtrækninger mellem steder eller klasser", "Cluster-randomised trials"),
    "quasi_experiment": Text("Naturlige eller kvasieksperimenter", "Natural or quasi-experiments"),
    "matched": Text("Matchede sammenligningsgrupper", "Matched comparison groups"),
    "unmatched": Text(
        "Sammenligninger uden matchning eller lodtrækning",
        "Comparisons without matching or randomisation",
    ),
    "synthesis": Text("Metaanalyser eller systematiske oversigter", "Meta-analyses or reviews"),
    "before_after": Text(
        "Før-efter-målinger uden sammenligning", "Before-after studies without comparison"
    ),
    "no_comparison": Text("Opgørelser uden sammenligning", "Sets of figures without comparison"),
}

CAUSAL_GRADES: CodeList = {
    "randomised": Text("Årsag: lodtrækning", "Causal: randomised"),
    "synthesis": Text("Årsag: samlet af flere studier", "Causal: synthesis of studies"),
    "quasi_experiment": Text("Årsag: kvasieksperiment", "Causal: quasi-experiment"),
    "weak": Text("Svag: ingen eller kun delvis lodtrækning", "Weak: not or partly randomised"),
    "direction_only": Text("Kun retning, intet tal", "Direction only, no number"),
    "none": Text("Ingen kontrolgruppe", "No comparison group"),
}

MODEL_USES: CodeList = {
    "direct": Text("Kan bruges direkte (risikoforskel)", "May be used directly (risk difference)"),
    "after_conversion": Text("Kræver omregning", "Needs conversion"),
    "great_caution": Text("Kun med stort forbehold", "Only with great reservation"),
    "null_result": Text("Nulresultat", "Null result"),
    "never": Text("Kan ikke bruges som effekt", "Cannot be used as an effect"),
}

EFFECT_MEASURES: CodeList = {
    "risk_difference": Text("Risikoforskel", "Risk difference"),
    "mean_difference": Text("Forskel i gennemsnit", "Mean difference"),
    "odds_ratio": Text("Oddsratio", "Odds ratio"),
    "odds_ratio_inverted": Text(
        "Oddsratio, kontrol mod indsats", "Odds ratio, control over intervention"
    ),
    "risk_ratio": Text("Relativ risiko", "Risk ratio"),
    "hazard_ratio": Text("Hazardratio", "Hazard ratio"),
    "rate_ratio": Text("Rateratio", "Rate ratio"),
    "rate_ratio_inverted": Text(
        "Rateratio, uden mod i behandling", "Rate ratio, out of over in treatment"
    ),
    "cohens_d": Text("Cohens d", "Cohen's d"),
    "hedges_g": Text("Hedges' g", "Hedges' g"),
    "standardised_difference": Text(
        "Standardiseret forskel (SMD)", "Standardised mean difference (SMD)"
    ),
    "relative_change": Text("Relativ ændring (%)", "Relative change (%)"),
    "no_difference": Text("Ingen signifikant forskel", "No significant difference"),
    "direction": Text("Kun retning", "Direction only"),
    "share_without_comparison": Text(
        "Andel uden kontrolgruppe (%)", "Share without comparison group (%)"
    ),
    "before_after_d": Text("Cohens d, før-efter", "Cohen's d, before-after"),
    "f_value": Text("F-værdi", "F value"),
    "internal_rate": Text("Intern rente (%)", "Internal rate of return (%)"),
    "benefit_cost_ratio": Text("Gevinst pr. krone", "Benefit-cost ratio"),
}

DIRECTIONS: CodeList = {
    "favourable": Text("Gunstig", "Favourable"),
    "no_difference": Text("Ingen sikker forskel", "No clear difference"),
    "unfavourable": Text("Ugunstig", "Unfavourable"),
    "mixed": Text("Blandet", "Mixed"),
    "unknown": Text("Siger intet om effekten", "Says nothing about the effect"),
}

#: The directions where several estimates have them.
DIRECTIONS_PLURAL: CodeList = {
    **DIRECTIONS,
    "favourable": Text("Gunstige", "Favourable"),
    "no_difference": Text("Uden sikker forskel", "Without a clear difference"),
    "unfavourable": Text("Ugunstige", "Unfavourable"),
    "mixed": Text("Blandede", "Mixed"),
    "unknown": Text("Siger intet om effekten", "Say nothing about the effect"),
}

GOOD_SIDES: CodeList = {
    "higher": Text("Et højere tal er bedre for borgeren", "A higher number is better for people"),
    "lower": Text("Et lavere tal er bedre for borgeren", "A lower number is better for people"),
}

COMPARISONS: CodeList = {
    "usual": Text("Sædvanlig indsats", "Usual services"),
    "waiting_list": Text("Venteliste", "Waiting list"),
    "other_treatment": Text("Anden indsats", "Another intervention"),
    "prison": Text("Fængsel", "Prison"),
    "residential": Text("Institutionsanbringelse", "Residential placement"),
    "not_stated": Text("Ikke oplyst", "Not stated"),
    "none": Text("Ingen sammenligning", "No comparison"),
}

ESTIMATE_KINDS: CodeList = {
    "excess": Text(
        "Meromkostning eller forskel mod sammenligningsgruppe",
        "Excess or difference against a comparison group",
    ),
    "unadjusted_difference": Text(
        "Forskel mod øvrige, ikke justeret for selektion",
        "Difference from others, not adjusted for selection",
    ),
    "modelled": Text("Modelberegning, ikke målt", "Modelled, not measured"),
    "level": Text("Niveau uden sammenligning", "Level without comparison"),
    "risk": Text("Risiko, andel eller dødelighed", "Risk, share or mortality"),
    "share_or_trend": Text("Udgiftsandel eller udvikling", "Share of spending or trend"),
    "own_estimate": Text("Eget skøn", "Own estimate"),
}

CONSEQUENCE_MEASURES: CodeList = {
    "mean": Text("Gennemsnit", "Mean"),
    "difference": Text("Forskel", "Difference"),
    "total": Text("Sum", "Total"),
    "share": Text("Andel", "Share"),
    "cumulative_share": Text("Andel over tid", "Cumulative share"),
    "count": Text("Antal", "Count"),
    "time": Text("Tid", "Time"),
    "coefficient": Text("Sammenhæng pr. point", "Association per point"),
    "relative_change": Text("Relativ ændring", "Relative change"),
    "relative_risk": Text("Relativ risiko", "Relative risk"),
    "hazard_ratio": Text("Hazardratio", "Hazard ratio"),
    "rate_ratio": Text("Rateratio", "Rate ratio"),
    "mortality_ratio": Text("Dødelighedsratio", "Mortality ratio"),
    "cost_per_qaly": Text("Pris pr. leveår (QALY)", "Cost per QALY"),
}

POSITIVE_MEANS: CodeList = {
    "more_spending": Text("Et positivt tal er en merudgift", "A positive number is more spending"),
    "gain": Text("Et positivt tal er en gevinst", "A positive number is a gain"),
    "more_income": Text("Et positivt tal er en indtægt", "A positive number is income"),
    "more_use": Text("Et positivt tal er mere forbrug", "A positive number is more use"),
    "not_money": Text("Tallet er ikke en mængde eller et beløb", "Not a quantity or an amount"),
}

PRICE_KINDS: CodeList = {
    "national": Text("Landsgennemsnit eller officiel takst", "National average or official rate"),
    "local": Text("Lokal takst (ét tilbud eller én kommune)", "Local rate (one provider or place)"),
    "intervention": Text("Pris på en indsats", "Price of an intervention"),
    "benefit": Text("Ydelse pr. år før skat", "Benefit a year before tax"),
    "older_estimate": Text("Ældre eller andenhåndsskøn", "Older or second-hand estimate"),
    "rough": Text("Groft afledt skøn", "Rough derived estimate"),
    "single_case": Text("Enkelttilfælde", "Single case"),
    "total": Text("Samlet tal for landet", "National total"),
    "gain": Text("Gevinstskøn, ikke en pris", "Estimated gain, not a price"),
}

PAYER_STANDINGS: CodeList = {
    "stated": Text("Kilden oplyser fordelingen", "The source states the split"),
    "to_confirm": Text("Skal bekræftes", "To be confirmed"),
    "unknown": Text("Ikke oplyst", "Not stated"),
}

YEAR_STANDINGS: CodeList = {
    "stated": Text("Oplyst i kilden", "Stated in the source"),
    "assumed": Text("Antaget ved aflæsningen", "Assumed when read"),
    "undated": Text("Udateret", "Undated"),
}

FLOWS: CodeList = {
    "expense": Text("Udgift", "Expense"),
    "income": Text("Indtægt (betaling fra borgeren)", "Income (payment from people)"),
}

RATE_GRADES: CodeList = {
    "official": Text("Læst hos myndigheden eller i loven", "Read at the authority or in the law"),
    "restated": Text("Gengivet af andre", "Restated by others"),
    "secondary": Text("Sekundær: kodebase eller gengivelse", "Secondary: code base or restatement"),
    "derived": Text("Afledt ved regning", "Derived by arithmetic"),
    "forecast": Text("Skøn, ikke realiseret", "Forecast, not realised"),
}

UNITS: CodeList = {
    "day_and_night": Text("døgn", "day and night"),
    "day": Text("dag", "day"),
    "hour": Text("time", "hour"),
    "week": Text("uge", "week"),
    "month": Text("måned", "month"),
    "year": Text("år", "year"),
    "placement_year": Text("helårsanbringelse", "full-year placement"),
    "stay_year": Text("helårsophold", "full-year stay"),
    "person_year": Text("person pr. år", "person-year"),
    "pupil_year": Text("elev pr. år", "pupil-year"),
    "school_year": Text("skoleår", "school year"),
    "child_year": Text("barn pr. år", "child-year"),
    "contact": Text("kontakt", "contact"),
    "session": Text("konsultation", "session"),
    "course": Text("forløb", "course"),
    "course_year": Text("forløb pr. år", "course-year"),
    "family": Text("familie", "family"),
    "participant": Text("deltager", "participant"),
    "participant_5_years": Text("deltager over 5 år", "participant over 5 years"),
    "participant_6_years": Text("deltager over 6 år", "participant over 6 years"),
    "participant_10_years": Text("deltager over 10 år", "participant over 10 years"),
    "person": Text("person", "person"),
    "person_lifetime": Text("person over livet", "person over a lifetime"),
    "team": Text("team", "team"),
    "legal_case": Text("sag", "legal case"),
    "inhabitant_0_22": Text("indbygger 0–22 år", "inhabitant aged 0–22"),
    "country_year": Text("hele landet pr. år", "whole country a year"),
    "municipality_year": Text("kommunen pr. år", "the municipality a year"),
}

RATE_UNITS: CodeList = {
    "dkk_per_hour": Text("kr. pr. time", "DKK an hour"),
    "dkk_per_day": Text("kr. pr. døgn", "DKK a day and night"),
    "dkk_per_week": Text("kr. pr. uge", "DKK a week"),
    "dkk_per_month": Text("kr. pr. måned", "DKK a month"),
    "dkk_per_child_month": Text("kr. pr. måned pr. barn", "DKK a month per child"),
    "dkk_per_year": Text("kr. pr. år", "DKK a year"),
    "dkk": Text("kr.", "DKK"),
    "percent": Text("%", "%"),
    "factor": Text("faktor", "factor"),
    "index_2010": Text("indeks, 2010 = 100", "index, 2010 = 100"),
    "index_2015": Text("indeks, 2015 = 100", "index, 2015 = 100"),
    "index_2025": Text("indeks, 2025 = 100", "index, 2025 = 100"),
    "days_per_year": Text("dage pr. løbende år", "days in a running year"),
    "months": Text("måneder", "months"),
    "count": Text("antal", "number"),
}

PERS: CodeList = {
    "person_year": Text("pr. person pr. år", "per person a year"),
    "person_month": Text("pr. person pr. måned", "per person a month"),
    "person_week": Text("pr. person pr. uge", "per person a week"),
    "person": Text("pr. person", "per person"),
    "person_18_months": Text("pr. person over 18 måneder", "per person over 18 months"),
    "person_5_years": Text("pr. person over 5 år", "per person over 5 years"),
    "person_6_years": Text("pr. person over 6 år", "per person over 6 years"),
    "person_10_years": Text("pr. person over 10 år", "per person over 10 years"),
    "person_lifetime": Text("pr. person over livet", "per person over a lifetime"),
    "country_year": Text("hele landet pr. år", "whole country a year"),
    "project": Text("projektet i alt", "the project in total"),
    "none": Text("–", "–"),
}

CONSEQUENCE_UNITS: CodeList = {
    "money": Text("beløb", "amount"),
    "percent": Text("%", "%"),
    "percentage_points": Text("procentpoint", "percentage points"),
    "ratio": Text("forhold", "ratio"),
    "years": Text("år", "years"),
    "weeks": Text("uger", "weeks"),
    "days": Text("dage", "days"),
    "hours": Text("timer", "hours"),
    "count": Text("antal", "number"),
    "per_1000": Text("pr. 1.000", "per 1,000"),
}

WELLBEING_USES: CodeList = {
    "value": Text("Værdi i penge", "Value in money"),
    "conversion": Text("Omregning", "Conversion"),
    "scale": Text("Skalaens grænser", "Limits of the scale"),
    "cut_off": Text("Grænseværdi", "Cut-off"),
    "norm": Text("Norm", "Norm"),
    "association": Text("Sammenhæng, ikke årsag", "Association, not cause"),
    "statement": Text("Udsagn uden tal", "Statement without a number"),
}

INSTRUMENTS: CodeList = {
    "life_satisfaction": Text("Livstilfredshed", "Life satisfaction"),
    "who5": Text("WHO-5", "WHO-5"),
    "wemwbs": Text("WEMWBS", "WEMWBS"),
    "swemwbs": Text("SWEMWBS", "SWEMWBS"),
    "sdq": Text("SDQ", "SDQ"),
    "qaly": Text("Leveår (QALY, VOLY)", "Life years (QALY, VOLY)"),
}

#: How a register study compares those who reached the goal with the others.
PROFILE_METHODS: CodeList = {
    "raw": Text("Rå forskel", "Raw difference"),
    "adjusted": Text("Justeret ved regression", "Adjusted by regression"),
    "weighted": Text("Vægtet sammenligning", "Weighted comparison"),
    "doubly_robust": Text("Dobbelt robust", "Doubly robust"),
}

#: Whose change a register study estimates.
ESTIMANDS: CodeList = {
    "ate": Text("Alle i målgruppen", "Everyone in the target group"),
    "att": Text("Dem, der nåede målet", "Those who reached the goal"),
    "overlap": Text(
        "Dem, der lige så godt kunne have nået målet som ikke",
        "Those who could as well have reached the goal as not",
    ),
}

CURRENCIES: CodeList = {
    code: Text(code, code) for code in ("DKK", "EUR", "USD", "CAD", "GBP", "NOK", "SEK")
}

YES_NO: CodeList = {"yes": Text("Ja", "Yes"), "no": Text("Nej", "No")}

REGIONS: CodeList = {
    name: Text(name, english)
    for name, english in (
        ("Region Hovedstaden", "Capital Region of Denmark"),
        ("Region Sjælland", "Region Zealand"),
        ("Region Syddanmark", "Region of Southern Denmark"),
        ("Region Midtjylland", "Central Denmark Region"),
        ("Region Nordjylland", "North Denmark Region"),
    )
}

#: Payers that a share may name.
PAYERS = ("kommune", "region", "stat", "borger", "andre")
