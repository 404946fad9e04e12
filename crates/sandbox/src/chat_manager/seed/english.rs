//! English.

use super::talk::Phrases;

pub(super) static PHRASES: Phrases = Phrases {
    names: &[
        "Hannah", "Oliver", "Grace", "Liam", "Priya", "Thomas", "Zoë", "Marcus", "Aisling", "Ben",
        "Chloe", "Daniel",
    ],
    titles: &[
        "Claim {n}: water damage",
        "Lease of unit {d}, handover",
        "Delivery of lot {n}",
        "Mediation {n}",
        "Site works, phase {d}",
    ],
    suffixes: &["(urgent)", "- second round", "(to be signed)", "· reviewed"],
    descriptions: &[
        "Certified conversation between the parties.",
        "Everything written in this group is registered as evidence.",
    ],
    scenes: &[
        &[
            ">Good morning. From today on this group is certified.",
            "1Thank you. When is the handover?",
            ">At {t}, at the property.",
            "2See you there 👍",
            "1[photo]",
        ],
        &[
            "1There is a leak below the sink, pictures follow.",
            "1[photo]",
            "2The insurer wants a quote. We have one for {p} euros.",
            ">Received, it goes into file {n}.",
            "2[gone]Wrong group, sorry",
        ],
        &[
            ">The draft is at https://documents.example/draft/{n} for your review.",
            "2📄 I will read it tonight. There is another one at https://documents.example/v2 - which is valid?",
            ">The second one, apologies.",
            "1[mend]The {d}th suits us.",
        ],
        &[
            "1[voice]",
            "3I can not make it before {t}.",
            "1[place]Shall we meet here?",
            "2[poll]Tuesday or Thursday?",
            ">The meeting is at {t}.",
        ],
    ],
    answers: &[
        "Agreed, noted.",
        "Thanks, we will check and come back to you.",
        "Received. Could you confirm the amount?",
        "Would {t} work as well?",
    ],
    nudges: &[
        "Any news on the file?",
        "I will upload the invoice for {p} euros in a moment.",
        "I am away until {t} tomorrow.",
        "We are still waiting for the other side to sign.",
    ],
};
