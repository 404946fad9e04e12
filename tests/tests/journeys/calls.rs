//! Calls as no page of ours makes them: every command, with arguments of any shape. Each must be
//! answered, and none may break a task of the program.

use e2e::{Outcome, Scope, journey, verify};

use crate::locked_page::in_page;

/// Calls of each command.
const CALLS: u64 = 120;

/// Every command with its arguments. An act that ends the demo, asks the system for a dialog, or
/// goes out to the world is left to its own journeys.
const COMMANDS: &[(&str, &[&str])] = &[
    ("account_add", &["form"]),
    ("account_check", &["account"]),
    ("account_list", &[]),
    ("account_remove", &["account"]),
    ("account_sign_in_again", &["account", "secret"]),
    ("account_unsent", &["account"]),
    ("account_update", &["account", "label", "options"]),
    ("account_work_as", &["account", "operator"]),
    ("act_undo", &["undo"]),
    ("app_act", &["act"]),
    ("app_state", &[]),
    ("attachment_add", &["file"]),
    ("attachment_remove", &["attachment"]),
    ("catalog_get", &["account", "refresh"]),
    ("chat_act", &["target", "act"]),
    ("chat_counts", &["account"]),
    ("chat_get", &["chat"]),
    ("chat_list", &["query"]),
    ("chat_open", &["chat"]),
    ("chat_seen", &["chat", "key"]),
    ("customer_get", &["chat", "refresh"]),
    ("draft_get", &["chat"]),
    ("draft_save", &["chat", "text", "since"]),
    ("library_get", &[]),
    ("library_save", &["change"]),
    ("media_get", &["chat", "key", "index", "asked"]),
    ("media_save", &["chat", "key", "index"]),
    ("message_act", &["outbox", "act"]),
    ("message_list", &["chat", "before", "limit"]),
    ("message_search", &["query"]),
    ("message_send", &["chat", "text", "attachments", "options"]),
    ("note_act", &["chat", "act"]),
    ("operator_add", &["account", "organization", "names"]),
    (
        "operator_import_preview",
        &["account", "organization", "text"],
    ),
    ("operator_list", &["account", "organization", "refresh"]),
    ("operator_set_status", &["account", "operator", "status"]),
    ("organization_list", &["account", "refresh"]),
    ("service_act", &["account", "act"]),
    ("service_list", &[]),
    ("settings_get", &[]),
    ("settings_set", &["settings"]),
    ("timeline_list", &["chat", "before", "limit"]),
    ("token_copy", &["handle"]),
    ("token_issue", &["account", "operator", "expires_at"]),
    ("token_validate", &["account", "handle", "token"]),
];

/// Makes arguments by a seed, and calls. Answers how many calls were answered in time.
const FUZZER: &str = r#"
    let seed = SEED;
    const next = (below) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 4294967296) * below);
    };
    const pick = (list) => list[next(list.length)];
    const deep = (levels) => {
      let value = null;
      for (let level = 0; level < levels; level += 1) value = level % 2 ? [value] : { act: value };
      return value;
    };
    const texts = ["", " ", "\0", "\u202e", "\ud800", "1:1", "2:1", "1:", ":", "-1:x", "99999999999999999999:1",
      "m:1", "o:1", "a:1", "n:1", "../../x", "%00", "null", "{}", "=cmd|'/c calc'!A0", "<img src=x onerror=alert(1)>",
      "'; DROP TABLE chats; --", "\"*\" NEAR(", "9999-99-99", "1970-01-01", "я".repeat(300), "x".repeat(9000),
      "name\n\"", "😀".repeat(100), "open", "all", "chats", "matching", "csv", "month", "dates"];
    const numbers = [0, 1, -1, 2, 0.5, 1e308, -1e308, 4294967296, 9007199254740991, -9007199254740991, 65536];
    const names = ["account", "chat", "chats", "target", "query", "filter", "text", "key", "keys", "id", "name",
      "offset", "limit", "sort", "status", "label", "on", "until", "before", "after", "from", "to", "period",
      "kinds", "level", "service", "method", "server", "secret", "principal", "options", "language", "theme"];
    const acts = ["set_status", "mark_read", "mark_unread", "snooze", "pin", "label", "assign", "take",
      "add", "edit", "draft", "delete", "read_log", "import_settings", "statistics", "journal", "end_job", "sync",
      "unlock", "create_label", "find_contacts", "create_group", "look_up_message", "link", "unite", "involve",
      "save_canned", "save_view", "order_views", "retry", "discard", "nonsense"];
    const object = (levels) => {
      const made = {};
      for (let count = next(6); count > 0; count -= 1) made[pick(names)] = value(levels - 1);
      if (next(2)) made.act = pick(acts);
      if (next(4) === 0) made.target = pick(["chats", "matching"]);
      if (next(4) === 0) made.change = pick(acts);
      return made;
    };
    const value = (levels) => {
      const kind = next(levels > 0 ? 9 : 5);
      if (kind === 0) return null;
      if (kind === 1) return next(2) === 0;
      if (kind === 2) return pick(numbers);
      if (kind <= 4) return pick(texts);
      if (kind === 5) return Array.from({ length: next(5) }, () => value(levels - 1));
      if (kind === 6) return next(20) ? object(levels) : deep(100);
      return object(levels);
    };
    const call = (command, given) => {
      if (command === "attachment_add") {
        const headers = { "x-chat": encodeURIComponent(String(pick(texts))), "x-name": "%F0%9F", "x-mime": "a/b" };
        const body = next(2) ? new Uint8Array(next(5000)) : { file: value(3) };
        return window.__TAURI_INTERNALS__.invoke(command, body, { headers });
      }
      const args = {};
      for (const name of given) if (next(12)) args[name] = value(4);
      if (next(12) === 0) args[pick(names)] = value(4);
      return window.__TAURI_INTERNALS__.invoke(command, next(40) ? args : value(3));
    };
    const given = ARGS;
    const wait = (promise) => Promise.race([
      Promise.resolve(promise).then(() => 1, () => 1),
      new Promise((over) => setTimeout(() => over(0), 20000)),
    ]);
    let answered = 0;
    for (let batch = 0; batch < CALLS / 20; batch += 1) {
      const calls = Array.from({ length: 20 }, () => {
        try { return call(COMMAND, given); } catch { return null; }
      });
      answered += (await Promise.all(calls.map(wait))).reduce((sum, one) => sum + one, 0);
    }
    return answered;
"#;

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_no_call_breaks_the_program() -> Outcome {
    journey("no_call_breaks_the_program", async |stage| {
        let app = stage
            .launch_with(&stage.launch_options().arg("--demo"))
            .await?;
        app.listbox("Chats").wait().await?;
        let mut calls = 0;
        for (seed, (command, given)) in COMMANDS.iter().enumerate() {
            let script = FUZZER
                .replace("SEED", &(seed + 1).to_string())
                .replace("ARGS", &serde_json::json!(given).to_string())
                .replace("CALLS", &CALLS.to_string())
                .replace("COMMAND", &serde_json::json!(command).to_string());
            let answered = in_page(&app, &script).await?;
            verify(
                answered == CALLS,
                &format!("{command}: of {CALLS} calls were answered {answered}"),
            )?;
            calls += CALLS;
        }
        verify(!stage.logged("a task broke off")?, "no task broke off")?;
        let alive = "return (await window.__TAURI_INTERNALS__.invoke('app_state')).phase !== null;";
        verify(in_page(&app, alive).await? == true, "the program goes on")?;
        println!("S3: {calls} calls of {} commands withstood", COMMANDS.len());
        app.kill().await
    })
    .await
}
