//! The nouns of Switchboard: ids, accounts, chats, messages, errors, events, and the
//! [`Provider`] trait that every chat service implements.
//!
//! This crate does no I/O: no network, no SQL, no window, no clock. What crosses to the
//! front end lives in [`view`] and is exported to TypeScript by this crate's tests.
//!
//! Start reading at [`provider::Provider`], then [`view`].

mod account;
mod chat;
mod error;
mod event;
mod filter;
mod ids;
mod message;
mod operator;
pub mod provider;
mod settings;
mod time;
pub mod view;

pub use account::{
    AccountConfig, AccountForm, AccountOptions, ChatLevel, Credentials, ServiceDescriptor,
    ServiceKind, SignInField, SignInMethod, SignInMethodDescriptor,
};
pub use chat::{Assignee, Channel, ChatStatus, RemoteChat};
pub use error::{Error, ErrorCode, Outcome, Result, Retry, retry};
pub use event::AppEvent;
pub use filter::{ChatFilter, FilterField};
pub use ids::{
    AccountId, AttachmentId, ChatId, JobId, OperatorId, OrganizationId, OutboxId, RemoteChatId,
    RemoteMessageId,
};
pub use message::{
    Attachment, AttachmentKind, Author, AuthorKind, Delivery, HistoryPage, Outgoing,
    OutgoingAttachment, RemoteMessage, SendReceipt,
};
pub use operator::{
    IssuedToken, NewOperator, Operator, OperatorRef, OperatorStatus, Organization, TokenReport,
};
pub use provider::{Capabilities, Limits, Provider};
pub use settings::{Density, NotificationScope, SendKey, Settings, Theme};
pub use time::Timestamp;
