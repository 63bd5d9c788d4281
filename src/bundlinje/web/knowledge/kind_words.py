"""What each kind of record is, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from bundlinje.basics.texts import Text

KIND_SAYS: Mapping[str, Text] = {
    "target_groups": Text(
        "Hvem indsatser er for, og hvad der tæller som succes.",
        "Whom interventions are for, and what counts as success.",
    ),
    "interventions": Text(
        "Indsatser under det navn, som studier og priser deler.",
        "Interventions under the name that studies and prices share.",
    ),
    "effect_studies": Text(
        "Hvad en indsats ændrede, hvordan det er målt, og hvor langt det rækker.",
        "What an intervention changed, how it was measured and how far it carries.",
    ),
    "consequences": Text(
        "Hvad en målgruppe bruger af ydelser, og hvad det koster.",
        "What a target group uses of services, and what it costs.",
    ),
    "profiles": Text(
        "Forbrug år for år fra egne registerstudier.",
        "Use year by year from own register studies.",
    ),
    "unit_prices": Text(
        "Hvad én enhed af en ydelse koster, med prisår.",
        "What one unit of a service costs, with its price year.",
    ),
    "rates": Text(
        "Satser for ydelser, refusion, skat og løn, med den periode, de gælder.",
        "Rates of benefits, refunds, tax and wages, with the period for which they hold.",
    ),
    "payer_rules": Text("Hvem der betaler hvor stor en del hvornår.", "Who pays what share when."),
    "price_indexes": Text(
        "Til at regne beløb om mellem prisniveauer.", "To convert amounts between price levels."
    ),
    "discount_schedules": Text(
        "Finansministeriets samfundsøkonomiske renter.",
        "The Ministry of Finance's social discount rates.",
    ),
    "wellbeing": Text(
        "Skalaer, grænseværdier og trivsel i penge, som hører til borgerens bundlinje.",
        "Scales, cut-offs and well-being in money, which belong to the people's bottom line.",
    ),
    "municipalities": Text(
        "Kommuner med region og folketal.", "Municipalities with region and population."
    ),
    "sources": Text(
        "De sider, tallene er læst på, med dato.", "The pages the numbers were read on, with date."
    ),
}
