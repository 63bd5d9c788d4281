from t import *
with go(390) as pg:
    pg.goto(B+CASE+"maal/"); shot(pg,"05-maal390")
    put(pg,"Sagens navn","<script>alert(1)</script>")
    put(pg,"Sagens navn","=1+1"); shot(pg,"05b")
    put(pg,"Sagens navn","MST til unge med kriminalitet, så færre bliver anbragt")
    put(pg,"Målgruppe","Unge på 12–17 år i risiko for anbringelse uden for hjemmet")
    put(pg,"Indsatsen kort","Multisystemisk Terapi i familien i 4-5 måneder i stedet for almindelig familiebehandling.\nDøgnvagt.")
    put(pg,"Hvad er en succes for én borger?","Den unge bor hjemme 18 måneder efter")
    for v in ["abc","12026","1850","2027,5","27","2027"]: put(pg,"Første år",v)
    for v in ["-5","0","ti","500","1000000000","5,5","10"]: put(pg,"Antal år i beregningen",v)
    for v in ["2026","1900","2023"]: put(pg,"Prisniveau",v)
    shot(pg,"06-maal390"); panel(pg)
    desc(pg)
