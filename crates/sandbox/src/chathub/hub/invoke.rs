//! What clients may invoke: `SendMessage` and `SendMediaMessage`. Invocations are logged, and meet faults, as
//! requests with the method `HUB` and the path `/chathub/Target`.

use serde_json::Value;

use super::connection::Peer;
use crate::{
    chathub::{
        refusal::Refusal,
        send::{self, Wanted},
    },
    faults::FaultKind,
    log::{LoggedRequest, without_secrets},
};

/// How an invocation ended.
pub(super) enum Outcome {
    /// With a completion.
    Answer(Result<Option<Value>, String>),
    /// The connection is dead: nothing is answered.
    Lost,
}

/// Runs an invocation, faults included.
pub(super) async fn run(peer: &Peer, target: &str, arguments: Vec<Value>) -> Outcome {
    let app = &peer.app;
    let path = format!("/chathub/{target}");
    let seq = note(peer, &path, &arguments);
    let fault = app.faults.take("HUB", &path);
    let name = fault.as_ref().map(FaultKind::name);
    if let Some(delay) = fault.as_ref().and_then(FaultKind::delay) {
        tokio::time::sleep(delay).await;
    }
    match fault {
        Some(FaultKind::ResetBefore) => {}
        Some(FaultKind::StatusBefore { .. }) => {
            app.log.ended(seq, Some(500), name);
            return Outcome::Answer(Err(generic(target)));
        }
        Some(FaultKind::Hang) => peer.line.gone().await,
        Some(FaultKind::Latency { .. } | FaultKind::SlowBody { .. }) | None => {
            let result = dispatch(peer, target, arguments);
            let status = result
                .as_ref()
                .map_or_else(|refusal| refusal.status.as_u16(), |_| 200);
            app.log.ended(seq, Some(status), name);
            return Outcome::Answer(result.map_err(|refusal| worded(target, &refusal)));
        }
        Some(FaultKind::StatusAfter { .. }) => {
            // Processed all the same; what came of it is what the fault hides.
            let _ = dispatch(peer, target, arguments);
            app.log.ended(seq, Some(500), name);
            return Outcome::Answer(Err(generic(target)));
        }
        Some(_) => {
            // As above: processed, and the answer is lost with the connection.
            let _ = dispatch(peer, target, arguments);
        }
    }
    app.log.ended(seq, None, name);
    peer.line.cut();
    Outcome::Lost
}

fn dispatch(peer: &Peer, target: &str, arguments: Vec<Value>) -> Result<Option<Value>, Refusal> {
    let app = &peer.app;
    let mut arguments = arguments.into_iter();
    let chat = arguments.next().as_ref().and_then(Value::as_i64);
    let chat = chat.ok_or_else(|| Refusal::bad("The first argument has to be a chat id"))?;
    let second = arguments.next().unwrap_or_default();
    let (text, upload) = match target.to_ascii_lowercase().as_str() {
        "sendmessage" => {
            let text = second
                .as_str()
                .ok_or_else(|| Refusal::bad("The second argument has to be a text"))?;
            (text.to_owned(), None)
        }
        "sendmediamessage" => {
            let upload =
                serde_json::from_value(second).map_err(|error| Refusal::bad(error.to_string()))?;
            (String::new(), Some(upload))
        }
        _ => return Err(Refusal::not_found("Method")),
    };
    let wanted = Wanted {
        chat,
        text,
        author: 0,
        upload,
        via: "hub",
        connection: Some(peer.id),
    };
    let message = send::accept(app, peer.caller, wanted)?;
    Ok(send::answer(app, &message))
}

/// The sentence of an ordinary exception in a hub method.
fn generic(target: &str) -> String {
    format!("An unexpected error occurred invoking '{target}' on the server.")
}

fn worded(target: &str, refusal: &Refusal) -> String {
    if refusal.message == "Method not found" {
        return "Unknown hub method '".to_owned() + target + "'";
    }
    format!("{} HubException: {}", generic(target), refusal.message)
}

fn note(peer: &Peer, path: &str, arguments: &[Value]) -> u64 {
    let operator = peer.caller.operator();
    peer.app.log.arrived(LoggedRequest {
        seq: 0,
        method: "HUB".to_owned(),
        path: path.to_owned(),
        query: Vec::new(),
        level: operator.map_or_else(|| "company".to_owned(), |id| format!("operator:{id}")),
        carrier: "hub".to_owned(),
        content_type: None,
        body: Some(without_secrets(Value::from(arguments.to_vec()))),
        status: None,
        fault: None,
        at: peer.app.clock.now(),
        elapsed_ms: 0,
    })
}
