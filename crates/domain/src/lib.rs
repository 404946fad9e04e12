//! The nouns of Switchboard: ids, accounts, chats, messages, errors, events, and the
//! [`Provider`] trait that every chat service implements.
//!
//! This crate does no I/O: no network, no SQL, no window, no clock. What crosses to the
//! front end lives in [`view`] and is exported to TypeScript by this crate's tests.
//!
//! Start reading at [`provider::Provider`], then [`view`].

mod ability;
mod account;
mod chat;
mod contact;
mod error;
mod event;
pub mod facets;
mod filter;
mod group;
mod ids;
mod label;
mod message;
mod operator;
mod policy;
pub mod provider;
mod settings;
mod time;
pub mod view;

pub use ability::{Ability, AssignWays, Capabilities, Check, Limits, Verdict, capabilities};
pub use account::{
    AccountConfig, AccountForm, AccountOptions, ChatLevel, Credentials, OptionField, SERVICES,
    ServiceDescriptor, ServiceKind, SignInField, SignInMethod, SignInMethodDescriptor,
};
pub use chat::{Answering, Assignee, Channel, ChatStatus, RemoteChat};
pub use contact::Contact;
pub use error::{Error, ErrorCode, Outcome, Result, Retry, retry};
pub use event::AppEvent;
pub use filter::{Assigned, ChatFilter, FilterField};
pub use group::{
    Group, Invitation, MadeReport, NewGroup, Participant, ReportFile, ReportForm, ReportRequest,
    TitleVersion,
};
pub use ids::{
    AccountId, AttachmentId, CannedId, ChannelId, ChatId, ContactId, JobId, LabelId, NoteId,
    OperatorId, OrganizationId, OutboxId, ParticipantId, RemoteChatId, RemoteMessageId, ReportId,
    ViewId,
};
pub use label::{AssignTarget, Colleague, Label, LiveChannel, QuickReply, ServiceNote, Template};
pub use message::{
    Attachment, AttachmentKind, Author, AuthorKind, Delivery, HistoryPage, MessageExtras, Outgoing,
    OutgoingAttachment, RemoteMessage, Rich, RichKind, SendReceipt,
};
pub use operator::{
    IssuedToken, NewOperator, Operator, OperatorRef, OperatorStatus, Organization, TokenReport,
};
pub use policy::{Policy, PresetServer};
pub use provider::Provider;
pub use settings::{Density, Language, NotificationScope, SendKey, Settings, Theme};
pub use time::Timestamp;
