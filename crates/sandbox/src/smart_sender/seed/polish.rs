//! Polish conversations.

use super::talk::Phrases;

pub(super) const PHRASES: Phrases = Phrases {
    names: &[
        "Zuzanna",
        "Krzysztof",
        "Łucja",
        "Bartosz",
        "Hanna",
        "Wojciech",
        "Jagoda",
    ],
    surnames: &[
        "Wróbel",
        "Kołodziej",
        "Sikora",
        "Mróz",
        "Gajewska",
        "Żak",
        "Pietrzak",
    ],
    scenes: &[
        &[
            "*Cześć! Tu szkoła Atlas. O czym porozmawiamy?|Kursy|Płatności|Konsultant",
            "<Płatności",
            "!Czat przydzielony: Tomasz Zieliński",
            ">Dzień dobry, w czym mogę pomóc?",
            "<Potrzebuję faktury na firmę za ostatni miesiąc",
            ">Oczywiście, faktura {n} na {p} zł:",
            ">[file]",
            "<Dziękuję, o to chodziło",
        ],
        &[
            "<Dzień dobry, czy są jeszcze miejsca na kurs wakacyjny?",
            ">Są, dokładnie {d}. Zajęcia codziennie o {t}.",
            "<Świetnie. Syn chodzi do siódmej klasy, da radę?",
            "#Test poziomujący wysłać mailem",
            ">Wyślę krótki test i wtedy doradzę.",
            "<Super, czekam 😊",
        ],
        &[
            "*Jutro o {t} masz lekcję próbną. Do zobaczenia!|Będę|Zmień termin",
            "<Będę",
            "<[photo]Taki podręcznik kupić?",
            ">Tak, właśnie ten.",
        ],
    ],
    openers: &[
        "Dzień dobry, od kiedy ruszają nowe grupy?",
        "Nie działa mi link do dzisiejszych zajęć",
        "Czy można zapłacić w {d} ratach?",
    ],
    answers: &[
        "Dziękuję bardzo!",
        "W porządku, czekam",
        "A nie da się wcześniej?",
        "Jasne, do usłyszenia",
    ],
    nudges: &["Halo?", "Przelew już poszedł", "Mam jeszcze jedno pytanie"],
};
