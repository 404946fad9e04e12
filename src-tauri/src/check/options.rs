//! What follows the word `check` on the command line.

use domain::ServiceKind;
use lexopt::prelude::{Long, Short, ValueExt as _};

use crate::args::Command;

/// What `check --help` prints.
pub(crate) const HELP: &str = "\
Try a connection to a chat service. Only reads: nothing is sent, changed or kept.

Usage: switchboard check --service SERVICE [--server URL] [OPTIONS] < SECRET

The password, key or token is read from standard input. The answer is JSON on standard output,
one entry per ability: works, refused (with the service's words), not_tried (it could only be
tried by changing something) or not_offered. The exit code is 0 if nothing that was tried was
refused, 1 if something was, 2 if the command line isn't understood.

Options:
      --service SERVICE      chathub, smart-sender, texter or chat-manager
      --server URL           The service's address, if not the vendor's
      --login LOGIN          ChatHub: the company's login; the secret is its password
      --operator-token       ChatHub: the secret is an operator's token, not a Profile key
      --project ID           Texter: the project's id, which may be left out where --server names
                             the address; the secret is an API token
      --client-id ID         Chat Manager: the client's id; the secret is the client's
      --token-url URL        Chat Manager: the address that issues tokens, if not the vendor's;
                             --server needs it as well
      --chat-prefix PATH     Chat Manager: the path before the chat calls
      --report-prefix PATH   Chat Manager: the path before the report calls
  -h, --help                 Print this help

For Smart Sender the secret is the project's token.
";

/// What to try.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    pub(super) service: Option<ServiceKind>,
    pub(super) server: Option<String>,
    pub(super) login: Option<String>,
    pub(super) operator_token: bool,
    pub(super) project: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) token_url: Option<String>,
    pub(super) chat_prefix: Option<String>,
    pub(super) report_prefix: Option<String>,
}

/// Reads what follows the word `check`.
///
/// # Errors
/// A sentence that names what isn't understood.
pub(crate) fn parse(parser: &mut lexopt::Parser) -> Result<Command, String> {
    let mut options = Options::default();
    while let Some(arg) = parser.next().map_err(|error| error.to_string())? {
        let place = match arg {
            Short('h') | Long("help") => return Ok(Command::Help(HELP)),
            Long("operator-token") => {
                options.operator_token = true;
                continue;
            }
            Long("service") => {
                options.service = Some(kind(&text(parser)?)?);
                continue;
            }
            Long("server") => &mut options.server,
            Long("login") => &mut options.login,
            Long("project") => &mut options.project,
            Long("client-id") => &mut options.client_id,
            Long("token-url") => &mut options.token_url,
            Long("chat-prefix") => &mut options.chat_prefix,
            Long("report-prefix") => &mut options.report_prefix,
            other => return Err(other.unexpected().to_string()),
        };
        *place = Some(text(parser)?);
    }
    if options.service.is_none() {
        return Err("check needs --service SERVICE".to_owned());
    }
    Ok(Command::Check(Box::new(options)))
}

fn text(parser: &mut lexopt::Parser) -> Result<String, String> {
    parser
        .value()
        .and_then(|value| value.string())
        .map_err(|error| error.to_string())
}

/// A service by its name on the command line: the wire name with dashes.
fn kind(name: &str) -> Result<ServiceKind, String> {
    let wire = serde_json::Value::String(name.replace('-', "_"));
    serde_json::from_value(wire).map_err(|_| {
        format!("--service takes chathub, smart-sender, texter or chat-manager, and not '{name}'")
    })
}
