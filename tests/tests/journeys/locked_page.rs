//! What the page could do if foreign code ran in it: nothing but what the person can do.

use e2e::{Outcome, Scope, journey, verify};
use serde_json::Value;

/// Runs an async function's body in the page and answers what it gives back.
pub(crate) async fn in_page(app: &e2e::App, body: &str) -> Outcome<Value> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         (async () => {{ {body} }})().then(done, (error) => done({{ failed: error }}));"
    );
    let said = app.session().execute_async(script, vec![]).await?;
    Ok(said.json().clone())
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_the_page_is_locked_in() -> Outcome {
    journey("the_page_is_locked_in", async |stage| {
        let app = stage.launch().await?;
        app.button("Add account").wait().await?;

        let policy = in_page(
            &app,
            "return await new Promise((told) => {
               document.addEventListener('securitypolicyviolation', (one) => told(one.originalPolicy));
               fetch('http://127.0.0.1:9/').catch(() => undefined);
             });",
        )
        .await?;
        let policy = policy.as_str().unwrap_or_default();
        verify(
            policy.contains("default-src 'none'"),
            "the built page's policy is closed",
        )?;
        verify(
            !policy.contains("unsafe-") && !policy.contains("https:") && !policy.contains('*'),
            "and has no holes",
        )?;

        for (attempt, why) in [
            ("new Function('return 1')(); return 'did';", "no code from texts"),
            (
                "Object.prototype.sneaked = 1; return ({}).sneaked === 1 ? 'did' : 'not';",
                "prototypes are frozen",
            ),
            ("await fetch('https://example.com/'); return 'did';", "no network"),
        ] {
            let said = in_page(&app, attempt).await?;
            verify(said != "did", why)?;
        }

        // Each is refused by Tauri's access control, or does not exist.
        for command in [
            "plugin:window|close",
            "plugin:webview|create_webview_window",
            "plugin:app|version",
            "plugin:event|emit",
            "plugin:fs|read_file",
            "plugin:shell|open",
            "plugin:http|fetch",
            "plugin:autostart|enable",
            "plugin:clipboard-manager|read_text",
        ] {
            let call = format!(
                "await window.__TAURI_INTERNALS__.invoke('{command}', {{}}); return 'did';"
            );
            verify(in_page(&app, &call).await? != "did", command)?;
        }

        let said = in_page(
            &app,
            "await window.__TAURI_INTERNALS__.invoke('chat_get', { chat: '1:' + 'x'.repeat(5e6) });",
        )
        .await?;
        verify(
            said.pointer("/failed/code").is_some_and(|code| code == "invalid"),
            "a call that carries too much is refused before it is read",
        )?;
        app.close().await
    })
    .await
}
