//! What services keep beside their chats: labels, colleagues, ready answers, templates, channels.

use domain::view::{Cached, Catalog, ErrorView};
use domain::{AccountId, AppEvent, Error, Result};

use crate::desk::Desk;
use crate::session::Session;
use crate::{Engine, directory};

/// Where a catalog is kept.
const KEY: &str = "catalog";

impl Engine {
    /// An account's catalog: as last read, or read anew if `refresh` or never read. A list that
    /// can't be read stays as it was, and the answer says why.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn catalog_get(&self, account: AccountId, refresh: bool) -> Result<Cached<Catalog>> {
        let desk = self.desk()?;
        let session = desk.session(account)?;
        let known = desk.store.kept::<Catalog>(account, KEY.to_owned()).await?;
        if !refresh && let Some(known) = known {
            return Ok(directory::known(Some(known)));
        }
        if let Err(error) = session.signed_in() {
            return Ok(directory::failed(known, &error));
        }
        let before = known.map(|(catalog, _)| catalog).unwrap_or_default();
        let (catalog, trouble) = read(&session, before).await;
        let now = desk.now();
        keep(&desk, account, catalog.clone()).await?;
        Ok(Cached {
            error: trouble.as_ref().map(ErrorView::from),
            ..directory::fresh(catalog, now)
        })
    }
}

/// What is known of an account's catalog without asking anyone.
pub(crate) async fn known(desk: &Desk, account: AccountId) -> Result<Catalog> {
    let known = desk.store.kept::<Catalog>(account, KEY.to_owned()).await?;
    Ok(known.map(|(catalog, _)| catalog).unwrap_or_default())
}

/// Keeps a catalog that changed, and tells.
pub(crate) async fn keep(desk: &Desk, account: AccountId, catalog: Catalog) -> Result<()> {
    let key = KEY.to_owned();
    if desk.store.keep(account, key, catalog, desk.now()).await? {
        desk.emit(AppEvent::DirectoryChanged { account });
    }
    Ok(())
}

/// Reads every list the service has; the first trouble is answered beside what could be read.
async fn read(session: &Session, mut catalog: Catalog) -> (Catalog, Option<Error>) {
    let provider = &session.provider;
    let mut trouble = None;
    let mut note = |error: Error| {
        tracing::info!(%error, "a list of the service could not be read");
        trouble.get_or_insert(error);
    };
    if let Some(facet) = provider.labels() {
        match facet.labels().await {
            Ok(labels) => catalog.labels = labels,
            Err(error) => note(error),
        }
    }
    if let Some(facet) = provider.colleagues() {
        match facet.colleagues().await {
            Ok(colleagues) => catalog.colleagues = colleagues,
            Err(error) => note(error),
        }
    }
    if let Some(facet) = provider.quick_replies() {
        match facet.quick_replies().await {
            Ok(replies) => catalog.quick_replies = replies,
            Err(error) => note(error),
        }
    }
    if let Some(facet) = provider.templates() {
        match facet.templates().await {
            Ok(templates) => catalog.templates = templates,
            Err(error) => note(error),
        }
    }
    if let Some(facet) = provider.channels() {
        match facet.channels().await {
            Ok(channels) => catalog.channels = channels,
            Err(error) => note(error),
        }
    }
    if let Some(facet) = provider.assignment() {
        let mut departments = facet.departments();
        departments.append(&mut catalog.departments);
        departments.sort_unstable();
        departments.dedup();
        catalog.departments = departments;
    }
    (catalog, trouble)
}
