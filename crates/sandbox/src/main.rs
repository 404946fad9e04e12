//! `cargo run -p sandbox`: one service on loopback until Ctrl-C, ChatHub unless another is named, with the control
//! API on where the service has one.

#![allow(
    clippy::print_stdout,
    reason = "the address and the credentials are what this program is for"
)]

use std::{any::Any, io, process::ExitCode};

use lexopt::{Arg, Parser, ValueExt};
use sandbox::Switches as _;
use sandbox::{Sandbox, SandboxConfig, Size, chat_manager, smart_sender, texter};

const HELP: &str = "\
The chat services on loopback, for trying things out.

Usage: sandbox [--service NAME] [--port N] [--seed N] [--size empty|small|demo|large|CHATSxMESSAGES] [--life]
               [--quirk name=value]...

  --service NAME       chathub (when not said), smart-sender, texter or chat-manager
  --port N             the port of 127.0.0.1 (8787)
  --seed N             what the data depends on (1)
  --size S             how much data (demo); large is 100000x1000000
  --life               clients answer, and write on their own
  --quirk name=value   a switch for what the documents leave open; GET /__sandbox/quirks lists them
";

/// What was asked for on the command line.
struct Options {
    service: String,
    port: Option<u16>,
    seed: u64,
    size: Size,
    life: bool,
    quirks: Vec<(String, String)>,
}

/// What runs, and what a person needs to use it, line by line.
struct Running {
    /// Dropped last: that ends it.
    _service: Box<dyn Any>,
    lines: Vec<(&'static str, String)>,
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    match read_arguments(Parser::from_env()) {
        Ok(Some(config)) => run(config),
        Ok(None) => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("{error}\n\n{HELP}");
            ExitCode::FAILURE
        }
    }
}

/// None when help was asked for.
fn read_arguments(mut parser: Parser) -> Result<Option<Options>, lexopt::Error> {
    let mut options = Options {
        service: "chathub".to_owned(),
        port: Some(8787),
        seed: 1,
        size: Size::Demo,
        life: false,
        quirks: Vec::new(),
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("service") => options.service = parser.value()?.string()?,
            Arg::Long("port") => options.port = Some(parser.value()?.parse()?),
            Arg::Long("seed") => options.seed = parser.value()?.parse()?,
            Arg::Long("size") => options.size = size(&parser.value()?.string()?)?,
            Arg::Long("life") => options.life = true,
            Arg::Long("quirk") => {
                let text = parser.value()?.string()?;
                let (name, value) = text.split_once('=').ok_or("a quirk is name=value")?;
                options.quirks.push((name.to_owned(), value.to_owned()));
            }
            Arg::Long("help") | Arg::Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(options))
}

fn size(text: &str) -> Result<Size, lexopt::Error> {
    match text {
        "empty" => Ok(Size::Empty),
        "small" => Ok(Size::Small),
        "demo" => Ok(Size::Demo),
        "large" => Ok(Size::Large {
            chats: 100_000,
            messages: 1_000_000,
        }),
        counts => {
            let (chats, messages) = counts
                .split_once('x')
                .ok_or("the size is a name or CHATSxMESSAGES")?;
            let number = |text: &str| {
                text.parse()
                    .map_err(|_| lexopt::Error::from("the size is CHATSxMESSAGES"))
            };
            Ok(Size::Large {
                chats: number(chats)?,
                messages: number(messages)?,
            })
        }
    }
}

fn run(options: Options) -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            println!("Could not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(async {
        let running = match start(options).await {
            Ok(running) => running,
            Err(error) => {
                println!("Could not start: {error}");
                return ExitCode::FAILURE;
            }
        };
        for (name, value) in &running.lines {
            println!("{name:<16} {value}");
        }
        println!("Ctrl-C ends it.");
        // An error here means there is no Ctrl-C to wait for; then it ends at once.
        let _ = tokio::signal::ctrl_c().await;
        ExitCode::SUCCESS
    })
}

async fn start(options: Options) -> Result<Running, String> {
    match options.service.as_str() {
        "chathub" => chathub(options).await,
        "smart-sender" => smart_sender(options).await,
        "texter" => texter(options).await,
        "chat-manager" => chat_manager(options).await,
        other => Err(format!("there is no service named {other}")),
    }
}

async fn chathub(options: Options) -> Result<Running, String> {
    let mut config = SandboxConfig {
        port: options.port,
        seed: options.seed,
        size: options.size,
        life: options.life,
        control: true,
        ..SandboxConfig::default()
    };
    for (name, value) in &options.quirks {
        config.quirks.set(name, value)?;
    }
    let service = Sandbox::start(config).await.map_err(port_taken)?;
    let credentials = service.credentials();
    let operator = format!(
        "{} (organization {})",
        credentials.operator_id, credentials.organization_id
    );
    let lines = vec![
        ("ChatHub", service.url().to_owned()),
        ("Login", credentials.login.clone()),
        ("Password", credentials.password.clone()),
        ("Profile key", credentials.profile_key.clone()),
        ("Operator", operator),
        ("Operator token", credentials.operator_token.clone()),
        ("Control API", format!("{}/__sandbox/", service.url())),
    ];
    Ok(Running {
        lines,
        _service: Box::new(service),
    })
}

async fn smart_sender(options: Options) -> Result<Running, String> {
    let mut config = smart_sender::Config {
        port: options.port,
        seed: options.seed,
        size: options.size,
        life: options.life,
        ..smart_sender::Config::default()
    };
    for (name, value) in &options.quirks {
        config.quirks.set(name, value)?;
    }
    let service = smart_sender::SmartSender::start(config)
        .await
        .map_err(port_taken)?;
    let lines = vec![
        ("Smart Sender", service.api_url()),
        ("Token", service.credentials().token.clone()),
    ];
    Ok(Running {
        lines,
        _service: Box::new(service),
    })
}

async fn texter(options: Options) -> Result<Running, String> {
    let mut config = texter::Config {
        port: options.port,
        seed: options.seed,
        size: options.size,
        life: options.life,
        control: true,
        ..texter::Config::default()
    };
    for (name, value) in &options.quirks {
        config.quirks.set(name, value)?;
    }
    let service = texter::Texter::start(config).await.map_err(port_taken)?;
    let credentials = service.credentials();
    let lines = vec![
        ("Texter", service.api_url()),
        ("Project", credentials.project.clone()),
        ("API token", credentials.token.clone()),
        ("Control API", format!("{}/__sandbox/", service.url())),
    ];
    Ok(Running {
        lines,
        _service: Box::new(service),
    })
}

async fn chat_manager(options: Options) -> Result<Running, String> {
    let mut config = chat_manager::Config {
        port: options.port,
        seed: options.seed,
        size: options.size,
        life: options.life,
        control: true,
        ..chat_manager::Config::default()
    };
    for (name, value) in &options.quirks {
        config.quirks.set(name, value)?;
    }
    let service = chat_manager::ChatManager::start(config)
        .await
        .map_err(port_taken)?;
    let credentials = service.credentials();
    let lines = vec![
        ("Chat Manager", service.url().to_owned()),
        ("Token address", credentials.token_url),
        ("Client id", credentials.client_id),
        ("Client secret", credentials.client_secret),
        ("Control API", format!("{}/__sandbox/", service.url())),
    ];
    Ok(Running {
        lines,
        _service: Box::new(service),
    })
}

fn port_taken(error: io::Error) -> String {
    format!("the port could not be opened: {error}")
}
