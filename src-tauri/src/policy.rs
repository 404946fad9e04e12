//! The policy file: what the administrator of this computer decided, as JSON. It lies where only
//! administrators write.

mod decisions;

use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use domain::Policy;

/// Longest file that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// The policy that is in force here. What it doesn't understand of the file is logged.
pub(crate) fn of_this_computer() -> Policy {
    let policy = path().map(|path| read(&path, ROOT)).unwrap_or_default();
    for problem in &policy.problems {
        tracing::warn!("policy: {problem}");
    }
    policy
}

/// Who administers a computer, by the number that Unix gives.
const ROOT: u32 = 0;

/// Where the file is, if anywhere.
#[cfg(not(windows))]
fn path() -> Option<PathBuf> {
    if cfg!(target_os = "macos") {
        Some("/Library/Application Support/Switchboard/policy.json".into())
    } else {
        Some("/etc/switchboard/policy.json".into())
    }
}

/// Where the file is, if anywhere. The system is asked, not the environment: that is the person's.
#[cfg(windows)]
fn path() -> Option<PathBuf> {
    let data = dirs_sys::known_folder(windows_sys::Win32::UI::Shell::FOLDERID_ProgramData)?;
    Some(data.join("Switchboard").join("policy.json"))
}

/// Reads the file, which belongs to this administrator. One that can't be read counts as the
/// strictest: an administrator who wanted nothing would not have written one.
fn read(path: &Path, owner: u32) -> Policy {
    let text = match text(path, owner) {
        Ok(Some(text)) => text,
        Ok(None) => return Policy::default(),
        Err(error) => return Policy::strictest(format!("{}: {error}", path.display())),
    };
    decisions::read(&text)
        .unwrap_or_else(|problem| Policy::strictest(format!("{}: {problem}", path.display())))
}

fn text(path: &Path, owner: u32) -> io::Result<Option<String>> {
    // Looked at first: what is no file might never end, or never begin.
    match std::fs::metadata(path) {
        Ok(about) if about.is_file() => {}
        Ok(_) => return Err(io::Error::new(ErrorKind::InvalidData, "it is no file")),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    }
    let file = std::fs::File::open(path)?;
    check_owner(path, &file, owner)?;
    let mut text = String::new();
    file.take(LONGEST + 1).read_to_string(&mut text)?;
    if u64::try_from(text.len()).is_ok_and(|length| length <= LONGEST) {
        return Ok(Some(text));
    }
    Err(io::Error::new(
        ErrorKind::InvalidData,
        format!("it is longer than {} KB", LONGEST / 1024),
    ))
}

/// Whether nobody but the administrator could have written the file, or put another in its place.
/// It may be a link, if where it leads is as safe.
#[cfg(unix)]
fn check_owner(path: &Path, file: &std::fs::File, owner: u32) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;
    let is_theirs = |about: &std::fs::Metadata| {
        let by_group = about.mode() & 0o020 != 0 && about.gid() != ROOT;
        about.uid() == owner && about.mode() & 0o002 == 0 && !by_group
    };
    let mut safe = is_theirs(&file.metadata()?);
    for place in [path, &path.canonicalize()?] {
        let folder = place.parent().unwrap_or(place);
        safe &= is_theirs(&std::fs::metadata(folder)?);
    }
    if safe {
        return Ok(());
    }
    Err(io::Error::new(
        ErrorKind::PermissionDenied,
        "others than the administrator can write it, or its folder",
    ))
}

/// Elsewhere the system's own folder has its own rules, which can't be asked for in numbers.
#[cfg(not(unix))]
fn check_owner(_path: &Path, _file: &std::fs::File, _owner: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file and a folder that only this person can write, who stands for the administrator.
    fn read_text(text: &[u8]) -> Policy {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("policy.json");
        write(&path, text);
        read(&path, owner(dir.path()))
    }

    fn write(path: &Path, text: &[u8]) {
        std::fs::write(path, text).unwrap();
        #[cfg(unix)]
        set_mode(path, 0o644);
    }

    #[cfg(unix)]
    fn set_mode(path: &Path, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    #[cfg(unix)]
    fn owner(path: &Path) -> u32 {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata(path).unwrap().uid()
    }

    #[cfg(not(unix))]
    fn owner(_path: &Path) -> u32 {
        ROOT
    }

    #[test]
    fn no_file_decides_nothing() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(
            read(&dir.path().join("policy.json"), ROOT),
            Policy::default()
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_forbids_what_can_be_forbidden() {
        let long = [b" ".repeat(70_000), b"{}".to_vec()].concat();
        for broken in [&b"{"[..], b"[]", b"\xff\xfe", b"", &long] {
            let policy = read_text(broken);
            assert!(policy.private_notifications && policy.no_updates, "strict");
            assert_eq!(policy.retention, None, "and nothing is erased");
            assert_eq!(policy.problems.len(), 1, "and said");
        }
        let folder = tempfile::tempdir().unwrap();
        let folder_policy = read(folder.path(), owner(folder.path()));
        assert!(folder_policy.private_notifications, "no file at all");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_write_is_nobodys_policy() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("switchboard");
        std::fs::create_dir(&inner).unwrap();
        set_mode(&inner, 0o755);
        let path = inner.join("policy.json");
        write(&path, b"{}");
        let mine = owner(&path);
        let taken = |path: &Path, owner| read(path, owner).problems.is_empty();
        assert!(taken(&path, mine), "theirs alone");
        assert!(!taken(&path, mine + 1), "somebody else's");
        set_mode(&path, 0o666);
        assert!(!taken(&path, mine), "a file for everybody");
        set_mode(&path, 0o644);
        set_mode(&inner, 0o777);
        assert!(!taken(&path, mine), "a folder for everybody");
        set_mode(&inner, 0o755);
        let link = dir.path().join("policy.json");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(taken(&link, mine), "a link to what is theirs");
        set_mode(&inner, 0o777);
        assert!(!taken(&link, mine), "but not to what is everybody's");
        set_mode(&inner, 0o755);
        let strict = read(&path, mine + 1);
        assert!(strict.private_notifications && strict.no_updates, "strict");
        assert!(!strict.servers.is_empty(), "in everything");
    }
}
