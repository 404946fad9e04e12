//! What a person keeps for writing and looking, with the ready answers of the services beside it.

use domain::Result;
use domain::view::{CannedReply, Library, LibraryChange};

use crate::desk::Desk;
use crate::{Engine, catalog};

/// Longest shortcut that is made of a service's title.
const LONGEST_SHORTCUT: usize = 60;

impl Engine {
    /// Everything the person keeps; ready answers of services, as last read, behind their own.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn library_get(&self) -> Result<Library> {
        read(self.desk()?.as_ref()).await
    }

    /// Changes what the person keeps, and answers all of it.
    ///
    /// # Errors
    /// `Invalid` for a shortcut that is taken or none, or a view without a name; `NotFound`,
    /// `Storage`.
    pub async fn library_save(&self, change: LibraryChange) -> Result<Library> {
        let desk = self.desk()?;
        desk.store.change_library(change).await?;
        read(&desk).await
    }
}

async fn read(desk: &Desk) -> Result<Library> {
    let mut library = desk.store.library().await?;
    for session in desk.sessions() {
        let account = session.id();
        for reply in catalog::known(desk, account).await?.quick_replies {
            let shortcut = shortcut(&reply.title);
            for text in reply.texts {
                library.canned.push(CannedReply {
                    id: None,
                    shortcut: shortcut.clone(),
                    title: reply.title.clone(),
                    text,
                    account: Some(account),
                });
            }
        }
    }
    Ok(library)
}

/// One word of a title, to be typed after `/`.
fn shortcut(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().collect();
    let joined = words.join("-").to_lowercase();
    joined.chars().take(LONGEST_SHORTCUT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_services_title_becomes_one_word() {
        assert_eq!(shortcut("  Вітаю вас "), "вітаю-вас", "typed after a slash");
        assert_eq!(shortcut(&"x".repeat(99)).len(), 60, "and not too long");
    }
}
