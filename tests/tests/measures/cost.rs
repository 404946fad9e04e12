//! Memory and processor time of a process and all that it started. Memory is the sum of what each
//! holds for itself and its share of what it shares (PSS), in megabytes; time is in seconds.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

use e2e::{Failure, Outcome};

/// Clock ticks a second, as Linux tells them to programs.
const TICKS: f64 = 100.0;

/// A process and its descendants, itself first.
fn tree(root: u32) -> Vec<u32> {
    let mut parents: HashMap<u32, Vec<u32>> = HashMap::new();
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    for entry in all {
        let Some(pid) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
        else {
            continue;
        };
        if let Some(parent) = field(pid, 1) {
            parents.entry(parent).or_default().push(pid);
        }
    }
    let mut found = vec![root];
    let mut at = 0;
    while let Some(pid) = found.get(at) {
        found.extend(parents.remove(pid).unwrap_or_default());
        at += 1;
    }
    found
}

/// A field of a process's `stat`, counted from the state.
fn field(pid: u32, number: usize) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(number)?.parse().ok()
}

/// Memory of a process tree.
pub(crate) fn memory(root: u32) -> Outcome<f64> {
    let mut kib = 0.0;
    for pid in tree(root) {
        let Ok(rollup) = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")) else {
            continue;
        };
        let line = rollup.lines().find(|line| line.starts_with("Pss:"));
        let number = line.and_then(|line| line.split_whitespace().nth(1));
        kib += number.and_then(|word| word.parse().ok()).unwrap_or(0.0);
    }
    if kib == 0.0 {
        return Err(Failure(format!("process {root} is gone")));
    }
    Ok(kib / 1024.0)
}

/// Processor time that a process tree has taken so far.
fn taken(root: u32) -> f64 {
    let ticks: u32 = tree(root)
        .into_iter()
        .map(|pid| field(pid, 11).unwrap_or(0) + field(pid, 12).unwrap_or(0))
        .sum();
    f64::from(ticks) / TICKS
}

/// The share of a core that a process tree takes, in percent, looked at for so long.
pub(crate) async fn load(root: u32, time: Duration) -> f64 {
    let before = taken(root);
    tokio::time::sleep(time).await;
    (taken(root) - before) / time.as_secs_f64() * 100.0
}

/// When a process was started, in milliseconds since the system was.
fn started(pid: u32) -> Option<f64> {
    field(pid, 19).map(|ticks| f64::from(ticks) * 1000.0 / TICKS)
}

/// How long after a process's start a moment is, in milliseconds; the moment is in milliseconds
/// since 1970. A tick's accuracy.
pub(crate) fn since_start(pid: u32, moment: f64) -> Outcome<f64> {
    let uptime = fs::read_to_string("/proc/uptime")?;
    let up: f64 = uptime
        .split_whitespace()
        .next()
        .and_then(|word| word.parse().ok())
        .unwrap_or_default();
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_err(|error| Failure(error.to_string()))?
        .as_secs_f64();
    let boot = now - up;
    let start = started(pid).ok_or_else(|| Failure(format!("process {pid} is gone")))?;
    Ok(moment - boot * 1000.0 - start)
}
