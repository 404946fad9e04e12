//! English conversations.

use super::talk::Phrases;

pub(super) const PHRASES: Phrases = Phrases {
    names: &[
        "Maeve", "Declan", "Zoe", "Arthur", "Kemi", "Rory", "Isabel", "Owen",
    ],
    surnames: &[
        "Farrell",
        "Nolan",
        "Adeyemi",
        "Whelan",
        "Pritchard",
        "Lowe",
        "Sinclair",
    ],
    scenes: &[
        &[
            "*Hello! I am the school's assistant. What are you looking for?|Courses|Prices|A person",
            "<A person",
            "!Chat assigned to Ben Carraway",
            ">Hi, how can I help?",
            "<Which group would you suggest after B1?",
            ">The Tuesday one at {t}: eight people, mostly speaking. It begins in {d} days.",
            "<Sounds good, count me in",
            "#Returning student, gets ten per cent off",
            ">Done. Your invoice is number {n}, {p} EUR.",
        ],
        &[
            "<The video of yesterday's lesson stops after a minute",
            ">Thank you for telling us. Does this copy work?",
            ">[video]",
            "<Yes, perfectly",
            ">Great, enjoy the lesson!",
        ],
        &[
            "*Your trial lesson is tomorrow at {t}. Are you coming?|Yes|Another day",
            "<Another day",
            "<[voice]",
            ">No trouble, I have moved it to Thursday at {t}.",
            "<Thank you!",
        ],
        &[
            "<[photo]Is this the right workbook?",
            ">Almost: you need the second edition, with the green cover.",
            ">[file]",
            "<Got it",
        ],
    ],
    openers: &[
        "Hi, do you have weekend groups?",
        "Hello, I would like to pay for the next {d} lessons",
        "I can't find the link for tonight's lesson 😟",
    ],
    answers: &[
        "Great, thanks!",
        "Can it be a little later?",
        "I will think about it",
        "👍 see you then",
    ],
    nudges: &[
        "Anyone there?",
        "It is about invoice {n}",
        "Sorry, I meant the morning group",
    ],
};
