//! What happened, line by line: nothing, a hash of all lines, or the lines themselves.

use std::fmt::Write as _;

/// How much of a run is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tracing {
    /// Nothing: the fastest.
    #[default]
    Off,
    /// A hash of all lines.
    Hash,
    /// All lines, and the hash.
    Lines,
}

/// The trace of a run.
#[derive(Clone, Debug)]
pub struct Trace {
    kind: Tracing,
    hash: u64,
    n_lines: u64,
    lines: Vec<String>,
    scratch: String,
}

impl Trace {
    /// An empty trace.
    #[must_use]
    pub fn new(kind: Tracing) -> Self {
        Self { kind, hash: 0xCBF2_9CE4_8422_2325, n_lines: 0, lines: Vec::new(), scratch: String::new() }
    }

    /// Notes a line, which is only made when it is wanted.
    pub fn line(&mut self, now: i64, write: impl FnOnce(&mut String) -> std::fmt::Result) {
        if self.kind == Tracing::Off {
            return;
        }
        self.scratch.clear();
        let is_written = write!(self.scratch, "{:>10}.{:03} ", now.div_euclid(1_000), now.rem_euclid(1_000))
            .and_then(|()| write(&mut self.scratch))
            .is_ok();
        self.n_lines += u64::from(is_written);
        for byte in self.scratch.bytes().chain([b'\n']) {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
        if self.kind == Tracing::Lines {
            self.lines.push(self.scratch.clone());
        }
    }

    /// Hash of all lines (FNV-1a over their bytes) and how many there are.
    #[must_use]
    pub fn digest(&self) -> (u64, u64) {
        (self.hash, self.n_lines)
    }

    /// The lines kept.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}
