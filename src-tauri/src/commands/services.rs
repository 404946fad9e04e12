//! What a service keeps beside its chats, what only some services can do, and trying what works.

use domain::view::{Cached, Catalog, Customer, ServiceAct, ServiceAnswer};
use domain::{AccountId, ChatId, Check};
use tauri::State;

use super::{Answer, LONGEST_FIELD, LONGEST_TEXT, counted, sized};
use crate::host::Host;

/// Most lines of what a report is for.
const MOST_PURPOSES: usize = 50;

#[tauri::command]
pub(crate) async fn catalog_get(
    host: State<'_, Host>,
    account: AccountId,
    refresh: bool,
) -> Answer<Cached<Catalog>> {
    Ok(host.engine().catalog_get(account, refresh).await?)
}

#[tauri::command]
pub(crate) async fn customer_get(
    host: State<'_, Host>,
    chat: ChatId,
    refresh: bool,
) -> Answer<Cached<Customer>> {
    Ok(host.engine().customer_get(chat, refresh).await?)
}

#[tauri::command]
pub(crate) async fn account_check(host: State<'_, Host>, account: AccountId) -> Answer<Vec<Check>> {
    Ok(host.engine().account_check(account).await?)
}

#[tauri::command]
pub(crate) async fn service_act(
    host: State<'_, Host>,
    account: AccountId,
    act: ServiceAct,
) -> Answer<ServiceAnswer> {
    check_size(&act)?;
    let folder = host.downloads();
    Ok(host.engine().service_act(account, act, &folder).await?)
}

fn check_size(act: &ServiceAct) -> Answer<()> {
    match act {
        ServiceAct::CreateLabel { name, color } => {
            sized(name, LONGEST_FIELD)?;
            sized(color, LONGEST_FIELD)
        }
        ServiceAct::FindContacts { term } => sized(term, LONGEST_FIELD),
        ServiceAct::CreateGroup { form } => {
            sized(&form.title, LONGEST_FIELD)?;
            sized(&form.description, LONGEST_FIELD)?;
            sized(&form.created_by, LONGEST_FIELD)
        }
        ServiceAct::LookUpMessage { id, .. } => sized(id, LONGEST_FIELD),
        ServiceAct::EditMessage { key, text, .. } => {
            sized(key, LONGEST_FIELD)?;
            sized(text, LONGEST_TEXT)
        }
        ServiceAct::PreviewReport { request, .. } | ServiceAct::CreateReport { request, .. } => {
            sized(&request.language, LONGEST_FIELD)?;
            counted(&request.purposes, MOST_PURPOSES)?;
            request
                .purposes
                .iter()
                .try_for_each(|purpose| sized(purpose, LONGEST_FIELD))
        }
        ServiceAct::Involve { colleague, .. } => sized(colleague.as_str(), LONGEST_FIELD),
        ServiceAct::SetChannel { channel, .. } => sized(channel.as_str(), LONGEST_FIELD),
        ServiceAct::Unite { kept, other } => {
            sized(kept.as_str(), LONGEST_FIELD)?;
            sized(other.as_str(), LONGEST_FIELD)
        }
        ServiceAct::RemoveParticipant { participant, .. } => {
            sized(participant.as_str(), LONGEST_FIELD)
        }
        ServiceAct::DeleteMessage { key, .. } => sized(key, LONGEST_FIELD),
        ServiceAct::SaveReport { report, .. } => sized(report.as_str(), LONGEST_FIELD),
        ServiceAct::Link { .. }
        | ServiceAct::Invitation { .. }
        | ServiceAct::MadeReports { .. } => Ok(()),
    }
}
