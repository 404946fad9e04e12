//! The shop: its accounts, its people, its labels, its ready answers, its templates.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::texter::{
    wire::iso,
    world::{Agent, Label},
};

/// Messengers and the shop's account on each.
pub(crate) const ACCOUNTS: [(&str, &str); 6] = [
    ("whatsapp", "972551230000"),
    ("messenger", "104857600001"),
    ("instagram", "178414000099"),
    ("website_chat", "arava-site"),
    ("email", "office@arava.example"),
    ("sms", "972551230001"),
];

pub(crate) const AGENTS: [Agent; 4] = [
    Agent {
        uid: "uQ4mZr81nTgXo2",
        name: "נועה ברק",
        email: "noa@arava.example",
        crm_id: "11",
        department: "sales",
    },
    Agent {
        uid: "kW7pLd03vBcYs9",
        name: "Tom Ashdown",
        email: "tom@arava.example",
        crm_id: "12",
        department: "customer_service",
    },
    Agent {
        uid: "hJ2xEf65qRmNa1",
        name: "Леся Кобець",
        email: "lesia@arava.example",
        crm_id: "13",
        department: "customer_service",
    },
    Agent {
        uid: "zT9bVg47wKpUc5",
        name: "Amir Haddad",
        email: "amir@arava.example",
        crm_id: "14",
        department: "logistics",
    },
];

pub(crate) const DEPARTMENTS: [&str; 3] = ["sales", "customer_service", "logistics"];

pub(super) fn labels() -> Vec<Label> {
    [
        ("vip", "VIP", "#c2185b", false),
        ("delivery", "משלוח", "#1976d2", false),
        ("warranty", "Warranty", "#388e3c", false),
        ("quote-sent", "Quote sent", "#555555", false),
        ("failed-message", "Failed message", "#d32f2f", true),
    ]
    .map(|(id, name, color, system)| Label {
        id: id.to_owned(),
        name: name.to_owned(),
        color: color.to_owned(),
        system,
    })
    .into()
}

pub(super) fn quick_replies(now: Timestamp) -> Vec<Value> {
    let say = |text: &str| json!({ "type": "text", "text": text });
    let card = json!({ "type": "contacts", "contacts": [
        { "name": { "formatted_name": "Arava showroom" }, "phones": [{ "phone": "+972551230000" }] } ] });
    let menu = json!({ "type": "buttons", "text": "When suits you?", "buttons": [
        { "title": "Morning", "payload": "am" }, { "title": "Evening", "payload": "pm" } ] });
    let replies = [
        (
            "Greeting",
            vec![say(
                "Hello! Thank you for writing to Arava Home. How can we help?",
            )],
            "top",
        ),
        (
            "שעות פתיחה",
            vec![say("אנחנו פתוחים א׳–ה׳ 9:00–19:00, ו׳ 9:00–13:00.")],
            "main",
        ),
        (
            "Доставка",
            vec![
                say("Доставляємо щодня, крім суботи."),
                say("Підкажіть, будь ласка, адресу."),
            ],
            "main",
        ),
        (
            "Showroom card",
            vec![say("Here is our showroom:"), card],
            "main",
        ),
        ("Pick a time", vec![menu], "main"),
    ];
    let made = |(place, (title, contents, position)): (usize, (&str, Vec<Value>, &str))| {
        let at = now.as_millisecond() - (place as i64 + 1) * 86_400_000;
        json!({
            "_id": format!("6825{place:020x}"),
            "send": { "contents": contents, "betweenMessagesDelay": 500, "target": [] },
            "display": { "position": position, "title": title, "note": "", "departments": [], "users": [] },
            "metadata": { "created": at, "updated": at, "client": {} },
        })
    };
    replies.into_iter().enumerate().map(made).collect()
}

pub(super) fn templates(now: Timestamp) -> Vec<Value> {
    let (en, he, uk) = ("en", "he", "uk");
    vec![
        template(
            now,
            1,
            ("order_ready", "Order ready", "UTILITY"),
            vec![
                localization(
                    now,
                    en,
                    "APPROVED",
                    None,
                    "Hello {{1}}, your order {{2}} is ready.",
                ),
                localization(
                    now,
                    he,
                    "APPROVED",
                    None,
                    "שלום {{1}}, הזמנה {{2}} מוכנה לאיסוף.",
                ),
            ],
            json!({ "en": { "body": ["dear customer"] } }),
        ),
        template(
            now,
            2,
            ("come_back", "Come back", "MARKETING"),
            vec![localization(
                now,
                uk,
                "APPROVED",
                None,
                "Ми скучили! Дайте знати, коли зручно поговорити.",
            )],
            json!({}),
        ),
        template(
            now,
            3,
            ("invoice_file", "Invoice with a file", "UTILITY"),
            vec![localization(
                now,
                en,
                "APPROVED",
                Some("DOCUMENT"),
                "Invoice {{1}} is attached.",
            )],
            json!({}),
        ),
        template(
            now,
            4,
            ("spring_sale", "Spring sale", "MARKETING"),
            vec![localization(
                now,
                en,
                "PENDING",
                Some("IMAGE"),
                "Everything is 20% off until {{1}}.",
            )],
            json!({}),
        ),
        template(
            now,
            5,
            ("too_pushy", "Too pushy", "MARKETING"),
            vec![localization(now, en, "REJECTED", None, "BUY NOW {{1}}!!!")],
            json!({}),
        ),
    ]
}

fn localization(
    now: Timestamp,
    language: &str,
    status: &str,
    header: Option<&str>,
    body: &str,
) -> Value {
    let mut components = Vec::new();
    if let Some(format) = header {
        components.push(json!({
            "type": "HEADER", "format": format,
            "example": { "header_handle": ["https://files.arava.example/sample"] },
        }));
    }
    components.push(
        json!({ "type": "BODY", "text": body, "example": { "body_text": [["Noa", "4711"]] } }),
    );
    components.push(json!({ "type": "FOOTER", "text": "Arava Home" }));
    json!({
        "language": language, "status": status, "rejectionReason": null, "components": components,
        "metadata": {}, "createdAt": iso(now), "lastUpdated": iso(now),
        "qualityScore": { "score": "GREEN", "reasons": [] },
    })
}

fn template(
    now: Timestamp,
    place: i64,
    (name, title, category): (&str, &str, &str),
    localizations: Vec<Value>,
    defaults: Value,
) -> Value {
    json!({
        "_id": format!("6826{place:020x}"), "name": name, "title": title, "usage": "inbox", "chatStatus": 1,
        "created": now.as_millisecond(), "updatedAt": iso(now), "departments": [], "isDefault": false,
        "provider": "whatsapp", "channelInfo": { "name": "whatsapp", "accountId": "972551230000" },
        "provider_template": {
            "name": name, "category": category, "localizations": localizations, "metadata": {},
        },
        "defaults": defaults, "localizationDrafts": {},
    })
}
