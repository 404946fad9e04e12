//! What goes wrong inside, and what the outside hears of it.

use domain::{Error, ErrorCode};
use rusqlite::ErrorCode as Sqlite;

/// What goes wrong in a closure on a connection.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The database failed.
    Sql(rusqlite::Error),
    /// The cache could not be opened again after it was found damaged.
    Closed,
    /// Something else did, in the outside's words.
    Told(Error),
}

/// A result of a closure on a connection.
pub(crate) type Done<T> = Result<T, Fault>;

impl Fault {
    pub(crate) fn not_found(what: &'static str) -> Self {
        Self::Told(Error::new(ErrorCode::NotFound, what))
    }

    pub(crate) fn invalid(what: &'static str) -> Self {
        Self::Told(Error::new(ErrorCode::Invalid, what))
    }

    /// Whether the file itself is damaged, or gone for that reason.
    pub(crate) fn is_damage(&self) -> bool {
        matches!(self, Self::Closed)
            || matches!(self, Self::Sql(error) if matches!(
                error.sqlite_error_code(),
                Some(Sqlite::DatabaseCorrupt | Sqlite::NotADatabase)
            ))
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<rusqlite::types::FromSqlError> for Fault {
    fn from(error: rusqlite::types::FromSqlError) -> Self {
        Self::Sql(error.into())
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Told(
            Error::new(
                ErrorCode::Storage,
                "A row of the local data can't be understood.",
            )
            .with_source(error),
        )
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        let error = match fault {
            Fault::Told(error) => return error,
            Fault::Closed => {
                return Self::new(ErrorCode::Storage, "The local database is not open.");
            }
            Fault::Sql(error) => error,
        };
        let message = match error.sqlite_error_code() {
            Some(Sqlite::DiskFull) => "There is no room left on the disk.".to_owned(),
            Some(Sqlite::ReadOnly | Sqlite::PermissionDenied | Sqlite::CannotOpen) => {
                "The local data can't be written here.".to_owned()
            }
            Some(Sqlite::DatabaseCorrupt | Sqlite::NotADatabase) => {
                "The local data is damaged.".to_owned()
            }
            _ => format!("The local database failed: {error}"),
        };
        Self::new(ErrorCode::Storage, message).with_source(error)
    }
}
