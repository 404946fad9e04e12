//! How a file of chats is written: four formats of the same. Pure: text in, text out.
//!
//! Everything that a service or a customer said is foreign here: it is escaped, quoted or made
//! harmless, and never takes part in the form.

use domain::view::{ChatRow, ExportFormat, MessageState, MessageView, NoteOrigin};
use domain::{AttachmentKind, Delivery, Result, Timestamp};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::table::Table;
use super::words::{Word, Wording, channel_name, side, status_name};

/// What is stored here of a chat's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum History {
    /// All of it.
    Whole,
    /// The service has older messages.
    Part,
    /// It was never read; what is there was pushed or came with the chat list.
    Never,
    /// Older messages were let go because they are kept only for a while.
    Cut,
}

impl History {
    const fn word(self) -> Word {
        match self {
            Self::Whole => Word::HistoryWhole,
            Self::Part => Word::HistoryPart,
            Self::Never => Word::HistoryNever,
            Self::Cut => Word::HistoryCut,
        }
    }

    const fn tag(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Part => "older_messages_at_the_service",
            Self::Never => "never_read",
            Self::Cut => "older_messages_let_go",
        }
    }
}

/// A chat on paper.
#[derive(Debug, Clone)]
pub(crate) struct Chat {
    pub(crate) row: ChatRow,
    pub(crate) account: String,
    pub(crate) service: String,
    pub(crate) history: History,
}

impl Chat {
    /// What it is called.
    fn title(&self, words: &dyn Wording) -> String {
        let row = &self.row;
        match (&row.title, &row.phone) {
            (title, _) if !title.is_empty() => title.clone(),
            (_, Some(phone)) => phone.clone(),
            _ => format!("{} {}", words.say(Word::Chat), row.id.remote),
        }
    }

    /// Facts with their names.
    fn facts(&self, words: &dyn Wording) -> Vec<(String, String)> {
        let row = &self.row;
        let mut facts = vec![
            (
                words.say(Word::Account),
                format!("{} ({})", self.account, self.service),
            ),
            (words.say(Word::ChatId), row.id.remote.to_string()),
        ];
        if let Some(channel) = &row.channel {
            facts.push((words.say(Word::Channel), channel_name(channel)));
        }
        if let Some(phone) = &row.phone {
            facts.push((words.say(Word::Phone), phone.clone()));
        }
        facts.push((words.say(Word::Status), status_name(&row.status, words)));
        if let Some(assignee) = row.assignee.as_ref().filter(|name| !name.is_empty()) {
            facts.push((words.say(Word::Assignee), assignee.clone()));
        }
        facts
    }
}

/// Writes chats, one after the other, oldest message first.
pub(crate) struct Writer<'a> {
    format: ExportFormat,
    words: &'a dyn Wording,
    zone: TimeZone,
    chats: u32,
    messages: u32,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(format: ExportFormat, words: &'a dyn Wording, zone: TimeZone) -> Self {
        Self {
            format,
            words,
            zone,
            chats: 0,
            messages: 0,
        }
    }

    /// What stands before all chats.
    pub(crate) fn begin(&self, now: Timestamp) -> Result<String> {
        let words = self.words;
        let zone = self.zone.iana_name().unwrap_or("UTC");
        let exported = format!(
            "{} {} ({zone})",
            words.say(Word::ExportedAt),
            self.stamp(now)
        );
        Ok(match self.format {
            ExportFormat::Text => format!(
                "{}\n{exported}\n{}\n",
                words.say(Word::Title),
                words.say(Word::FilesNamed)
            ),
            ExportFormat::Html => self.html_head(&exported),
            ExportFormat::Json => {
                let head = json!({
                    "format": "switchboard-chats",
                    "version": 1,
                    "exported_at": now.to_iso(),
                    "files": "named, not contained",
                });
                let head = head.to_string();
                format!("{},\"chats\":[", head.trim_end_matches('}'))
            }
            ExportFormat::Csv => {
                let columns = [
                    Word::Account,
                    Word::Channel,
                    Word::ChatId,
                    Word::Chat,
                    Word::Phone,
                    Word::Time,
                    Word::Side,
                    Word::Author,
                    Word::Message,
                    Word::Files,
                    Word::Mark,
                    Word::History,
                ];
                let mut table = Table::new();
                table.row(columns.map(|word| words.say(word)))?;
                table.finish()?
            }
        })
    }

    /// A chat begins.
    pub(crate) fn chat(&mut self, chat: &Chat) -> String {
        self.messages = 0;
        self.chats += 1;
        let words = self.words;
        let history = words.say(chat.history.word());
        match self.format {
            ExportFormat::Text => {
                let mut text = format!("\n\n=== {} ===\n", one_line(&chat.title(words)));
                for (name, value) in chat.facts(words) {
                    text.push_str(&format!("{name}: {}\n", one_line(&value)));
                }
                text.push_str(&format!("{history}\n\n"));
                text
            }
            ExportFormat::Html => {
                let mut html = format!(
                    "<article>\n<h2 dir=\"auto\">{}</h2>\n<dl>\n",
                    escaped(&chat.title(words))
                );
                for (name, value) in chat.facts(words) {
                    html.push_str(&format!(
                        "<div><dt>{}</dt><dd dir=\"auto\">{}</dd></div>\n",
                        escaped(&name),
                        escaped(&value)
                    ));
                }
                html.push_str(&format!(
                    "</dl>\n<p class=\"said\">{}</p>\n<ol>\n",
                    escaped(&history)
                ));
                html
            }
            ExportFormat::Json => {
                let row = &chat.row;
                let head = json!({
                    "account": chat.account,
                    "service": chat.service,
                    "id": row.id.remote.as_str(),
                    "title": row.title,
                    "channel": row.channel.as_ref().map(|channel| &channel.0),
                    "phone": row.phone,
                    "status": row.status,
                    "assignee": row.assignee,
                    "history": chat.history.tag(),
                });
                let comma = if self.chats > 1 { "," } else { "" };
                let head = head.to_string();
                format!("{comma}\n{},\"messages\":[", head.trim_end_matches('}'))
            }
            ExportFormat::Csv => String::new(),
        }
    }

    /// A message of the chat that began last.
    pub(crate) fn message(&mut self, chat: &Chat, message: &MessageView) -> Result<String> {
        self.messages += 1;
        let words = self.words;
        let marks = self.marks(message).join(", ");
        let files = message.attachments.iter().map(|file| {
            let kind = match file.kind {
                AttachmentKind::Photo => Word::Photo,
                AttachmentKind::File => Word::File,
            };
            format!("{}: {}", words.say(kind), file.name)
        });
        let files: Vec<String> = files.collect();
        let name = self.author(chat, message);
        let stamp = self.stamp(message.at);
        Ok(match self.format {
            ExportFormat::Text => {
                let mut text = format!("[{stamp}] {}", one_line(&name));
                if !marks.is_empty() {
                    text.push_str(&format!(" ({marks})"));
                }
                text.push_str(":\n");
                // Indented, so that no line of a message can pass for the next message.
                for line in message.text.lines() {
                    text.push_str(&format!("    {line}\n"));
                }
                for file in files {
                    text.push_str(&format!("    [{}]\n", one_line(&file)));
                }
                text
            }
            ExportFormat::Html => self.html_message(message, &name, &marks, &files),
            ExportFormat::Json => {
                let comma = if self.messages > 1 { "," } else { "" };
                format!("{comma}\n{}", json_message(message))
            }
            ExportFormat::Csv => {
                let row = &chat.row;
                let channel = row.channel.as_ref().map(channel_name);
                let mut table = Table::going_on();
                table.row([
                    chat.account.clone(),
                    channel.unwrap_or_default(),
                    row.id.remote.to_string(),
                    chat.title(words),
                    row.phone.clone().unwrap_or_default(),
                    stamp,
                    words.say(side(message.author)),
                    name,
                    message.text.clone(),
                    files.join("\n"),
                    marks,
                    words.say(chat.history.word()),
                ])?;
                table.finish()?
            }
        })
    }

    /// The chat that began last is done.
    pub(crate) fn end_chat(&self) -> String {
        let empty = self.messages == 0;
        let words = self.words;
        match self.format {
            ExportFormat::Text if empty => format!("{}\n", words.say(Word::Empty)),
            ExportFormat::Text | ExportFormat::Csv => String::new(),
            ExportFormat::Html => {
                let said = match empty {
                    true => format!("<p>{}</p>\n", escaped(&words.say(Word::Empty))),
                    false => String::new(),
                };
                format!("</ol>\n{said}</article>\n")
            }
            ExportFormat::Json => "]}".to_owned(),
        }
    }

    /// What stands after all chats.
    pub(crate) fn end(&self) -> String {
        match self.format {
            ExportFormat::Text | ExportFormat::Csv => String::new(),
            ExportFormat::Html => "</body>\n</html>\n".to_owned(),
            ExportFormat::Json => "\n]}\n".to_owned(),
        }
    }

    fn author(&self, chat: &Chat, message: &MessageView) -> String {
        let named = message.name.clone().filter(|name| !name.is_empty());
        named.unwrap_or_else(|| match message.author {
            domain::AuthorKind::Customer if !chat.row.title.is_empty() => chat.row.title.clone(),
            author => self.words.say(side(author)),
        })
    }

    /// What must be said of a message beside its text: above all what the service doesn't have.
    fn marks(&self, message: &MessageView) -> Vec<String> {
        let mut marks = Vec::new();
        let mut add = |word| marks.push(self.words.say(word));
        match message.note {
            Some(NoteOrigin::Here) => add(Word::Note),
            Some(NoteOrigin::Service { .. }) => add(Word::Internal),
            None if message.internal => add(Word::Internal),
            None => {}
        }
        match &message.state {
            MessageState::Queued | MessageState::Sending => add(Word::Unsent),
            MessageState::Failed { .. }
            | MessageState::Delivery {
                delivery: Delivery::Rejected,
            } => add(Word::Failed),
            MessageState::Checking | MessageState::Unconfirmed => add(Word::Unconfirmed),
            MessageState::None | MessageState::Delivery { .. } => {}
        }
        if message.edited_at.is_some() {
            add(Word::Edited);
        }
        if message.deleted {
            add(Word::Deleted);
        }
        marks
    }

    fn stamp(&self, at: Timestamp) -> String {
        jiff::Timestamp::from_millisecond(at.0)
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
            .to_zoned(self.zone.clone())
            .strftime("%Y-%m-%d %H:%M:%S")
            .to_string()
    }

    fn html_head(&self, exported: &str) -> String {
        let words = self.words;
        let direction = if words.is_right_to_left() {
            "rtl"
        } else {
            "ltr"
        };
        let title = escaped(&words.say(Word::Title));
        format!(
            "<!doctype html>\n<html lang=\"{}\" dir=\"{direction}\">\n<head>\n\
             <meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
             <header>\n<h1>{title}</h1>\n<p>{}</p>\n<p>{}</p>\n</header>\n",
            escaped(&words.language()),
            escaped(exported),
            escaped(&words.say(Word::FilesNamed)),
        )
    }

    fn html_message(
        &self,
        message: &MessageView,
        name: &str,
        marks: &str,
        files: &[String],
    ) -> String {
        let class = match message.author {
            _ if message.note.is_some() || message.internal => "note",
            domain::AuthorKind::Customer => "in",
            domain::AuthorKind::Bot | domain::AuthorKind::System => "quiet",
            _ => "out",
        };
        let mut html = format!(
            "<li class=\"{class}\"><p class=\"head\"><b dir=\"auto\">{}</b> \
             <time datetime=\"{}\">{}</time>",
            escaped(name),
            message.at.to_iso(),
            self.stamp(message.at)
        );
        if !marks.is_empty() {
            html.push_str(&format!(" <i>{}</i>", escaped(marks)));
        }
        html.push_str("</p>");
        if !message.text.is_empty() {
            html.push_str(&format!(
                "<p class=\"text\" dir=\"auto\">{}</p>",
                escaped(&message.text)
            ));
        }
        for file in files {
            html.push_str(&format!("<p class=\"file\">{}</p>", escaped(file)));
        }
        html.push_str("</li>\n");
        html
    }
}

/// Light and dark on screen, black on white and unbroken messages on paper.
const STYLE: &str = "\
:root{color-scheme:light dark}\
body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:15px/1.5 system-ui,sans-serif}\
h1{font-size:1.3rem}h2{font-size:1.1rem;margin-top:2.5rem}\
dl{display:grid;gap:.2rem 1rem}dl div{display:flex;gap:.5rem}dt{color:GrayText}dd{margin:0}\
ol{list-style:none;padding:0}li{margin:.6rem 0;padding:.5rem .8rem;border-inline-start:3px solid #8889}\
li.out{border-color:#4250c4}li.note{border-color:#b26a00}li.quiet{border-style:dotted}\
p{margin:.2rem 0}.text{white-space:pre-wrap;overflow-wrap:anywhere}\
time,.said,.file,i{color:GrayText;font-size:.9em}\
@media print{body{margin:0;max-width:none;font-size:11pt;color:#000;background:#fff}\
li{break-inside:avoid}h2{break-after:avoid}article{break-before:page}article:first-of-type{break-before:auto}\
time,.said,.file,i,dt{color:#444}}";

/// Text as HTML shows it, within elements and quoted attributes.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\0' => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}

/// What must not break its line.
fn one_line(text: &str) -> String {
    text.split(['\n', '\r', '\u{2028}', '\u{2029}'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn json_message(message: &MessageView) -> Value {
    let files = message.attachments.iter().map(|file| {
        json!({
            "kind": file.kind,
            "name": file.name,
            "mime": file.mime,
            "size": file.size,
        })
    });
    json!({
        "id": message.key,
        "at": message.at.to_iso(),
        "author": message.author,
        "name": message.name,
        "text": message.text,
        "files": files.collect::<Vec<_>>(),
        "state": message.state,
        "local_note": message.note == Some(NoteOrigin::Here),
        "internal": message.internal,
        "edited_at": message.edited_at.map(Timestamp::to_iso),
        "deleted": message.deleted,
    })
}
