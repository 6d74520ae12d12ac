"""What words are about, for the filter: written by hand, so that it knows more than it has seen.

A word counts when it begins as one of these. `pay*` would be `pay` here; a trailing space asks
for the whole word.
"""


def _words(text: str) -> list[str]:
    return text.split()


CONCEPTS: dict[str, str] = {
    "gamble": "casino kasino slot spinn spins jackpot betting bet  odds poker bingo gambl roulette "
    "rulett blackjack gevinst spilleautomat lodd lucky lottery judi gacor baccarat wheel cashout",
    "crypto": "bitcoin btc crypto krypto ethereum usdt token nft airdrop wallet forex trading "
    "trader broker megler invest avkastning utbytte aksje børs mining mine mint coin",
    "loan": "lån  lånet lånesøk lånegiv långiv forbrukslån smålån kreditt kredit credit loan "
    "lender rente  refinansier inkasso betalingsanmerk debt gjeld kausjon collateral payday "
    "trygd sikkerhet préstamo prêt låna laan kredite mortgage financ",
    "pharma": "viagra cialis levitra pille pill pills slank slim keto weight vekt  prescription "
    "resept steroid xanax tramadol cbd botox diabetes cure cured herbal healer medisin miraku "
    "mirakel krem serum vitamin potenz enhancement hiv herpes gummies magefett kilo",
    "adult": "sex singles dating webcam escort naughty hot  porno porn onlyfans brides kåt "
    "voksen moro adult chat jenter damer kvinner kisses lonely ensom ekteskap marriage знаком "
    "rencontre solter coquin video  videoen",
    "follow": "followers følgere følgjarar likerklikk likes smm seguidores takipçi visninger "
    "verified badge boost booster viral trustpilot reviews influens rekkevidde accounts",
    "seo": "seo backlink rank ranking google traffic domain dofollow hosting website webdesign "
    "redesign articles guest directories blog blogg bookmark affiliate coupon",
    "account": "sperret sperra suspended deactivat validate verify verifiser bekreft stadfest "
    "confirm bankid passord password login logg konto  kontoen mailbox abonnement utløpt faktura "
    "virus disabled appeal identitet kortnummer kortopplysning vipps pakke pakken toll parcel "
    "customs levering refusjon tilbakebetaling billing",
    "fortune": "million barrister widow inherit arv  arvet arving lottery compensation "
    "beneficiary donate diplomat consignment stipend gull dollar euro fund  funds partner friend "
    "erbschaft venn  compens consign lawyer advokat gebyr",
    "job": "hjemmefra heimefrå earn tjen tjene tjener jobb  job  jobs inntekt income salary "
    "hiring provisjon daily dropshipping nettverksmarked webinar masterclass sjef passiv "
    "provision vacancy remote zarob gana verdien заработ",
    "paper": "thesis essay exam diploma passport passports certificate license førarkort "
    "førerkort bachelor plagiat plagiarism ielts dokumenter",
    "goods": "rolex kopi  kopier replica outlet iptv kanaler varmepumpe solceller jakker vesker "
    "bags shoes iphone windows lifetime discount strømavtale gavekort gåvekort coupon puppies "
    "cigarettes weapons vask bilen kampanje opphørssalg luksus",
    "buy": "kjøp  kjøpe buy  order bestill selger sel  sell sale salg shop tilbud tilbod offer "
    "pris  priser price cheap billig rabatt avslag off  gratis free  betal pay  paypal gift "
    "demo prøveperiode prøvepakke trial uforpliktende pakke  fastpris kampanjepris leverer",
    "act": "klikk click trykk registrer register sign  søk  apply meld  join start  hent claim "
    "subscribe besøk visit følg follow del  share kommenter comment skriv  dm  pm  inbox kontakt "
    "contact ring  call  text  svar  reply send  inscri abonner tap  scan enter",
    "now": "nå  no  now  today idag i-dag umiddelbart instant instantly immediately urgent haster "
    "siste final  limited begrenset berre-i midnatt midnight hours timer minutter minutes "
    "utløper expire ventar venter hurry fort  rask raskt raskt- fast  quick 24h",
    "sure": "garantert garanti guarantee legit trusted trygg sikker risiko risk certified proof "
    "ekte  real  genuine 100% certain unlimited ubegrenset best  beste lowest laveste winner vinn "
    "won  win  vinner congratul gratuler selected valgt proven crazy amazing hemmelig secret "
    "avslør sjokkert",
    "reach": "whatsapp telegram wechat viber signal- wickr gmail hotmail outlook protonmail "
    "mailto telegrama вотсап телеграм profilen profile bio  lenken lenkja link  微信",
    "abroad": "los  las  que  por  para  una  sus  tu  con  del  hoy  está  esta  muy  su  vous  "
    "votre  nous  les  des  pour  avec  est  une  sur  je  und  ist  nicht  für  ihr  "
    "ihre  sie  wir  zu  mit  auf  aus  jetzt  haben  eine  il  che  per  sono  seu  sua  "
    "com  não  mais  się  nie  dla  jest  na  bez  bir  için  ve  ile  dan  yang  tanpa  "
    "untuk  aquí  och  ekki ",
    "warns": "advar åtvar svindel svindl falsk fake scam bots phishing politi police meldte melder "
    "skjul hide slett delete filter filtrer anmeld kopiert copied warning hacka hacket øvde spør ",
    "here": "kommun innbygg ordfør rådhus kommunestyr fylke kommunedirektør barnehage skule skole "
    "bibliotek servicetorg vedtak journal arkiv beredskap høring folkemøte municipal residents "
    "council personvern klarspråk universell utforming alternativ innbyggj rådgiv rådgjev strategi "
    "redaksjon kollega kolleg ledergrupp leiar enhet eining turnus vaktordning rutine mal  malen "
    "erfaring brøyt renovasjon statsforvaltar digdir dsb ks  kostra survey resident department",
    "told": "vi  oss  hos  dykk dere  de  our  we  us  våre vår  vårt brukte laga laget prøvde "
    "prøvd spurte svarte gjorde fikk fekk måtte ble  vart gikk gjekk slutta sluttet asked used "
    "tried learnt learned moved closed spent wrote translated kva  hva  hvordan korleis how  why "
    "hvorfor kvifor hvem kven har  noen nokon does anyone which",
}
# What ends the addresses that cost next to nothing and are used a week.
CHEAP_HOSTS = frozenset(
    _words("xyz top click shop icu club site live buzz win bid loan vip online link")
)
# Words so common that they tell the language and nothing else.
COMMON = frozenset(
    _words(
        "a an and are as at be been but by can did do does for from had has have he her him his i "
        "if in is it its me my no not of on or our she so than that the their them then there "
        "these they this to was we were what when where which who will with would you your alle "
        "at av bare ble da de deg dei dem den denne der dere dette din du e eg ein eit ei el "
        "eller en enn er et etter fra frå for før ha hadde han har hun henne her hos hva hvis i "
        "ikke ikkje inn ja jeg kan kom kun kunne med meg men mer mot må nei no noe noen nå når og "
        "også om opp oss over på seg selv si sin skal som så til til ut var ved vi vil være var "
        "vere vart vår "
    )
)
