//! `cargo xtask latest`: the file that tells earlier versions of a release (`latest.json`), made from
//! its bundles and their signatures. The release's workflow puts it beside them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use lexopt::{Arg, Parser, ValueExt};

use crate::{Result, paths, platforms::PLATFORMS};

pub(crate) fn command(parser: &mut Parser) -> Result {
    let (mut from, mut folder) = (None, None);
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Arg::Long("from") => {
                let value = parser.value().and_then(|value| value.string());
                from = Some(value.map_err(|error| error.to_string())?);
            }
            Arg::Value(value) => folder = Some(PathBuf::from(value)),
            other => return Err(other.unexpected().to_string()),
        }
    }
    let (Some(from), Some(folder)) = (from, folder) else {
        return Err("Say where: `cargo xtask latest --from URL FOLDER`.".to_owned());
    };
    let changes = paths::root().join("CHANGELOG.md");
    let changes = fs::read_to_string(&changes).map_err(|error| at(&changes, &error))?;
    let version = env!("CARGO_PKG_VERSION");
    match told(&folder, &from, version, section(&changes, version))? {
        None => println!("Nothing is signed: this release updates nobody."),
        Some(text) => {
            let path = folder.join("latest.json");
            fs::write(&path, text).map_err(|error| at(&path, &error))?;
            println!("Made {}.", path.display());
        }
    }
    Ok(())
}

/// The file's text; `None` where nothing is signed. A release that is signed in part would leave
/// some people without it, unnoticed.
fn told(folder: &Path, from: &str, version: &str, notes: &str) -> Result<Option<String>> {
    if !from.starts_with("https://") {
        return Err("An update is only taken over https.".to_owned());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| at(folder, &error))? {
        let entry = entry.map_err(|error| at(folder, &error))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    let mut platforms = Vec::new();
    let mut unsigned = Vec::new();
    for (platform, ending) in PLATFORMS {
        let signed = names.iter().find(|name| {
            name.ends_with(ending) && names.contains(&format!("{name}.sig")) && is_plain(name)
        });
        let Some(name) = signed else {
            unsigned.push(*platform);
            continue;
        };
        let path = folder.join(format!("{name}.sig"));
        let signature = fs::read_to_string(&path).map_err(|error| at(&path, &error))?;
        let url = format!("{}/{name}", from.trim_end_matches('/'));
        platforms.push(format!(
            "    {}: {{ \"url\": {}, \"signature\": {} }}",
            json(platform),
            json(&url),
            json(signature.trim())
        ));
    }
    if platforms.is_empty() {
        return Ok(None);
    }
    if !unsigned.is_empty() {
        return Err(format!("Nothing is signed for {}.", unsigned.join(", ")));
    }
    Ok(Some(format!(
        "{{\n  \"version\": {},\n  \"notes\": {},\n  \"platforms\": {{\n{}\n  }}\n}}\n",
        json(version),
        json(notes.trim()),
        platforms.join(",\n")
    )))
}

/// Whether a name means the same in a URL.
fn is_plain(name: &str) -> bool {
    name.chars()
        .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

/// What the changes say of a version, without its heading.
fn section<'a>(changes: &'a str, version: &str) -> &'a str {
    let is_of = |section: &&str| {
        section
            .strip_prefix(version)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.'))
    };
    let found = changes.split("\n## ").skip(1).find(is_of);
    found
        .and_then(|section| section.split_once('\n'))
        .map_or("", |(_, text)| text)
}

/// A text as JSON writes it.
fn json(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn at(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}.", path.display())
}

#[cfg(test)]
mod tests {
    use super::{PLATFORMS, json, section, told};

    #[test]
    fn each_platform_is_told_of_its_own_file() {
        let folder =
            std::env::temp_dir().join(format!("switchboard-latest-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let made = |notes: &str| told(&folder, "https://example.com/v1/", "1.2.3", notes);
        assert_eq!(made("").unwrap(), None, "nothing is signed");
        for (platform, ending) in PLATFORMS {
            let name = format!("Switchboard_1.2.3{ending}");
            std::fs::write(folder.join(&name), "").unwrap();
            std::fs::write(folder.join(format!("{name}.sig")), "c2ln\n").unwrap();
            let last = *platform == PLATFORMS.last().unwrap().0;
            assert_eq!(made("").is_ok(), last, "all of them or none");
        }
        let text = made("New:\n- \"this\"").unwrap().unwrap();
        assert!(
            text.contains(
                "\"linux-x86_64\": { \"url\": \"https://example.com/v1/Switchboard_1.2.3_amd64.AppImage\", \
                 \"signature\": \"c2ln\" }"
            ),
            "{text}"
        );
        assert!(text.contains(r#""notes": "New:\n- \"this\"""#), "{text}");
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(
            told(&folder, "http://example.com", "1", "").is_err(),
            "http"
        );
    }

    #[test]
    fn a_version_is_told_of_with_its_own_changes() {
        let changes = "# Changes\n\n## 1.2.30\n\nno\n\n## 1.2.3, today\n\nyes\n\n## 1.2.2\n\nold\n";
        assert_eq!(section(changes, "1.2.3").trim(), "yes", "up to the next");
        assert_eq!(section(changes, "9.9.9"), "", "not told");
        assert_eq!(json("a\"\\\n\u{1}é"), "\"a\\\"\\\\\\n\\u0001é\"", "escaped");
    }
}
