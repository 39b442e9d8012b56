//! Seeded chance: the same seed and the same acts give the same ids, also across a restart.

use serde::{Deserialize, Serialize};

use super::table::stored;

/// A stream of pseudo-random numbers (SplitMix64) whose place is stored, so that no id comes twice.
///
/// Not for secrets: whoever knows the seed knows every id.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Chance {
    state: u64,
}

stored!(Chance, "chance");

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    pub(super) fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.state)
    }

    /// Shaped like a random UUID (version 4).
    pub(super) fn id(&mut self) -> String {
        let high = (self.number() & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000;
        let low = (self.number() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000;
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xFFFF,
            high & 0xFFFF,
            low >> 48,
            low & 0xFFFF_FFFF_FFFF
        )
    }

    /// Six digits.
    pub(super) fn short_id(&mut self) -> String {
        format!("{:06}", self.number() % 1_000_000)
    }
}

/// The finaliser of SplitMix64: spreads every bit over the whole number.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A number that follows from a text, for choices that must stay the same (where a visitor seems to be).
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| mix(hash ^ u64::from(byte)))
}
