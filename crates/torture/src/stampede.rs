//! A hundred calls under way when the token ends: one renewal, and all of them complete.

use std::time::Duration;

use domain::{
    AccountConfig, AccountId, AccountOptions, ChatFilter, Credentials, RemoteChatId, ServiceKind,
    SignInMethod,
};
use futures_util::future::join_all;
use providers::{Http, HttpOptions};
use sandbox::{Fault, FaultKind, Quirks, Sandbox, SandboxConfig};
use secrecy::SecretString;

use crate::stage::sentence;
use crate::{Plan, Tally, Trial};

/// Calls at once.
const CALLS: usize = 100;
/// They wait for their answer until all of them are under way, which the account's own pace delays.
const UNDER_WAY_MS: u64 = 4_000;
const TOKEN: &str = "/api/company/get-token";

pub(crate) async fn run(plan: &Plan, tally: &mut Tally) -> Trial {
    for round in 0..plan.count {
        // In the second of two rounds the renewal itself has trouble.
        let trouble = match round % 4 {
            1 => Some(FaultKind::Latency { ms: 500 }),
            3 => Some(FaultKind::SlowBody { ms: 400 }),
            _ => None,
        };
        stampede(plan, trouble, tally).await?;
    }
    Ok(())
}

async fn stampede(plan: &Plan, trouble: Option<FaultKind>, tally: &mut Tally) -> Trial {
    let sandbox = Sandbox::start(SandboxConfig {
        seed: plan.seed,
        quirks: Quirks {
            rate_limit: false,
            ..Quirks::default()
        },
        ..SandboxConfig::default()
    })
    .await
    .map_err(sentence)?;
    let known = sandbox.credentials().clone();
    let account = AccountConfig {
        id: AccountId(1),
        service: ServiceKind::Chathub,
        method: SignInMethod::Password,
        server: sandbox.url().parse().map_err(sentence)?,
        label: String::new(),
        principal: known.login.clone(),
        hue: 0,
        working_as: None,
        options: AccountOptions::default(),
    };
    let credentials = Credentials {
        method: account.method,
        principal: known.login,
        secret: SecretString::from(known.password),
    };
    let http = Http::new(HttpOptions::default()).map_err(sentence)?;
    let provider = providers::connect(&account, credentials, http).map_err(sentence)?;
    provider.verify().await.map_err(sentence)?;
    let history = provider.history().ok_or("no histories")?;
    let chats: Vec<RemoteChatId> = sandbox
        .chats()
        .iter()
        .map(|chat| chat.id.to_string().into())
        .collect();
    sandbox.clear_log();
    sandbox.expire_company_tokens();
    let calls = u32::try_from(CALLS).unwrap_or(u32::MAX);
    let slow = FaultKind::Latency { ms: UNDER_WAY_MS };
    sandbox.fault(Fault::on("GET", "/api/chat", slow).times(calls));
    if let Some(trouble) = trouble {
        sandbox.fault(Fault::on("POST", TOKEN, trouble));
    }
    let running = join_all((0..CALLS).map(|n| {
        let (provider, chat) = (&provider, chats.get(n % (chats.len() * 2)));
        async move {
            match chat {
                Some(chat) => history.history(chat, None).await.map(drop),
                None => provider.chats(&ChatFilter::default(), None).await.map(drop),
            }
        }
    }));
    let done = tokio::time::timeout(Duration::from_secs(60), running).await;
    let done = done.map_err(|_| "not all calls came back".to_owned())?;
    let log = sandbox.log();
    let renewals = log.iter().filter(|request| request.path == TOKEN).count();
    let refused = log.iter().filter(|request| request.status == Some(401));
    tally.add("401s at once", refused.count());
    tally.add("renewals", renewals);
    tally.add(
        "calls completed",
        done.iter().filter(|done| done.is_ok()).count(),
    );
    if renewals != 1 {
        tally.found(format!("{renewals} renewals"));
    }
    for error in done.into_iter().filter_map(Result::err) {
        tally.found(format!("a call failed: {error}"));
    }
    Ok(())
}
