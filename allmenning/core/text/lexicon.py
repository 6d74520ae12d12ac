"""Nynorsk words and the bokmål that means the same, written for this project.

Three lists: whole words with their forms, roots that may stand anywhere in a word (so that they
serve in compounds too), and the small words that carry no meaning of their own. Regular
differences (-heit/-het, au/ø, ei/e, øy/ø, hv/kv) are rules in `forms`, not entries here.
"""

# Whole words: `nynorsk:bokmål`, both as people write them.
WORDS_TEXT = """
høve:anledning høvet:anledning al:all alle:all anna:annen annan:annen andre:annen augo:øye
auge:øye auga:øye born:barn borna:barn menn:mann mennene:mann kvinner:kvinne folka:folk
brør:bror systrer:søster søsken:søsken bøker:bok bøkene:bok bøkar:bok røter:rot natta:natt
netter:natt byar:by byane:by byen:by byer:by byene:by medium:medie media:medie mediet:medie
mediene:medie medier:medie medie:medie gut:gutt gutar:gutt gutane:gutt jente:jente jenter:jente
ven:venn vener:venn vennar:venn eldre:gammel eldste:gammel gamle:gammel gamal:gammel
gammal:gammel gamalt:gammel gammelt:gammel større:stor størst:stor største:stor fleire:flere
flest:flere fleste:flere færre:få færrast:få betre:bedre best:bedre beste:bedre god:god gode:god
godt:god verre:dårlig lang:lang lengre:lang unge:ung ungt:ung yngre:ung yngst:ung små:liten
lita:liten lite:liten litle:liten mindre:liten minst:liten liten:liten litt:liten mykje:mye
mange:mange går:gå gjekk:gå gikk:gå gått:gå gåtte:gå stod:stå sto:stå stått:stå stend:stå
står:stå skreiv:skrive skrev:skrive skrive:skrive skrivne:skrive skrevet:skrive skriv:skrive
skriver:skrive tek:ta tok:ta teke:ta teken:ta tatt:ta tar:ta tatte:ta tekne:ta kjem:komme
kom:komme kome:komme kommer:komme kommet:komme komne:komme gjer:gjøre gjorde:gjøre gjort:gjøre
gjøre:gjøre gjør:gjøre gjere:gjøre gjera:gjøre ser:se såg:se så:så sett:se sjå:se sjår:se
sjåast:se seier:si sa:si sagt:si seie:si sier:si veit:vite visste:vite visst:vite vite:vite
vet:vite gav:gi ga:gi gitt:gi gje:gi gir:gi gjev:gi gi:gi gjeve:gi får:få fekk:få fikk:få
fått:få finn:finne fann:finne fant:finne funne:finne funnet:finne finner:finne les:lese las:lese
lesne:lese lesen:lese lest:lese leste:lese leser:lese let:la lot:la lat:la late:la lèt:la
held:holde heldt:holde holdt:holde halde:holde halden:holde holder:holde haldne:holde fell:falle
fall:falle falt:falle falle:falle drog:dra dro:dra dreg:dra drar:dra søkjer:søke søkte:søke
søkt:søke søker:søke søk:søke søkje:søke søkja:søke søke:søke spør:spørre spurde:spørre
spurte:spørre spurt:spørre spørje:spørre spørja:spørre spørre:spørre vel:velge valde:velge
valgte:velge valgt:velge velje:velge velja:velge velger:velge vald:velge fortel:fortelle
fortalde:fortelle fortalte:fortelle fortalt:fortelle forteller:fortelle sel:selge selde:selge
solgte:selge solgt:selge selje:selge selger:selge seld:selge legg:legge la:la lagt:legge
lagde:legge legger:legge legge:legge leggje:legge lagd:legge set:sette sette:sette satt:sette
satte:sette setter:sette setje:sette setja:sette bryt:bryte braut:bryte brøt:bryte brote:bryte
brutt:bryte bryter:bryte brotne:bryte stengde:stenge stengt:stenge stengte:stenge stenge:stenge
stengjer:stenge stenger:stenge stengd:stenge sluttar:slutte slutta:slutte sluttet:slutte
slutter:slutte syner:vise synte:vise viste:vise vist:vise viser:vise synast:synes trur:tro
trudde:tro trodde:tro trudd:tro tror:tro bur:bo budde:bo bodde:bo budd:bo bor:bo bu:bo
ringjer:ringe ringte:ringe ringer:ringe ringje:ringe trekkjer:trekke trekte:trekke trakk:trekke
trekker:trekke trekkje:trekke hjelper:hjelpe hjelpte:hjelpe hjalp:hjelpe hjelp:hjelpe syng:synge
drikk:drikke brenn:brenne brann:brann brannar:brann sende:sende sendte:sende sendt:sende
sender:sende sendar:sende nådde:nå når:når trong:trenge treng:trenge trengst:trenge
trenger:trenge trengte:trenge kjøpte:kjøpe kjøpt:kjøpe kjøper:kjøpe kjøp:kjøpe kjøpe:kjøpe
øver:øve øvde:øve øvd:øve øving:øvelse øvinga:øvelse øvingar:øvelse øvelse:øvelse no:nå nå:nå
difor:derfor fordi:fordi medan:mens mens:mens sidan:siden tri:tre nokre:noen ingen:ingen
inga:ingen val:valg valet:valg vala:valg valg:valg valget:valg valgene:valg lov:lov lovar:lov
lover:lov lovene:lov lovane:lov loven:lov lova:lov tal:tall tala:tall tall:tall tallene:tall
talet:tall tallet:tall råd:råd rådet:råd rådene:råd råda:råd feil:feil feila:feil feilen:feil
feilene:feil hus:hus huset:hus husa:hus husene:hus skog:skog veg:vei vegen:vei vegar:vei
vegane:vei vei:vei veien:vei veier:vei veiene:vei hol:hull holet:hull hola:hull hull:hull
sal:salg salet:salg uro:uro sjø:sjø sjøen:sjø snø:snø snøen:snø snødde:snø øy:øy øya:øy øyer:øy
øyar:øy øyene:øy øyane:øy øyen:øy dag:dag dagar:dag dagane:dag bil:bil bilar:bil bilane:bil
mor:mor mødrer:mor mødre:mor far:far fedre:far fedrar:far ord:ord orda:ord ordene:ord vern:vern
avis:avis ting:ting tinget:ting foto:foto kva:hva kven:hvem kvar:hver kor:hvor korleis:hvordan
kvifor:hvorfor some:some uu:uu ki:ki ai:ki gdpr:gdpr epost:epost eposten:epost epostar:epost
eposter:epost epostene:epost mail:epost mailen:epost email:epost mailer:epost mailar:epost tv:tv
fjernsyn:fjernsyn nedleggelse:nedlegging nedlagt:nedlegge vêr:vær vêret:vær vær:vær været:vær
tilgjenge:tilgjengelighet tilgjenga:tilgjengelighet auke:øke auka:øke aukar:øke aukande:øke
øke:øke øker:øke økte:øke økt:øke økning:øke truge:true trugar:true truga:true trussel:trussel
trusler:trussel trusselen:trussel truslene:trussel trugsmål:trussel trugsel:trussel
trugslar:trussel truslar:trussel trugsmåla:trussel skilje:skille byte:bytte bytet:bytte
lyfte:løfte veker:uke veke:uke veka:uke vekene:uke uke:uke uker:uke uka:uke lækjar:lege
lækjaren:lege lækjarar:lege leger:lege legar:lege legen:lege lege:lege legane:lege legene:lege
snøgg:rask snøgge:rask snøgt:rask stutt:kort mjuk:myk mjuke:myk døger:døgn døgeret:døgn
einskild:enkelt einskilde:enkelte ulukka:ulykke åtvaring:advarsel åtvaringar:advarsel
åtvaringa:advarsel advarsel:advarsel advarsler:advarsel advarselen:advarsel åtvara:advare
advarer:advare advarte:advare
"""

# Roots, in any place of a word: `nynorsk:bokmål`.
ROOTS_TEXT = """
aktivitetsplikt:aktivitetsplikt ansvarleg:ansvarlig arbeidsløys:arbeidsløs
arbeidstakar:arbeidstaker avgjerd:avgjør avgjersl:avgjør avløys:avløs avlaup:avløp
avlaust:avløst avrøyst:avstem avtal:avtal auk:øk attende:tilbake attest:attest
atterhald:forbehold augneblink:øyeblikk austland:østland barnehag:barnehag bere:bære
berekraft:bærekraft bilet:bild bilæt:bild bilæte:bilde blanda:blandet blom:blomst
brannvern:brannvern bruksområd:bruksområd brøyt:brøyt brot:brudd bustad:bolig butikk:butikk
byggjesak:byggesak byggj:bygg bygdefolk:bygdefolk bråtebrann:bråtebrann burett:borett
busett:bosett busetj:bosett dagleg:daglig daud:død deltak:deltak departement:departement
draum:drøm drykk:drikk djup:dyp dyr:dyr døme:eksempel døyp:døp døy:dø eigedom:eiendom eigar:eier
eigd:eid eigen:egen einig:enig einsemd:ensomhet einsam:ensom einskap:enhet eining:enhet
ekte:ekte elev:elev enkeltståande:enkeltstående erstatning:erstatning fagleg:faglig feit:fet
ferdsle:ferdsel fjøl:fjel flaum:flom fleirspråkleg:flerspråklig fleirtal:flertall fleir:fler
flyt:flytt folkehøyr:folkehør folkerøyst:folkeavstem folkeavrøyst:folkeavstem forbod:forbud
forbodn:forbud foreining:forening føresegn:bestemmelse føresetnad:forutsetning føresett:forelder
føremon:fordel føremål:formål førebu:forbered førebygg:forebygg føreset:forutsett
førespurnad:henvendelse førespurn:henvendels førestill:forestill føring:føring
forkjærleik:forkjærlighet forklår:forklar forstå:forstå formann:formann forsking:forskning
forskar:forsker framand:fremmed framdrift:fremdrift framhev:fremhev framsid:forsid
framstil:fremstil framtid:fremtid framlegg:fremlegg framfor:fremfor framleis:fortsatt
framgangsmåt:fremgangsmåt fremj:frem frilyns:frisinn frivillig:frivillig frykt:frykt
fråflyt:fraflytt fråvær:fravær fråveik:fravik fråtre:fratre fylgj:følg følgj:følg følgjar:følger
fylgjar:følger følg:følg følgd:følg fyrst:først fyre:føre førstegongs:førstegangs gamal:gammel
gong:gang gjennomføring:gjennomføring gjennomsiktig:gjennomsiktig gjerning:gjerning gjeld:gjeld
gjest:gjest gjødsl:gjødsel gløym:glem gløymsl:glems goym:gjem gøym:gjem grannekommun:nabokommun
grann:nabo granne:nabo grensesnitt:grensesnitt greie:greie grunngjev:begrunn grunngi:begrunn
grunngje:begrunn grunnlov:grunnlov gudsteneste:gudstjeneste gåv:gav halvårleg:halvårlig
handbok:håndbok handheld:håndhold handhev:håndhev handsam:behandl handsaming:behandling
handsama:behandlet handlingsrom:handlingsrom handverk:håndverk hand:hånd haust:høst havn:havn
hamn:havn hamna:havna heilag:hellig heil:hel heim:hjem heimel:hjemmel heimesid:hjemmesid
heimeside:hjemmeside heimeten:hjemmetjen heimetenest:hjemmetjenest heimesjukeplei:hjemmesykeplei
heng:heng henging:heng hugs:husk hyr:hyr høyr:hør høyring:høring høgd:høyd høgre:høyre
høgskul:høyskol høgskole:høyskole høgtid:høytid høg:høy ihug:husk
informasjonstryggleik:informasjonssikkerhet inngrip:inngrep innanfor:innenfor
innbyggjar:innbygger innbyggar:innbygger innbyggj:innbygg innhald:innhold innkalling:innkalling
innkome:innkommet innkjøp:anskaffelse innleiing:innledning innløys:innløs innrøm:innrøm
innspel:innspill innvandrar:innvandrer innverknad:innvirkning interkommunal:interkommunal
intervju:intervju jamleg:jevnlig jamstil:likestil jamstel:likestil jamn:jevn jamfør:sammenlign
jamlik:likestilt jordbruk:landbruk jul:jul kjel:kjel kjeld:kild kjeldesorter:kildesorter
kjøken:kjøkken kjønn:kjønn kjærleik:kjærlighet kjens:følels kjensl:følels klaga:klag
kledning:kledning kløyv:kløv kloakk:kloakk knytt:knytt kome:komme
kommunesamanslå:kommunesammenslå kommunikasjonsrådgjevar:kommunikasjonsrådgiver
konferans:konferans korleis:hvordan kostnad:kostnad krets:krets krev:krev krinkast:kringkast
krins:krets kringkast:kringkast kunngjer:kunngjør kunngjering:kunngjøring kunnskap:kunnskap
kvalitet:kvalitet kvardag:hverdag kvart:hvert kvarandre:hverandre kveld:kveld kvil:hvil
kvinn:kvinn kvit:hvit kyrkj:kirk kyrkje:kirke køyr:kjør køyretøy:kjøretøy laurdag:lørdag
lagspel:lagspill landsdekkjande:landsdekkende laun:lønn leiar:leder leiing:leding
leiargrupp:ledergrupp leiarskap:lederskap leik:lek leikeplass:lekeplass
likestilling:likestilling likskap:likhet livsløp:livsløp ljos:lys ljod:lyd
lokalsamfunn:lokalsamfunn lytt:lytt lærar:lærer lærling:lærling læreplan:læreplan løns:lønns
løn:lønn lønn:lønn løyndom:hemmelighet løynd:skjult løys:løs løysing:løsning løyv:tillat
løyving:bevilgning mangfald:mangfold marknad:marked meining:mening meirverdi:merverdi meir:mer
medverk:medvirk medverknad:medvirkning medviten:bevisst medvit:bevisst melding:melding melk:melk
mjølk:melk menneskj:mennesk merknad:merknad merkj:merk minnast:minnes mistenkj:mistenk
mistenk:mistenk mogleg:mulig moglegheit:mulighet moglegg:muliggj mobb:mobb morosam:morsom
motteken:mottatt mottak:mottak motteke:mottatt mottakar:mottaker munnleg:muntlig målform:målform
måndag:mandag måndagsmøt:mandagsmøt måna:måned månad:måned månads:måneds målsetjing:målsetting
møtest:møtest namn:navn naud:nød nauds:nøds naudsynt:nødvendig naudnett:nødnett naudetat:nødetat
naudsituasjon:nødsituasjon nedlegg:nedlegg nettstad:nettsted nettvitjing:nettbesøk
nettsid:nettsid nettvett:nettvett nokon:noen nordsamisk:nordsamisk nytt:nytt nynorsk:nynorsk
næringsliv:næringsliv næring:næring oppgåv:oppgav oppgåve:oppgave opplys:opplys opphald:opphold
oppheld:opphold opplæring:opplæring opphavsrett:opphavsrett oppfylgj:oppfølg oppfølgj:oppfølg
oppleving:opplevelse opplev:opplev oppmod:oppfordr oppmoding:oppfordring oppretthald:oppretthold
oppseiing:oppsigelse oppstod:oppsto oppteken:opptatt opning:åpning opningstid:åpningstid
open:åpen opne:åpne opna:åpnet opn:åpn offentleg:offentlig offentleggjer:offentliggjør
ombod:ombud omkøyr:omkjør omsorg:omsorg omsyn:hensyn omset:oversett omsetj:oversett
omsett:oversett omtal:omtal overvak:overvåk overordna:overordnet overtyd:overbevis pengar:penger
pensjonist:pensjonist plikt:plikt podcast:podkast privatliv:privatliv publikum:publikum
påverk:påvirk påverknad:påvirkning pårørande:pårørende påstand:påstand påmeld:påmeld
påminning:påminnelse rådgjev:rådgiv rådgje:rådgi rådgjevar:rådgiver rettleiar:veileder
rettleiing:veiledning rettlei:veiled vegleiar:veileder vegleiing:veiledning veglei:veiled
rein:ren reinhald:renhold reins:rens reingjer:rengjør reiskap:verktøy rekneskap:regnskap
reknestykk:regnestykk rekn:regn retningsline:retningslinje retningslin:retningslinj
rettar:rettighet rettferd:rettferd røynd:virkelighet røynsl:erfaring røynsle:erfaring røyst:stem
røysterett:stemmerett samanheng:sammenheng samanlikn:sammenlign samanfat:sammenfatt
samandrag:sammendrag samansett:sammensatt samanslå:sammenslå saman:sammen samarbeid:samarbeid
samtykk:samtykk samkom:samling sakshandsam:saksbehandl sakshandsamar:saksbehandler
saksførebu:saksforbered samskap:samskap sanning:sannhet sann:sann seinare:senere sein:sen
seinka:forsink sivil:sivil sjef:sjef sjølv:selv sjølvstend:selvstend sjølvmord:selvmord sjuk:syk
sjuke:syke sjukeheim:sykehjem sjukeplei:sykeplei sjukehus:sykehus sjukefråvær:sykefravær
sykemeld:sykmeld sjukemeld:sykmeld sjukmeld:sykmeld sjukdom:sykdom skil:skill skilnad:forskjell
skilt:skilt skipnad:ordning skjel:skill skoddespel:skuespill skriftleg:skriftlig skul:skol
skule:skole skulebruk:skolebruk skuleskyss:skoleskyss skuld:skyld skulding:beskyldning
skuggje:skygge skogbrann:skogbrann slekt:slekt slett:slett smitte:smitte smittevern:smittevern
snøbrøyt:snøbrøyt sorg:sorg spel:spill spelar:spiller spørjegransk:spørreundersøk
spørjeundersøk:spørreundersøk spørj:spørr spørsmål:spørsmål spørjeskjema:spørreskjema
språk:språk stad:sted stader:steder stadnamn:stedsnavn stadfest:bekreft stadfesting:bekreftelse
stemn:stevn stein:stein storleik:størrelse straum:strøm straumstans:strømbrudd
straumbrot:strømbrudd straumløys:strømløs straumavbrot:strømbrudd strøymd:strømmet strøym:strømm
stream:strøm strategi:strategi styringsgrupp:styringsgrupp stønad:støtte
stønadsordning:støtteordning sumar:sommer sumars:sommer sommar:sommer symj:svøm sym:svøm
symjehall:svømmehall syn:syn sykkelveg:sykkelvei særleg:særlig søkj:søk søkjar:søker
søknad:søknad søndag:søndag sundag:søndag talar:taler teikn:tegn teieplikt:taushetsplikt
teiing:taushet telefon:telefon tenest:tjenest tenesteytar:tjenesteyter tid:tid tidleg:tidlig
tilby:tilby tilbod:tilbud tilgjengeleg:tilgjengelig tilgjengelegheit:tilgjengelighet
tilgjengelegskap:tilgjengelighet tilhøve:forhold tilhøyr:tilhør tilkall:tilkall tilpass:tilpass
tilrå:anbefal tilråding:anbefaling tilsett:ansatt tilset:ansett tilsetj:ansett tilskot:tilskudd
tilskotsordning:tilskuddsordning tilskodar:tilskuer tilstell:tilstelning tilstrekk:tilstrekk
tiltru:tillit tillitsvald:tillitsvalgt tilvising:henvisning tolk:tolk trafikktrygg:trafikksikker
tryggleik:sikkerhet tryggleiks:sikkerhets truande:troende trugsmål:trussel trugsel:trussel
trugslar:trusler truslar:trusler trusmål:trussel tvil:tvil tunnel:tunnel tysdag:tirsdag
undersøkj:undersøk ungdom:ungdom unnateke:unntatt unntak:unntak unnskuld:unnskyld
utdanning:utdanning utfordring:utfordring utfør:utfør utgåv:utgav utgreiing:utredning
utgrei:utred utgift:utgift utleg:utlegg utgjev:utgiv utlån:utlån utlysing:utlysning
utsetj:utsett utsett:utsett utstyr:utstyr utval:utvalg utvald:utvalgt utvikl:utvikl varsl:varsl
varslar:varsler vassforsyn:vannforsyn vassleid:vannled vassmål:vannmål vasskraft:vannkraft
vassverk:vannverk drikkevatn:drikkevann vatn:vann vass:vann vedtak:vedtak vedteke:vedtatt
vedteken:vedtatt vedtekt:vedtekt vegarbeid:veiarbeid vegsal:veisal vegskil:veiskil
vegstreng:veistreng fylkesveg:fylkesvei riksveg:riksvei gangveg:gangvei vidareutdan:videreutdan
vidaregå:videregå vidare:videre vinter:vinter verknad:virkning verksemd:virksomhet
verkemid:virkemid verkeleg:virkelig verk:verk verkty:verktøy verktøy:verktøy
verneombod:verneombud vilkår:vilkår vitnemål:vitnemål vitskap:vitenskap vitskapleg:vitenskapelig
vitje:besøk vitjing:besøk voksen:voksen vaksen:voksen vaksne:voksne vaksenopplær:voksenopplær
vurder:vurder verv:verv værutsikt:værutsikt ytringsfridom:ytringsfrihet fridom:frihet ytr:ytr
årleg:årlig årsaka:årsak årsmelding:årsmelding årsrekneskap:årsregnskap ålmenn:allmenn
ålmenta:allmennhet ålmen:allmenn allmenn:allmenn åtferd:atferd åtvar:advar advarsel:advar
øydelegg:ødelegg øydelagd:ødelagt øydel:ødel økonom:økonom ønskj:ønsk ønsk:ønsk øvst:øverst
hatytring:hatytring hatprat:hatprat netthat:netthets hets:hets førstelin:førstelinj
servicetorg:servicetorg stemmegjev:stemmegiv stemmegje:stemmegi kommunestyreval:kommunestyrevalg
stortingsval:stortingsvalg valdag:valgdag valdeltak:valgdeltak valkamp:valgkamp valkrin:valgkret
valresultat:valgresultat vallokal:valglokal valinformasjon:valginformasjon
valhandbok:valghåndbok valurn:valgurn veljar:velger omstill:omstill omdøme:omdømme omdøm:omdømm
rykt:rykt bodskap:budskap meistr:mestr meistring:mestring tevl:konkurr tevling:konkurranse
tingl:tingl tenkj:tenk tenk:tenk trenar:trener treng:treng tyngd:tyngd verd:verdi verdig:verdig
verjemål:vergemål verje:verge skyss:skyss ferj:ferg ferje:ferge ferjeleie:fergeleie
reiseliv:reiseliv landskap:landskap kultur:kultur song:sang songar:sanger songkor:sangkor
lagnad:skjebne sams:felles sameint:forent samrå:samråd semj:enig semje:enighet usemje:uenighet
løysingsord:passord brukarnamn:brukernavn brukar:bruker brukarkonto:brukerkonto pålogg:pålogg
innlogg:innlogg logg:logg tofaktor:tofaktor totrinn:totrinn handlingsplan:handlingsplan
økonomiplan:økonomiplan årsbudsjett:årsbudsjett busstopp:busstopp avgang:avgang stopp:stopp
parkering:parkering innhent:innhent gjenvinn:gjenvinn attvinn:gjenvinn attvinning:gjenvinning
avfall:avfall søppel:søppel tøm:tøm tømming:tømming vasstand:vannstand ekstremvêr:ekstremvær
skred:skred ras:ras fare:fare storm:storm uvêr:uvær naudhjelp:nødhjelp beredskap:beredskap
evakuer:evakuer minoritet:minoritet samisk:samisk kven:kven språkleg:språklig
klårspråk:klarspråk klårt:klart klår:klar lettlest:lettlest løyvd:tillatt lovleg:lovlig
ulovleg:ulovlig straffb:straffb krenkj:krenk krenkjande:krenkende barnevern:barnevern
fosterheim:fosterhjem avlast:avlast tilsyn:tilsyn tannhels:tannhels røykj:røyk røyk:røyk rus:rus
hjå:hos gjennom:gjennom imellom:mellom ulukk:ulykk mugleg:mulig nykel:nøkkel nykl:nøkl
byrj:begynn heilskap:helhet nyhend:nyhet vekebrev:ukebrev vekeplan:ukeplan vekeslutt:ukeslutt
velkomen:velkommen saknar:savner sakna:savnet mistru:mistillit tannlækj:tannleg fastlækj:fastleg
tenar:tjener naudt:nødt rykk:rykk innleg:innleg fritidsklubb:fritidsklubb
ungdomsklubb:ungdomsklubb idrettslag:idrettslag dugnad:dugnad innovasjon:innovasjon
digitaliser:digitaliser personopplys:personopplys lagr:lagr oppbevar:oppbevar avvik:avvik
"""

# Words whose meaning is also asked for in other words, when the query has them: `asked:also`.
ALSO_TEXT = """
some:sosiale+medier gdpr:personvern personvernforordning:personvern uu:universell+utforming
ki:kunstig+intelligens hashtag:emneknagg hashtagg:emneknagg chatbot:samtalerobot twitter:x
dpia:personvern+konsekvens pinse:helligdag wcag:universell+utforming moderering:slette
hets:netthets trakassering:hets samtykke:tillatelse tillatelse:samtykke
livestream:direktesending direktesending:direkte+sending snø:brøyting app:applikasjon
foreldre:foresatte foresatte:foreldre søppel:renovasjon renovasjon:avfall avfall:søppel
ki-generert:kunstig+intelligens rådmann:kommunedirektør kommunedirektør:rådmann stemme:valg
avstemning:stemme journalist:presse presse:journalist innbygger:publikum brudd:stans stans:brudd
strømstans:strømbrudd avisartikkel:presse hacke:hack hacking:hack likerklikk:like
forening:organisasjon organisasjon:forening innkjøp:anskaffelse anskaffelse:innkjøp
undersøkelse:spørreundersøkelse bolig:bosted
"""

STOP_TEXT = """
og i på er som en et ei ein eit det den de dei at til av for med har ikke ikkje var jeg eg vi me
man om så men hun ho han seg sin si sitt sine fra frå ble vart vært vore blir bli blitt blei kan
kunne skal skulle vil ville må måtte være vere hva kva hvordan korleis hvem kven hvor kor når
hvorfor kvifor hvilken hvilket hvilke noe noko noen nokon denne dette disse desse oss vår vårt
våre dere dykk dykkar deg du din ditt dine meg min mitt mine sjølv selv ved etter under over før
mot mellom uten utan blant hos hjå gjennom inn ut opp ned også òg bare berre da då enn eller nå
no der her dit hit ja nei jo the a an of in on and or to is are we our how what when who why you
your with from by it its this that be as do does can hans hennes deres hennar sånn slik slike
sånne hver kvar hvert kvart alle alt all både ha hadde havde få får gjør gjer gjøre gjere går gå
annen annet andre anna litt mye mykje mer meir veldig helt heilt vel å
"""
