//! What a service keeps beside its chats, and what only some services can do on request.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    AccountId, ChannelId, ChatId, Colleague, Contact, ContactId, Group, Invitation, Label, LabelId,
    LiveChannel, MadeReport, NewGroup, OperatorId, ParticipantId, QuickReply, ReportId,
    ReportRequest, ServiceNote, Template,
};

/// What a service keeps beside its chats. Lists that a service doesn't have are empty.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Catalog {
    /// Labels.
    pub labels: Vec<Label>,
    /// People who answer.
    pub colleagues: Vec<Colleague>,
    /// Departments that chats were seen with.
    pub departments: Vec<String>,
    /// Ready answers.
    pub quick_replies: Vec<QuickReply>,
    /// Templates.
    pub templates: Vec<Template>,
    /// Messengers.
    pub channels: Vec<LiveChannel>,
}

/// The customer behind a chat: what the service's card says, and the same person elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Customer {
    /// The card, where the service has one.
    pub contact: Option<Contact>,
    /// The group, if the chat is one.
    pub group: Option<Group>,
    /// Notes kept at the service.
    pub notes: Vec<ServiceNote>,
    /// The chat's labels.
    pub labels: Vec<LabelId>,
    /// Chats that the person said are the same customer's, this one left out.
    pub linked: Vec<LinkedChat>,
    /// Chats with the same phone, or the same mark of the service, that nobody decided about.
    pub proposed: Vec<LinkedChat>,
}

/// Another chat of the same customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct LinkedChat {
    /// Which.
    pub chat: ChatId,
    /// Its title.
    pub title: String,
    /// Its account.
    pub account: AccountId,
    /// The messenger.
    pub channel: Option<crate::Channel>,
    /// The phone both have, if that is why.
    pub phone: Option<String>,
}

/// Something that only some services can do, asked for at once and not through the outbox.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case")]
#[ts(export)]
pub enum ServiceAct {
    /// Whether new chats may be given to a colleague.
    Involve {
        /// Who.
        colleague: OperatorId,
        /// On or off.
        on: bool,
    },
    /// Switch a messenger on or off.
    SetChannel {
        /// Which.
        channel: ChannelId,
        /// On or off.
        on: bool,
    },
    /// Make a label.
    CreateLabel {
        /// Its name.
        name: String,
        /// `#rrggbb`.
        color: String,
    },
    /// Look for customers.
    FindContacts {
        /// A word, a phone or an address.
        term: String,
    },
    /// Merge two customers; can't be undone.
    Unite {
        /// Stays.
        kept: ContactId,
        /// Goes.
        other: ContactId,
    },
    /// Say that two chats are the same customer's, or that they aren't; kept here.
    Link {
        /// One.
        chat: ChatId,
        /// The other.
        other: ChatId,
        /// Whether they are.
        same: bool,
    },
    /// Make a group. Followed until it is ready; [`crate::AppEvent::DirectoryChanged`] tells.
    CreateGroup {
        /// What to make.
        form: NewGroup,
    },
    /// Take somebody out of a group.
    RemoveParticipant {
        /// The group's chat.
        chat: ChatId,
        /// Who.
        participant: ParticipantId,
    },
    /// The link by which people join.
    Invitation {
        /// The group's chat.
        chat: ChatId,
    },
    /// Read one message by its id.
    LookUpMessage {
        /// The chat.
        chat: ChatId,
        /// The service's id.
        id: String,
    },
    /// Change a message that was sent.
    EditMessage {
        /// The chat.
        chat: ChatId,
        /// Its key.
        key: String,
        /// The new text.
        text: String,
    },
    /// Delete a message that was sent, at the customer's too.
    DeleteMessage {
        /// The chat.
        chat: ChatId,
        /// Its key.
        key: String,
    },
    /// The report as it would read.
    PreviewReport {
        /// The chat.
        chat: ChatId,
        /// What to report.
        request: ReportRequest,
    },
    /// Make a signed report. Followed until it is ready.
    CreateReport {
        /// The chat.
        chat: ChatId,
        /// What to report.
        request: ReportRequest,
    },
    /// The reports that were made for a chat from here, newest first.
    MadeReports {
        /// The chat.
        chat: ChatId,
    },
    /// Save a finished report where the person chooses.
    SaveReport {
        /// Which.
        report: ReportId,
        /// The package (ZIP) instead of the document (PDF).
        package: bool,
    },
}

/// What came of a [`ServiceAct`].
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
#[ts(export)]
pub enum ServiceAnswer {
    /// It was done.
    Done,
    /// Customers that were found.
    Contacts {
        /// Them.
        contacts: Vec<Contact>,
    },
    /// The label that was made.
    Label {
        /// It.
        label: Label,
    },
    /// The group that was made, as soon as it is readable.
    Chat {
        /// Its chat.
        chat: ChatId,
    },
    /// The invitation, with the link as a QR code.
    Invitation {
        /// It.
        invitation: Invitation,
        /// Rows of the QR code, dark modules true.
        qr: Vec<Vec<bool>>,
    },
    /// The message that was looked up.
    Message {
        /// It.
        message: super::MessageView,
    },
    /// The report as it would read, made safe: no scripts, no addresses that would be fetched.
    Preview {
        /// HTML for a sandboxed frame.
        html: String,
    },
    /// A report that was made.
    Report {
        /// Which.
        report: ReportId,
        /// Whether it can be saved now; else the service is still making it, and it can be later.
        ready: bool,
    },
    /// The reports that were made for a chat from here, newest first.
    Reports {
        /// Them.
        reports: Vec<MadeReport>,
    },
    /// Where a file was saved; `None` if the person changed their mind.
    Saved {
        /// The file's name.
        name: Option<String>,
    },
}
