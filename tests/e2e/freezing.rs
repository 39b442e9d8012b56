//! Stops the processes that run pages, as a machine does that sleeps, and lets them go on.

/// The page stops in the middle of whatever it does, as on a machine that sleeps, or goes on: what arrives waits, and its
/// timers come late.
pub(crate) fn freeze(frozen: bool) {
    let signal = if frozen { "-STOP" } else { "-CONT" };
    for renderer in renderers() {
        let told = std::process::Command::new("kill").args([signal, &renderer.to_string()]).status();
        assert!(told.is_ok_and(|status| status.success()), "process {renderer} cannot be told {signal}");
    }
}

/// The processes that run the pages of this test's browsers.
fn renderers() -> Vec<u32> {
    let all = std::fs::read_dir("/proc").expect("processes").flatten();
    let all: Vec<(u32, u32)> = all
        .filter_map(|entry| {
            let id = entry.file_name().to_str()?.parse().ok()?;
            let text = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            // After the name, which may hold anything: state and parent.
            let parent = text.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
            Some((id, parent))
        })
        .collect();
    let mut ours = vec![std::process::id()];
    let mut at = 0;
    while let Some(parent) = ours.get(at).copied() {
        ours.extend(all.iter().filter(|(_, of)| *of == parent).map(|(id, _)| *id));
        at += 1;
    }
    ours.retain(|id| {
        let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        // Chromium writes its arguments anew, as one text.
        String::from_utf8_lossy(&line).contains("--type=renderer")
    });
    assert!(!ours.is_empty(), "no page runs");
    ours
}
