//! English conversations.

use super::talk::Phrases;

pub(super) const PHRASES: Phrases = Phrases {
    names: &[
        "Grace", "Oliver", "Amara", "Liam", "Nora", "Hugo", "Priya", "Ethan", "Chloe", "Samuel",
        "Isla", "Marcus", "Freya", "Jonah",
    ],
    surnames: &[
        "Whitfield",
        "Okafor",
        "Larsen",
        "Brennan",
        "Castellan",
        "Moore",
        "Patel",
        "Ashdown",
        "Reyes",
        "Holt",
        "Quigley",
        "Sandoval",
    ],
    order: "Order",
    scenes: &[
        &[
            "<Hi, my parcel {n} says delivered but there is nothing at the door.",
            "*Thanks for your message. Someone will be with you shortly.",
            ">Hello, sorry about that. Let me look at the courier's note.",
            ">It was left with your neighbour in flat {d}. Could you check there?",
            "<One moment",
            "<Yes! They had it. Thank you",
            ">Glad it turned up. Have a nice evening!",
        ],
        &[
            "<Do you have a table for six tonight around {t}?",
            ">We do, on the terrace. It is covered, so rain is no trouble.",
            "<Perfect, one of us eats gluten free",
            ">No problem, about half of the menu is: https://bistro.example.com/menu. Booked under your name.",
            "<👍",
        ],
        &[
            "<The lamp arrived broken, see the photo",
            "<[photo]",
            ">That looks bad, I am sorry. Would you prefer a new one or your money back?",
            "<A new one if it gets here before Friday",
            ">It leaves the warehouse today, you will have it on Thursday before {t}. No need to return the old one.",
            "<That is great service, thanks",
            ">Here is the confirmation for your records.",
            ">[file]Replacement confirmation",
        ],
        &[
            "#Your appointment is tomorrow at {t}. Reply 1 to confirm.",
            "<1",
            "*Thank you, your appointment is confirmed.",
            "<Actually, can I bring my son as well? He needs a check-up",
            ">Of course. I have added fifteen minutes to your slot.",
            "<Thank you so much",
        ],
        &[
            "<What does the yearly plan cost if we are 12 people?",
            ">For 12 seats it is {p} EUR a year, two months are free compared with paying monthly.",
            "<And can we add people later?",
            ">Any time, you pay only for the rest of the year. Details: https://plans.example.com/teams?seats=12",
            "<I will talk to my boss and come back",
            ">Take your time. The offer is valid until the end of the month.",
        ],
        &[
            "<hello",
            "*Hello! Choose a topic: 1 delivery, 2 payment, 3 something else.",
            "<2",
            "<I was charged twice for order {n}",
            ">I can see both payments. The second one is returned to your card within {d} days.",
            "<ok",
        ],
    ],
    openers: &[
        "Hi! Is the blue armchair back in stock?",
        "Good morning, I would like to move my appointment",
        "My order {n} has not arrived yet 😕",
        "Hello, do you ship to Norway?",
        "Can I pay by bank transfer?",
    ],
    answers: &[
        "Great, thank you!",
        "Could you check again, please?",
        "Sounds good 👍",
        "How long will that take?",
        "That works for me",
        "I had hoped for something earlier, but fine",
        "Perfect, you have been very helpful",
    ],
    nudges: &[
        "Are you still there?",
        "One more thing: can it be gift-wrapped?",
        "Sorry, I meant Thursday, not Tuesday",
        "I have just paid",
    ],
    long: "Hello, this will be a long one, so thank you for your patience. Three weeks ago I ordered a desk, a chair \
           and a shelf. The desk came on time and is lovely. The chair came a week later with a missing screw, which \
           your colleague sent me at once, so that is solved. The shelf has been 'on its way' for sixteen days. I have \
           called the courier twice: the first time I was told the parcel was damaged and had been returned, the \
           second time that it had never been handed over. Meanwhile my books are in boxes in the hallway and we climb \
           over them every morning. I would like to know where the shelf is, when it will be here, and whether you can \
           give me a delivery window shorter than 'between eight and eight'. If all of this is impossible, please cancel \
           the shelf only and keep the rest. Kind regards and no hard feelings.",
};
