//! English conversations.

use super::talk::Phrases;

pub(super) const PHRASES: Phrases = Phrases {
    names: &[
        "Nora", "Callum", "Grace", "Elliot", "Freya", "Reuben", "Hazel", "Miles",
    ],
    surnames: &[
        "Ackerley", "Brook", "Denham", "Fairfax", "Hollis", "Marlow", "Tranter",
    ],
    scenes: &[
        &[
            "*Welcome to Arava Home! What is it about?|My order|New furniture|A person",
            "<A person",
            "!1",
            "!2",
            ">Good morning, this is the service desk. What can I do for you?",
            "<The drawer of the chest I bought in spring sticks",
            ">Could you send a photo of the runner?",
            "<[photo]Here, on the left side",
            ">Thank you. A new runner is on its way, order {n}. No charge.",
            "<Brilliant, thanks!",
            "!3",
        ],
        &[
            "<How much is the oak table in 180?",
            ">{p} EUR with delivery. The showroom piece is at a discount until Friday.",
            "<Can I see it today?",
            ">Yes, we are here until {t}.",
            ">[place]Arava showroom",
            "<On my way",
        ],
        &[
            "*Your delivery is planned for tomorrow at {t}. Does it suit you?|Yes|Another day",
            "<Another day",
            "!1",
            ">We can come on Thursday at {t}. Better?",
            "<[voice]",
            ">Noted, Thursday it is.",
        ],
        &[
            "<Do you have the fabric samples as a file?",
            ">[file]All colours",
            "<Number 14 please, two chairs",
            ">Two chairs in number 14: {p} EUR, ready in three weeks.",
        ],
    ],
    openers: &[
        "Hello, is the walnut shelf in stock?",
        "Hi! Where is my order {n}?",
        "Good evening, do you repair chairs?",
        "Is delivery possible after {t}?",
    ],
    answers: &[
        "Great, thank you!",
        "OK, I'll wait",
        "And how long does it take?",
        "Perfect, let's do that",
        "Could you call me instead?",
    ],
    nudges: &[
        "Anybody there?",
        "Still waiting for an answer",
        "Hello?",
        "I can pay right away",
    ],
};
