"""What municipalities call the same thing, or nearly: written by hand for this project.

One group a line, in either form of Norwegian. Any word of a group is asked for by the others, at
`SAME` where they may stand for each other, and at `NEAR` where they are talked of together.
`a+b` is two words of one document. Names of one thing are listed as bokmål has them; nynorsk
words are here where the lexicon does not turn them into the same.
"""

SAME, NEAR = 0.36, 0.25

SAME_TEXT = """
ansatt medarbeider arbeidstaker
innbygger folk publikum borger
bilde foto fotografi
film video
retningslinje regel rettesnor
rutine prosedyre
hets trakassering sjikane
mobbing plaging
trussel trugsmål
svartid responstid
kontortid åpningstid
sletting fjerning moderering
skjule gjemme
følger abonnent
henvendelse forespørsel
innspill merknad høringssvar
medvirkning deltakelse
høring høringsrunde
unnskyldning beklagelse
feil mistak
åpenhet innsyn
taushetsplikt konfidensialitet
fortrolig konfidensiell
personvern personopplysning
personvernkonsekvensvurdering dpia
informasjonskapsel cookie
passord innlogging pålogging
totrinnspålogging tofaktor tofaktorinnlogging
vedtak beslutning
kommunestyre bystyre
rådmann kommunedirektør
ordfører borgermester
foreldre foresatte
skole grunnskole
lærer pedagog
svømmehall basseng
søppel avfall renovasjon
søppeltømming renovasjon
vei gate
strømbrudd strømstans strømutfall
flom oversvømmelse
skred ras
krise beredskap
varsel advarsel
øvelse trening
lege helsepersonell
sykemelding sykefravær
lønn betaling
stillingsannonse jobbannonse
annonse reklame
rekruttering ansettelse
anskaffelse innkjøp
tilskudd støtte stønad
gebyr avgift
skatt avgift
forening organisasjon
frivillig dugnad
arrangement tilstelning
journalist presse media
nyhetsbrev informasjonsbrev
direktesending strømming livestream
undersøkelse kartlegging
spørreundersøkelse spørreskjema
statistikk tall
rekkevidde spredning
engasjement oppslutning
omdømme rykte
humor spøk
målform nynorsk
klarspråk klart+språk
oversettelse omsetting
flerspråklig fleire+språk
universell+utforming tilgjengelighet
teksting undertekst
skjermleser hjelpemiddel
kunstig+intelligens ki
chatbot samtalerobot
hacking datainnbrudd
falsk uekte
konto profil
kommentarfelt kommentar
emneknagg hashtag
arkivering journalføring
saksbehandling sakshandsaming
klage anke
anmeldelse politianmeldelse
samtykke tillatelse
opphavsrett åndsverk
valgkamp valg
døgnvakt nattevakt
vakt beredskapsvakt
påminnelse varsel
kurs opplæring
veiledning rettleiing
veiviser guide
kart karttjeneste
kommunesammenslåing kommunereform
nedleggelse avvikling
avvikle stenge
ungdom unge tenåring
eldre pensjonist
møte samling
folkemøte innbyggermøte
barnehageplass opptak
skoleskyss skolebuss
trygghet sikkerhet
innlegg post
melding beskjed
kanal plattform
nettside nettsted hjemmeside
"""

NEAR_TEXT = """
barn elev
varsling beredskap
krise ulykke
kommunikasjon informasjon
hatytring netthets
ytringsfrihet debatt
strategi retningslinje plan
rykter desinformasjon
flyktning innvandrer
ulykke hendelse
opptak video
budsjett økonomi
byggesak nabovarsel
brøyting vinter
vaksine helse
bibliotek bok
"""


def read_groups() -> dict[str, list[tuple[str, float]]]:
    """Return what else each word is called, with what it is worth; words as they are written."""
    found: dict[str, list[tuple[str, float]]] = {}
    for text, worth in ((SAME_TEXT, SAME), (NEAR_TEXT, NEAR)):
        for group in (line.split() for line in text.strip().splitlines()):
            for asked in group:
                others = [(other, worth) for other in group if other != asked]
                found.setdefault(asked, []).extend(others)
    return {asked: others for asked, others in found.items() if "+" not in asked}
