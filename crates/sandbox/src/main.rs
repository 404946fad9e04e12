//! `cargo run -p sandbox`: ChatHub on loopback until Ctrl-C, with the control API on.

#![allow(
    clippy::print_stdout,
    reason = "the address and the credentials are what this program is for"
)]

use std::process::ExitCode;

use lexopt::{Arg, Parser, ValueExt};
use sandbox::{Sandbox, SandboxConfig, Size};

const HELP: &str = "\
The chat services on loopback, for trying things out.

Usage: sandbox [--port N] [--seed N] [--size empty|small|demo|large|CHATSxMESSAGES] [--life] [--quirk name=value]...

  --port N             the port of 127.0.0.1 (8787)
  --seed N             what the data depends on (1)
  --size S             how much data (demo); large is 100000x1000000
  --life               clients answer, and write on their own
  --quirk name=value   a switch for what the documents leave open; GET /__sandbox/quirks lists them
";

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
fn read_arguments(mut parser: Parser) -> Result<Option<SandboxConfig>, lexopt::Error> {
    let mut config = SandboxConfig {
        port: Some(8787),
        size: Size::Demo,
        control: true,
        ..SandboxConfig::default()
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("port") => config.port = Some(parser.value()?.parse()?),
            Arg::Long("seed") => config.seed = parser.value()?.parse()?,
            Arg::Long("size") => config.size = size(&parser.value()?.string()?)?,
            Arg::Long("life") => config.life = true,
            Arg::Long("quirk") => {
                let text = parser.value()?.string()?;
                let (name, value) = text.split_once('=').ok_or("a quirk is name=value")?;
                config.quirks.set(name, value)?;
            }
            Arg::Long("help") | Arg::Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(config))
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

fn run(config: SandboxConfig) -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            println!("Could not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(async {
        let sandbox = match Sandbox::start(config).await {
            Ok(sandbox) => sandbox,
            Err(error) => {
                println!("The port could not be opened: {error}");
                return ExitCode::FAILURE;
            }
        };
        let credentials = sandbox.credentials();
        println!("ChatHub          {}", sandbox.url());
        println!("Login            {}", credentials.login);
        println!("Password         {}", credentials.password);
        println!("Profile key      {}", credentials.profile_key);
        println!(
            "Operator         {} (organization {})",
            credentials.operator_id, credentials.organization_id
        );
        println!("Operator token   {}", credentials.operator_token);
        println!("Control API      {}/__sandbox/", sandbox.url());
        println!("Ctrl-C ends it.");
        // An error here means there is no Ctrl-C to wait for; then it ends at once.
        let _ = tokio::signal::ctrl_c().await;
        sandbox.stop().await;
        ExitCode::SUCCESS
    })
}
