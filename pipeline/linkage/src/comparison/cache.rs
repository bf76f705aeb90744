//! What pairs of values gave before. Names repeat from block to block, so most pairs of names come again.

use crate::dictionary::mix;

/// Slots of a cache, as a power of two: small enough that the caches of all comparisons stay near the processor.
const SLOTS_LOG: u32 = 14;
/// Value numbers of more bits are computed anew each time.
const NUMBER_BITS: u32 = 28;

/// A cache of one slot for each hash: a new pair replaces the one in its slot, so it never grows. What it returns is
/// what was computed, so it changes speed and no result.
#[derive(Debug)]
pub struct PairCache {
    /// Two numbers of 28 bits and a result of 8.
    slots: Vec<u64>,
}

impl PairCache {
    /// An empty cache.
    #[must_use]
    pub fn new() -> Self {
        Self {
            slots: vec![u64::MAX; 1 << SLOTS_LOG],
        }
    }

    /// The result for an unordered pair of value numbers, computed if it is not there.
    pub fn get(&mut self, left: u32, right: u32, compute: impl FnOnce() -> u8) -> u8 {
        let (small, large) = (u64::from(left.min(right)), u64::from(left.max(right)));
        if large >> NUMBER_BITS != 0 {
            return compute();
        }
        let pair = (small << NUMBER_BITS) | large;
        let hash = mix(pair, 0) >> (64 - SLOTS_LOG);
        let Some(slot) = usize::try_from(hash).ok().and_then(|hash| self.slots.get_mut(hash)) else {
            return compute();
        };
        if *slot >> 8 == pair {
            return u8::try_from(*slot & 255).unwrap_or(0);
        }
        let result = compute();
        *slot = (pair << 8) | u64::from(result);
        result
    }
}

impl Default for PairCache {
    fn default() -> Self {
        Self::new()
    }
}
