//! What is done to chats, one or many, and to the notes beside them.

use domain::view::{ActReport, ActTarget, ChatAct, NoteAct};
use domain::{AssignTarget, ChatId, ChatStatus};
use tauri::State;

use super::{Answer, LONGEST_FIELD, LONGEST_TEXT, counted, fields, sized};
use crate::host::Host;

/// Most chats or messages named at once.
const MOST: usize = 10_000;

#[tauri::command]
pub(crate) async fn chat_act(
    host: State<'_, Host>,
    target: ActTarget,
    act: ChatAct,
) -> Answer<ActReport> {
    sized_target(&target)?;
    match &act {
        ChatAct::MarkRead { keys: Some(keys) } => {
            counted(keys, MOST)?;
            fields(keys.iter().map(String::as_str))?;
        }
        ChatAct::Assign { to, comment } => {
            sized(comment, LONGEST_FIELD)?;
            match to {
                AssignTarget::Operator { id, name } => fields([id.as_str(), name])?,
                AssignTarget::Email { email } => sized(email, LONGEST_FIELD)?,
                AssignTarget::Department { id } => sized(id, LONGEST_FIELD)?,
            }
        }
        ChatAct::SetStatus {
            status: ChatStatus::Other(status),
        } => sized(status, LONGEST_FIELD)?,
        ChatAct::Label { label, .. } => sized(label.as_str(), LONGEST_FIELD)?,
        _ => {}
    }
    Ok(host.engine().chat_act(target, act).await?)
}

/// Refuses a target that names too many chats, or texts that are too long.
pub(crate) fn sized_target(target: &ActTarget) -> Answer<()> {
    match target {
        ActTarget::Chats { chats } => counted(chats, MOST),
        ActTarget::Matching { query } => super::chats::sized_filter(&query.filter),
    }
}

#[tauri::command]
pub(crate) async fn act_undo(host: State<'_, Host>, undo: u64) -> Answer<()> {
    Ok(host.engine().act_undo(undo).await?)
}

#[tauri::command]
pub(crate) async fn note_act(host: State<'_, Host>, chat: ChatId, act: NoteAct) -> Answer<()> {
    match &act {
        NoteAct::Add { text, .. } | NoteAct::Draft { text } => sized(text, LONGEST_TEXT)?,
        NoteAct::Edit { key, text } => {
            sized(key, LONGEST_FIELD)?;
            sized(text, LONGEST_TEXT)?;
        }
        NoteAct::Delete { key } => sized(key, LONGEST_FIELD)?,
    }
    Ok(host.engine().note_act(chat, act).await?)
}
