"""Serbian, Croatian or Bosnian: what Latin letters leave open.

Serbian has e where Croatian and Bosnian have ije or je (vreme, vrijeme); Croatian says tisuća,
siječanj, organizirati where Bosnian and Serbian say hiljada, januar, organizovati. In a text of
some length both show. Montenegrin, which has no row, has Bosnian's forms and words.
"""

import re

from search.models import UNSURE

__all__ = ["FAMILY", "serbian_or_croatian"]

# As `search/text/evidence.txt` has them.
FAMILY = frozenset({"bs", "hr", "sr"})

# Beginnings of words; `$` ends a word.
_WITH_E = """
    beg$ bega$ begunc bela$ bele$ beli$ belog$ bezbedn cela$ cele$ celin celo$ celog$ celoj$
    celokup celu$ cena$ cene$ ceni$ cenom$ cenu$ ceo$ cvet$ cveta$ cveće deca$ dece$ deci$ decom$
    decu$ dela$ delimič deljen delo$ delom$ delova delu$ deluj deo$ detet donela$ doneli$ doneo$
    dospe dve$ dvema$ gde$ gorel goreo gresi$ grešk htela$ hteli$ htelo$ hteo$ izbegl izmen
    izveštaj književn$ koren lepa$ lepe$ lepo$ lepši letnj leto$ leva$ leve$ levi$ levic levo$
    leče$ lečen menja mera$ merama$ mere$ meri$ mesec mesečn mesni mesta$ mestima$ mesto$ mestu$
    mešanj mešat mleka$ mleko$ nasled nedelj nedeljn negde$ neverovat nečove obavest obe$ obema$
    obezbed obezbeđ ocen$ ocena$ ocene$ ocenila$ ocenio$ ocenu$ odela$ odelo$ odeć odnela$ odneo$
    oseti oseća ovde$ pobed pobeg pobeć podel podelj podnel ponedelj posed poset posle$ posled
    poverenj predlog$ predloga$ predsed prenos$ prevod$ prevoz$ primen primer procen procenj
    promen prover razume$ razumem$ razumev reke$ reku$ reč$ reči$ rečima$ rešava rešen reši savet
    sedela sedeo sedeti sedišt sednic sedništ sever sledeć slep$ slepi$ sme$ smeju$ smela$ smeli$
    smelo$ smenj smenu$ sneg sreda$ srede$ sredu$ starel sused svedo svest svet$ sveta$ svetl
    svetsk svetu$ svešću tela$ telo$ umeren umesto$ umetn unapred uneo$ usmeren uspeh uspela$
    uspeli$ uspeo$ uspešn uvek$ vek$ veka$ vernici vernik veroispov verovat verski veruj vest$
    vesti$ vetar$ videla$ videli$ videlo$ vrednost vreme$ vremena$ vremenom$ zahtev zamen zastare
    zvezd čovek čoveč želela$ želeli$ želeo$ živela$ živeli$ živelo$ živeo$
"""
_WITH_JE = """
    bijeg bijel bjegunc cijel cijen cjelin cjelokup cvijet cvijeć dijel dijelj dijet dio$ djec
    djel djela$ djelo$ djelomič djelu$ donij dvije dvjema gdje gorje$ htio$ htje izbjegl izmijen
    izmjen izvijest izvješ korijen lijek lijep lijev liječ ljepš ljetn ljeto$ mijenj miješ mjer
    mjesec mjesečn mjesn mjest mlijek mliječ naslijed naslje nedjelj negdje nečovj obavijest
    obavje obezbj obje$ ocjen odijel odjel odjeć odnij osjet osjeć ovdje pobjed pobjeg podijel
    podjel podnij ponedjelj posjed posjet poslije posljed povjer predsjed prije$ prijedlog
    prijelaz prijenos prijevod prijevoz primijen primjen primjer procjen promijen promjen provjer
    razumije rijek riječ rješ savjet sjed sjedišt sjever sjeć slijed sliječ sljedeć smije$ smijen
    smiju$ smjel smjen snijeg srijed susjed svijes svijet sviješću svjedo svjedoč svjet tijek
    tijel tjel umjeren umjest umjetn unaprijed unij usmjer uspio$ uspje uspješ uvijek uvjer vidio$
    vidje vijek vijest vjer vjernik vjeroisp vjerov vjersk vjetar vrijed vrijem zahtjev zamijen
    zamjen zvijezd zvjezd čovjek želio$ željel živio$ živje
"""
_NOT_CROATIAN = """
    advokat april$ aprila$ avgust bioskop budžet decemb evro evrop fabrik februar fudbal glasanj
    hemij hiljad histori hleb hljeb istorij januar jul$ jula$ jun$ juna$ juče$ kancelarij ko$
    krivic lekar ljekar maj$ maja$ mart$ marta$ milion muzik nauk naučn neko$ niko$ novemb odbran
    odsto oktob opozicij općinsk opšt ponovo$ porodic preduzeć procenat procenta saobrać saopć
    saopšt saradnj sedmic septemb sopstven spoljn sudij svako$ takmič takođe$ tokom$ tužilašt
    uopšt upotreb uslov učešć vaspit vazduh voz$ vozov šta$ štamp
"""
_CROATIAN = """
    europ euro$ eura$ glazb glede$ gospodarst jučer kazališ kolovoz krivnj kruh$ kruha$ lipnj
    listopad milijun momčad natjec netko$ nitko$ nogomet obitelj obrana$ obrane$ obranu$ odvjetni
    oporb ožujk ponovno$ postot postrojb povijes priopć proračun prosin prosvjed rujn siječ srpnj
    studen sudac$ sudionik suradn sustav svatko$ sveučiliš svibnj tajnik tijekom tisuć tjed tko$
    travnj tužitelj tvrtk unatoč$ uporab ured$ ureda$ uredu$ uvjet veleposlan veljač vlak zrakoplov
    znanost znanstven što$
"""


def _pattern(beginnings: str, *more: str) -> re.Pattern[str]:
    words = (
        word.removesuffix("$") + (r"\b" if word.endswith("$") else "")
        for word in beginnings.split()
    )
    return re.compile(rf"\b(?:{'|'.join((*words, *more))})")


_E = _pattern(_WITH_E)
_JE = _pattern(_WITH_JE)
# Verbs in -ovati and -isati where Croatian has -irati; da and a verb where it has an infinitive.
_EAST = _pattern(
    _NOT_CROATIAN,
    r"(?:da li|(?:treba|trebalo|mora|moraju|može|mogu|želi|žele|hoće|pravo) da)\b",
    r"\w{3,}(?:izova|(?<!p)isa)(?:n|ti|o\b|l[aio])",
)
_WEST = _pattern(_CROATIAN, r"bit će\b", r"je li\b", r"\w{3,}[zlm]ira(?:n|ti|o\b|l[aio])")


def serbian_or_croatian(text: str, stated: str = "") -> str:
    """`sr`, `hr` or `bs`; the stated one of them where no two words deny it; else `"unsure"`.

    Args:
        text: in Latin letters, and in one of these languages.
        stated: a code, or "".
    """
    text = text.lower()
    sound = len(_E.findall(text)) - len(_JE.findall(text))
    words = len(_EAST.findall(text)) - len(_WEST.findall(text))
    # Serbian of Bosnia and Montenegro has ije as well.
    against = {"sr": max(-words, 0 if words > 0 else -sound), "hr": max(sound, words)}
    against["bs"] = max(sound, -words)
    if against.get(stated, 2) < 2:
        return stated
    if sound > 0:
        return "sr"
    if sound < 0 and words > 1:
        return "bs"
    return "hr" if sound < 0 or words < 0 else UNSURE
