"""What the front of a workbook says about itself: colours, first steps, how it is used."""

from __future__ import annotations

from bundlinje.basics.texts import Text

#: What each style of cell is called and means; the name helps who prints in grey.
LEGEND = (
    ("input_text", Text("Gul", "Yellow"),
     Text("Kan ændres: arket regner videre med det samme.",
          "May be changed: the workbook recalculates at once.")),
    ("structure", Text("Violet, stiplet", "Violet, dashed"),
     Text("Kan ændres, men gælder først, når arket læses ind igen.",
          "May be changed, but counts only when the workbook is read back.")),
    ("given_text", Text("Grå", "Grey"),
     Text("Opslag eller værdi fra Bundlinje: ret det ikke her.",
          "Looked up, or a value of Bundlinje: do not change it here.")),
    ("calc_text", Text("Hvid", "White"), Text("Formel.", "Formula.")),
)  # fmt: skip

#: How to fill in an empty workbook, step by step.
STEPS = (
    Text("1. Gå til arket Forudsætninger. Kun de gule og violette celler skal udfyldes.",
         "1. Go to the sheet Assumptions. Only yellow and violet cells are to be filled in."),
    Text("2. Sagen: titel, prisniveau, første år og antal år.",
         "2. The case: title, price level, first year and number of years."),
    Text("3. Deltagere: hvor mange gennemfører hvert år? Effekt: hvor mange lykkes uden og med "
         "indsatsen, og hvor sikkert er det?",
         "3. Participants: how many complete each year? Effect: how many succeed without and with "
         "the intervention, and how sure is it?"),
    Text("4. Udgifter: én række for hver. Skriv i kolonnerne med kassernes navne, hvor stor en "
         "del hver betaler (i alt 1). En forvaltning skrives som kommune/social i en tom gul "
         "overskrift.",
         "4. Costs: a row each. In the columns named after the payers write the share that each "
         "pays (1 in all). A department is written as kommune/social in an empty yellow heading."),
    Text("5. Konsekvenser: hvad ændrer en succes i brugen af andre ydelser, år for år? Et fald er "
         "negativt. Enhedspris og prisår hører til.",
         "5. Consequences: what does a success change in the use of other services, year by year? "
         "A fall is negative. A unit price and its year belong to it."),
    Text("6. Skriv, hvor hvert tal kommer fra: kilder på arket Kilder og noter ud for rækkerne.",
         "6. Say where every number comes from: sources on the sheet Sources, notes beside rows."),
    Text("7. Se arket Kontroller. Når alt er i orden, regner bundlinje calculate FIL.xlsx "
         "usikkerheden med og siger, hvad man skal være opmærksom på.",
         "7. See the sheet Checks. When all is in order, bundlinje calculate FILE.xlsx calculates "
         "the uncertainty too, and says what to note."),
)  # fmt: skip

USE = (
    Text("Alle tal fra forudsætninger til resultat er formler. Ret på arket Forudsætninger.",
         "Every figure from assumptions to result is a formula. Edit the sheet Assumptions."),
    Text("Nye rækker skrives i de tomme gule rækker under de andre eller indsættes imellem.",
         "New rows go in the empty yellow rows below the others, or between them."),
    Text("Indsatte rækker, nye effekter, kasser og regler regnes først med, når arket læses "
         "ind: bundlinje calculate ARK.xlsx --report NYT.xlsx.",
         "Inserted rows, new effects, payers and rules count when the workbook is read back: "
         "bundlinje calculate BOOK.xlsx --report NEW.xlsx."),
    Text("Usikkerhed og den del af følsomheden, der ikke er en formel, er værdier fra "
         "beregningen og følger ikke med ændringer.",
         "Uncertainty, and what is no formula in the sensitivity, are values of the "
         "calculation and do not follow changes."),
)  # fmt: skip
