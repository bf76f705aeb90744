//! One seeded source of chance per subject, so that a change in one subject (payments)
//! leaves the bytes of another (the register) alone.
//!
//! Only whole-number arithmetic: the same seed gives the same choice on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A seeded die for one subject.
#[derive(Debug)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The die of one subject under the recipe's seed.
    #[must_use]
    pub fn new(seed: u64, subject: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(subject);
        Self(generator)
    }

    /// A number from 0 to `bound - 1`; 0 when `bound` is 0.
    ///
    /// The bias of the remainder is below 2⁻³⁰ for every bound used here.
    pub fn below(&mut self, bound: usize) -> usize {
        if bound == 0 {
            return 0;
        }
        let drawn = self.0.next_u64() % u64::try_from(bound).unwrap_or(1);
        usize::try_from(drawn).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high.saturating_sub(low).saturating_add(1)).unwrap_or(0);
        low + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// True in `per_mille` of 1,000 cases.
    pub fn chance(&mut self, per_mille: usize) -> bool {
        self.below(1_000) < per_mille
    }

    /// One of the choices, or `None` of an empty slice.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len()))
    }

    /// One of the values by weight; the last one when the weights are all 0.
    pub fn weighted<T: Copy>(&mut self, choices: &[(T, usize)], otherwise: T) -> T {
        let total = choices.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(total);
        for (value, weight) in choices {
            if left < *weight {
                return *value;
            }
            left -= weight;
        }
        otherwise
    }

    /// Puts the values in a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            let other = self.below(last + 1);
            values.swap(last, other);
        }
    }
}
