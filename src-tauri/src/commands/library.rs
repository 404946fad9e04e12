//! Canned replies and saved views.

use domain::view::{Library, LibraryChange};
use tauri::State;

use super::{Answer, LONGEST_FIELD, LONGEST_TEXT, counted, sized};
use crate::host::Host;

/// Most saved views.
const MOST_VIEWS: usize = 1_000;

#[tauri::command]
pub(crate) async fn library_get(host: State<'_, Host>) -> Answer<Library> {
    Ok(host.engine().library_get().await?)
}

#[tauri::command]
pub(crate) async fn library_save(host: State<'_, Host>, change: LibraryChange) -> Answer<Library> {
    match &change {
        LibraryChange::SaveCanned {
            shortcut,
            title,
            text,
            ..
        } => {
            sized(shortcut, LONGEST_FIELD)?;
            sized(title, LONGEST_FIELD)?;
            sized(text, LONGEST_TEXT)?;
        }
        LibraryChange::SaveView { name, query, .. } => {
            sized(name, LONGEST_FIELD)?;
            super::chats::sized_filter(&query.filter)?;
        }
        LibraryChange::OrderViews { ids } => counted(ids, MOST_VIEWS)?,
        LibraryChange::DeleteCanned { .. } | LibraryChange::DeleteView { .. } => {}
    }
    Ok(host.engine().library_save(change).await?)
}
