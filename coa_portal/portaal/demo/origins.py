"""Where the invented people come from: names, languages, schools and work that fit the country.

The weights follow the vergunninghouders who moved to gemeenten in 2020 (answer to Kamervragen 2021Z05442) and
the nationalities of asylum requests (CBS, 2024-2025). Codes: BRP tables 32 and 34, ISO 639-3.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """One country of origin with what is needed to invent somebody."""

    land: str
    nationaliteit: str
    weight: int
    men: tuple[str, ...]
    women: tuple[str, ...]
    surnames: tuple[str, ...]
    language: str
    second_language: str
    city: str


def _origin(land: str, nationaliteit: str, weight: int, *words: str) -> Origin:
    men, women, surnames, language, second, city = words
    return Origin(
        land,
        nationaliteit,
        weight,
        tuple(men.split()),
        tuple(women.split()),
        tuple(surnames.split(",")),
        language,
        second,
        city,
    )


ORIGINS = (
    _origin(
        "7009",
        "0336",
        38,
        "Ahmad Khaled Omar Yusuf Tarek Samir Bassel Nabil Firas Hadi",
        "Rania Layla Hanan Maya Nour Samar Dima Reem Salma Yara",
        "Haddad,Khoury,Al Masri,Darwish,Sabbagh,Najjar,Halabi,Shami,Barakat,Kassem",
        "ara",
        "eng",
        "Aleppo",
    ),
    _origin(
        "9003",
        "0084",
        18,
        "Filmon Dawit Yonas Samuel Robel Abel Merhawi Tesfalem",
        "Selam Luwam Helen Rahwa Winta Bethlehem Saba Miriam",
        "Tesfay,Habte,Gebremedhin,Woldu,Kidane,Berhane,Tekle,Haile",
        "tir",
        "ara",
        "Asmara",
    ),
    _origin(
        "6043",
        "0339",
        12,
        "Emre Murat Kemal Serkan Baran Deniz",
        "Elif Zeynep Derya Aylin Berfin Selin",
        "Yildiz,Demir,Aslan,Kaplan,Ozturk,Arslan",
        "tur",
        "kur",
        "Ankara",
    ),
    _origin(
        "5048",
        "0058",
        8,
        "Hamza Saleh Abdulrahman Majed Walid",
        "Amal Huda Bushra Arwa Nadia",
        "Al Hakimi,Saeed,Al Qadi,Nasser,Al Amri",
        "ara",
        "eng",
        "Sanaa",
    ),
    _origin(
        "5043",
        "0314",
        7,
        "Ali Mustafa Hussein Karim Rebin",
        "Zahra Shireen Noor Avin Hiba",
        "Al Jabouri,Hassan,Salim,Rashid,Mahmoud",
        "ara",
        "ckb",
        "Mosul",
    ),
    _origin(
        "6023",
        "0300",
        6,
        "Farid Najib Hamid Rahim Zaki",
        "Shabnam Parwana Laila Freshta Nilofar",
        "Ahmadi,Rahimi,Noori,Karimi,Sultani",
        "prs",
        "pus",
        "Kabul",
    ),
    _origin(
        "6013",
        "0149",
        5,
        "Abdi Mohamed Farah Ismail Yusuf",
        "Hodan Ayaan Fadumo Ifrah Sagal",
        "Warsame,Abdullahi,Jama,Nur,Hersi",
        "som",
        "ara",
        "Mogadishu",
    ),
    _origin(
        "7034",
        "0148",
        3,
        "Amir Osman Idris Bakri",
        "Amna Sara Mawada Tasneem",
        "Abdelrahim,Elhassan,Bashir,Ibrahim",
        "ara",
        "eng",
        "Khartoem",
    ),
    _origin(
        "5020",
        "0114",
        3,
        "Bekele Dawit Tadesse Yared",
        "Hirut Meseret Tigist Almaz",
        "Alemu,Bekele,Tadesse,Girma",
        "amh",
        "orm",
        "Addis Abeba",
    ),
)

# (occupation, sector words for the screening, level of education, skill)
WORK = (
    ("Verpleegkundige", "de zorg", "middelbaar", "Verzorgen van patiënten"),
    ("Kok", "de horeca", "laag", "Koken voor grote groepen"),
    ("Automonteur", "de techniek", "laag", "Motoren repareren"),
    ("Leraar wiskunde", "het onderwijs", "hoog", "Lesgeven"),
    ("Naaister", "de mode en textiel", "laag", "Werken met een naaimachine"),
    ("Elektricien", "de techniek", "middelbaar", "Bedrading aanleggen"),
    ("Boekhouder", "de administratie", "middelbaar", "Werken met Excel"),
    ("Civiel ingenieur", "de bouw", "hoog", "Tekenen met AutoCAD"),
    ("Winkelmedewerker", "de detailhandel", "laag", "Klanten helpen"),
    ("Landbouwer", "de land- en tuinbouw", "laag", "Gewassen verzorgen"),
    ("Apotheker", "de zorg", "hoog", "Medicijnen bereiden"),
    ("Kapper", "de persoonlijke verzorging", "laag", "Knippen en scheren"),
    ("Vrachtwagenchauffeur", "het vervoer", "laag", "Rijden met een vrachtwagen"),
    ("Softwareontwikkelaar", "de ICT", "hoog", "Programmeren in Python"),
    ("Lasser", "de metaal", "laag", "Lassen"),
)
SELF_WORK = (
    "Fietsenwerkplaats",
    "Receptie van de locatie",
    "Schoonmaak gemeenschappelijke ruimtes",
    "Kinderclub",
)
HOBBIES = ("Voetballen", "Koken", "Lezen", "Tekenen", "Muziek maken", "Wandelen", "Naaien", "Schaken")
