"""About sixty therapies, and the published form list that every engine is tried on."""

from __future__ import annotations

from coley.names import NameEntry
from coley.vocab import NameKind

# id | inn | brands | codes | abbreviations | proper names | synonyms
_TABLE = """
pembrolizumab | pembrolizumab | Keytruda, Keytruda Qlex | MK-3475, SCH 900475 | pembro | | lambrolizumab
nivolumab | nivolumab | Opdivo, Opdivo Qvantig | BMS-936558, MDX-1106, ONO-4538 | nivo | | nivolumab and hyaluronidase-nvhy
ipilimumab | ipilimumab | Yervoy | MDX-010, BMS-734016 | ?ipi | |
nivolumab-relatlimab | | Opdualag | | | nivolumab and relatlimab-rmbw | nivolumab and relatlimab, nivolumab + relatlimab
relatlimab | relatlimab | | BMS-986016 | | |
atezolizumab | atezolizumab | Tecentriq, Tecentriq Hybreza | MPDL3280A, RG7446 | atezo | | atezolizumab and hyaluronidase-tqjs
durvalumab | durvalumab | Imfinzi | MEDI4736 | durva | |
avelumab | avelumab | Bavencio | MSB0010718C | | |
dostarlimab | dostarlimab | Jemperli | TSR-042 | | dostarlimab-gxly |
tislelizumab | tislelizumab | Tevimbra | BGB-A317 | | tislelizumab-jsgr |
tremelimumab | tremelimumab | Imjudo | CP-675,206 | treme | tremelimumab-actl | ticilimumab
cemiplimab | cemiplimab | Libtayo | REGN2810 | | cemiplimab-rwlc |
retifanlimab | retifanlimab | Zynyz | INCMGA00012 | | retifanlimab-dlwr |
toripalimab | toripalimab | Loqtorzi | JS001 | | toripalimab-tpzi |
sintilimab | sintilimab | Tyvyt | IBI308 | | |
camrelizumab | camrelizumab | AiRuiKa | SHR-1210 | | |
penpulimab | penpulimab | Anniko | AK105 | | |
cosibelimab | cosibelimab | Unloxcyt | CK-301 | | cosibelimab-ipdl |
prolgolimab | prolgolimab | Forteca, Фортека | BCD-100 | | |
cadonilimab | cadonilimab | Kaitanni | AK104 | | |
ivonescimab | ivonescimab | Yidafang | AK112, SMT112 | | |
axicabtagene-ciloleucel | axicabtagene ciloleucel | Yescarta | KTE-C19 | axi-cel | |
brexucabtagene-autoleucel | brexucabtagene autoleucel | Tecartus | KTE-X19 | brexu-cel | |
tisagenlecleucel | tisagenlecleucel | Kymriah | CTL019 | tisa-cel | |
lisocabtagene-maraleucel | lisocabtagene maraleucel | Breyanzi | JCAR017 | liso-cel | |
idecabtagene-vicleucel | idecabtagene vicleucel | Abecma | bb2121 | ide-cel | |
ciltacabtagene-autoleucel | ciltacabtagene autoleucel | Carvykti | JNJ-68284528 | cilta-cel | |
obecabtagene-autoleucel | obecabtagene autoleucel | Aucatzyl | AUTO1 | obe-cel | |
satricabtagene-autoleucel | satricabtagene autoleucel | | CT041 | satri-cel | |
talicabtagene-autoleucel | talicabtagene autoleucel | NexCAR19 | | | | actalycabtagene autoleucel
lifileucel | lifileucel | Amtagvi | LN-144 | | | ?TIL
afamitresgene-autoleucel | afamitresgene autoleucel | Tecelra | ADP-A2M4 | afami-cel | |
tabelecleucel | tabelecleucel | Ebvallo | | tab-cel | |
immuncell-lc | | Immuncell-LC | | | |
blinatumomab | blinatumomab | Blincyto | AMG 103, MT103 | blina | |
teclistamab | teclistamab | Tecvayli | JNJ-64007957 | | teclistamab-cqyv |
elranatamab | elranatamab | Elrexfio | PF-06863135 | | elranatamab-bcmm |
talquetamab | talquetamab | Talvey | | | talquetamab-tgvs |
glofitamab | glofitamab | Columvi | RG6026 | | glofitamab-gxbm |
epcoritamab | epcoritamab | Epkinly, Tepkinly | GEN3013 | | epcoritamab-bysp |
mosunetuzumab | mosunetuzumab | Lunsumio | | | mosunetuzumab-axgb |
tarlatamab | tarlatamab | Imdelltra | AMG 757 | | tarlatamab-dlle |
tebentafusp | tebentafusp | Kimmtrak | IMCgp100 | | tebentafusp-tebn |
catumaxomab | catumaxomab | Korjuny, Removab | | | |
talimogene-laherparepvec | talimogene laherparepvec | Imlygic | | T-VEC | |
nadofaragene-firadenovec | nadofaragene firadenovec | Adstiladrin | rAd-IFN/Syn3 | | nadofaragene firadenovec-vncg |
teserpaturev | teserpaturev | Delytact | G47Δ | | |
sipuleucel-t | sipuleucel-T | Provenge | APC8015 | | |
bcg | BCG live | TICE BCG, OncoTICE | | BCG | | Bacillus Calmette-Guérin
aldesleukin | aldesleukin | Proleukin | | | | ?IL-2, ?interleukin-2
nogapendekin-alfa-inbakicept | nogapendekin alfa inbakicept | Anktiva | N-803, ALT-803 | | nogapendekin alfa inbakicept-pmln |
interferon-alfa-2b | interferon alfa-2b | Intron A | | | | ?IFN
interferon-gamma-1b | interferon gamma-1b | Actimmune | | IFN-γ-1b | |
denileukin-diftitox | denileukin diftitox | Lymphir, Ontak | | | denileukin diftitox-cxdl |
trastuzumab | trastuzumab | Herceptin | | | | ?HER
rituximab | rituximab | Rituxan, MabThera | | | |
zolbetuximab | zolbetuximab | Vyloy | | | zolbetuximab-clzb |
tabosun | ipilimumab N01 | | IBI310 | | |
pucotenlimab | pucotenlimab | Puyouheng | HX008 | | |
dinutuximab | dinutuximab | Unituxin | ch14.18 | | |
naxitamab | naxitamab | Danyelza | | | naxitamab-gqgk |
*mirvetuximab-soravtansine | mirvetuximab soravtansine | Elahere | | | mirvetuximab soravtansine-gynx |
*trastuzumab-deruxtecan | trastuzumab deruxtecan | Enhertu | DS-8201 | T-DXd | fam-trastuzumab deruxtecan-nxki |
*lenvatinib | lenvatinib | Lenvima | E7080 | lenva | |
*carboplatin | carboplatin | Paraplatin | | carbo | |
"""
_KINDS = (
    NameKind.INN,
    NameKind.BRAND,
    NameKind.CODE,
    NameKind.ABBREVIATION,
    NameKind.PROPER_NAME,
    NameKind.SYNONYM,
)


def _entries() -> tuple[NameEntry, ...]:
    entries = []
    for line in _TABLE.strip().splitlines():
        first, *cells = line.split("|")
        ident = first.strip().lstrip("*")
        for kind, cell in zip(_KINDS, cells, strict=True):
            # "CP-675,206" holds a comma, but no name holds a comma and a space.
            names = [name for name in cell.strip().split(", ") if name]
            entries += [
                NameEntry(
                    ident,
                    name.lstrip("?"),
                    kind,
                    ambiguous=name.startswith("?"),
                    partner=first.startswith("*"),
                )
                for name in names
            ]
    return tuple(entries)


ENTRIES = _entries()

FORMS = {
    "pembrolizumab": "pembrolizumab",
    "nivolumab": "nivolumab",
    "ipilimumab": "ipilimumab",
    "relatlimab": "relatlimab",
    "atezolizumab": "atezolizumab",
    "durvalumab": "durvalumab",
    "avelumab": "avelumab",
    "dostarlimab": "dostarlimab",
    "tislelizumab": "tislelizumab",
    "tremelimumab": "tremelimumab",
    "ivonescimab": "ivonescimab",
    "axicabtagene ciloleucel": "axicabtagene-ciloleucel",
    "tisagenlecleucel": "tisagenlecleucel",
    "blinatumomab": "blinatumomab",
    "teclistamab": "teclistamab",
    "tebentafusp": "tebentafusp",
    "talimogene laherparepvec": "talimogene-laherparepvec",
    "sipuleucel-T": "sipuleucel-t",
    "aldesleukin": "aldesleukin",
    "lambrolizumab": "pembrolizumab",
    "ticilimumab": "tremelimumab",
    "cemiplimab-rwlc": "cemiplimab",
    "Keytruda": "pembrolizumab",
    "Opdivo": "nivolumab",
    "Yervoy": "ipilimumab",
    "Libtayo": "cemiplimab",
    "Yescarta": "axicabtagene-ciloleucel",
    "Kymriah": "tisagenlecleucel",
    "Provenge": "sipuleucel-t",
    "Zynyz": "retifanlimab",
    "Loqtorzi": "toripalimab",
    "Carvykti": "ciltacabtagene-autoleucel",
    "Elahere": "mirvetuximab-soravtansine",
    "Amtagvi": "lifileucel",
    "Tecelra": "afamitresgene-autoleucel",
    "Anktiva": "nogapendekin-alfa-inbakicept",
    "Tecentriq Hybreza": "atezolizumab",
    "Opdualag": "nivolumab-relatlimab",
    "MK-3475": "pembrolizumab",
    "BMS-936558": "nivolumab",
    "MPDL3280A": "atezolizumab",
    "MEDI4736": "durvalumab",
    "KTE-C19": "axicabtagene-ciloleucel",
    "CTL019": "tisagenlecleucel",
    "liso-cel": "lisocabtagene-maraleucel",
    "T-VEC": "talimogene-laherparepvec",
    "axi-cel": "axicabtagene-ciloleucel",
    "tisa-cel": "tisagenlecleucel",
    "cilta-cel": "ciltacabtagene-autoleucel",
    "BCG": "bcg",
    "nivo": "nivolumab",
    "pembro": "pembrolizumab",
}
PARTNERS = frozenset(entry.id for entry in ENTRIES if entry.partner)

TEMPLATES = (
    "{} 200 mg IV q3w",
    "pt on {}",
    "started {} 2L NSCLC, PD-L1 50%",
    "{} + chemo, 4 cycles",
    "s/p {} x2, now PD",
    "{} 240mg q2w then RT",
    "rechallenge w/ {} after G2 colitis",
    "{}",
    "Inj. {} 1200 mg d1",
    "CAR-T ({}) d+28 CR",
)
