//! What this process holds in memory, as far as the system tells (`/proc`).

/// KiB held now.
#[must_use]
pub fn held_kib() -> Option<u64> {
    kib_of("/proc/self/status", "VmRSS:")
}

/// The most KiB ever held.
#[must_use]
pub fn peak_kib() -> Option<u64> {
    kib_of("/proc/self/status", "VmHWM:")
}

/// KiB that the machine has to give now.
#[must_use]
pub fn free_kib() -> Option<u64> {
    kib_of("/proc/meminfo", "MemAvailable:")
}

fn kib_of(file: &str, name: &str) -> Option<u64> {
    let text = std::fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}
