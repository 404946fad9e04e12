//! Opening a link in the person's own browser or program.

use domain::{Error, ErrorCode, Result};
use url::Url;

/// Schemes that may leave the window. Anything else could start a program.
const ALLOWED: [&str; 4] = ["https", "http", "mailto", "tel"];

/// Longest link that is opened, in bytes.
const LONGEST: usize = 4096;

/// Checks a link from a message and gives it back in its normal form.
///
/// # Errors
/// `Invalid` for other schemes, for what isn't a link, and for one that is too long.
pub(crate) fn check(link: &str) -> Result<Url> {
    let refuse = || {
        Error::new(
            ErrorCode::Invalid,
            "Only web, mail and telephone links can be opened.",
        )
    };
    if link.len() > LONGEST || link.chars().any(char::is_control) {
        return Err(refuse());
    }
    let url = Url::parse(link).map_err(|error| refuse().with_source(error))?;
    if ALLOWED.contains(&url.scheme()) {
        Ok(url)
    } else {
        Err(refuse())
    }
}

/// Opens a checked link with the system's program for it.
///
/// # Errors
/// `Invalid` as [`check`]; `Internal` if the system has no program for it.
pub(crate) fn open(link: &str) -> Result<()> {
    let url = check(link)?;
    open::that_detached(url.as_str()).map_err(|error| {
        Error::new(
            ErrorCode::Internal,
            "No program could be found for this link.",
        )
        .with_source(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_four_schemes_leave_the_window() {
        for link in [
            "https://example.com/a?b=c#d",
            "HTTP://EXAMPLE.COM",
            "mailto:olena@example.com",
            "tel:+380501234567",
        ] {
            assert!(check(link).is_ok(), "{link} is a link people follow");
        }
        let hostile = [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            " javascript:alert(1)",
            "java\tscript:alert(1)",
            "blob:https://example.com/x",
            "view-source:https://example.com",
            "about:blank",
            "chrome://settings",
            "ftp://example.com/x.exe",
            "ssh://-oProxyCommand=x/",
            "jar:https://example.com!/x",
            "search-ms:query=x",
            "ms-officecmd:x",
            "steam://run/1",
            "sftp://host/x",
            "file://host/share/x.exe",
            "/usr/bin/x",
            "C:\\Windows\\x.exe",
            "\\\\host\\share",
            "-x",
            "--help",
            "file:///etc/passwd",
            "data:text/html,x",
            "smb://host/share",
            "switchboard://chat/1:2",
            "vbscript:x",
            "ms-msdt:/id",
            "//example.com",
            "example.com",
            "",
            "https://example.com/\u{0}",
        ];
        for link in hostile {
            assert!(check(link).is_err(), "{link:?} stays inside");
        }
        println!("S5: {} links stay inside", hostile.len());
        assert!(
            check(&format!("https://e.com/{}", "a".repeat(5000))).is_err(),
            "too long"
        );
    }
}
