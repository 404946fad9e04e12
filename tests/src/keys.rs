//! Key presses written as people write them: `Control+Enter`.

use thirtyfour::{Key, WebDriver};
use tokio::process::Command;

use crate::{Failure, Outcome};

enum Press {
    Named(Key),
    Letter(char),
}

/// Presses a combination wherever the focus is.
pub(crate) async fn press(session: &WebDriver, combination: &str) -> Outcome {
    let keys: Vec<Press> = combination.split('+').map(parse).collect::<Outcome<_>>()?;
    let mut chain = session.action_chain();
    for key in &keys {
        chain = match key {
            Press::Named(key) => chain.key_down(key.clone()),
            Press::Letter(letter) => chain.key_down(*letter),
        };
    }
    for key in keys.iter().rev() {
        chain = match key {
            Press::Named(key) => chain.key_up(key.clone()),
            Press::Letter(letter) => chain.key_up(*letter),
        };
    }
    Ok(chain.perform().await?)
}

fn parse(name: &str) -> Outcome<Press> {
    let key = match name {
        "Alt" => Key::Alt,
        "Control" => Key::Control,
        "Shift" => Key::Shift,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Tab" => Key::Tab,
        "Space" => Key::Space,
        "Home" => Key::Home,
        "End" => Key::End,
        "Up" => Key::Up,
        "Down" => Key::Down,
        "Left" => Key::Left,
        "Right" => Key::Right,
        "F6" => Key::F6,
        _ => {
            let mut letters = name.chars();
            return match (letters.next(), letters.next()) {
                (Some(letter), None) => Ok(Press::Letter(letter)),
                _ => Err(Failure(format!("no key is called {name}"))),
            };
        }
    };
    Ok(Press::Named(key))
}

/// Has keys pressed by the display itself, for what no driver reaches: `xdotool`'s words.
pub(crate) async fn on_screen(arguments: &[&str]) -> Outcome {
    let output = Command::new("xdotool").args(arguments).output().await?;
    if output.status.success() {
        return Ok(());
    }
    Err(Failure(format!("xdotool {arguments:?}: {}", output.status)))
}
