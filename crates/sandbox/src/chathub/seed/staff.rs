//! The organizations of the company and the operators who work there.

use super::super::world::{Operator, Organization};

/// Id, name, and the operators' names with their status.
type Team = (i64, &'static str, &'static [(&'static str, i64)]);

const TEAMS: &[Team] = &[
    (
        6,
        "Крамниця «Жайвір»",
        &[
            ("Оксана Дорош", 0),
            ("Василь Кметь", 0),
            ("Jane Whitmore", 0),
            ("Зоряна Лань", 0),
            ("Петро Гнатюк", 1),
            ("Former Colleague", 2),
        ],
    ),
    (
        24,
        "Lindenhof Clinic",
        &[
            ("Dr. Anna Frey", 0),
            ("נטע שחר", 0),
            ("Tomás Arroyo", 0),
            ("Elena Voss", 1),
            ("Old Reception", 2),
        ],
    ),
    (
        31,
        "Bistro & Delivery 🍕",
        &[
            ("Марко Бурий", 0),
            ("Lucía Prado", 0),
            ("Sam O'Neill", 0),
            ("Noé Dúran", 1),
        ],
    ),
];

/// All organizations.
pub(super) fn organizations() -> Vec<Organization> {
    TEAMS
        .iter()
        .map(|(id, name, _)| Organization {
            id: *id,
            name: (*name).to_owned(),
        })
        .collect()
}

/// All operators; many more of them in a large company.
pub(super) fn operators(large: bool) -> Vec<Operator> {
    let mut id = 20;
    let mut operators = Vec::new();
    for (organization, _, team) in TEAMS {
        for (name, status) in *team {
            id += 1;
            operators.push(Operator {
                id,
                name: (*name).to_owned(),
                status: *status,
                organization: *organization,
            });
        }
    }
    if large {
        for number in 1..=45 {
            id += 1;
            let organization = [6, 24, 31].get(number % 3).copied().unwrap_or(6);
            operators.push(Operator {
                id,
                name: format!("Operator {number:02}"),
                status: 0,
                organization,
            });
        }
    }
    operators
}
