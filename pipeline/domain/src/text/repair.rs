//! Which repairs made a text what it is.

/// One kind of repair of [`repair`](super::repair).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum RepairKind {
    /// A tab, a line end, a no-break or another Unicode space, or more than one space, became one space or went.
    Space,
    /// A BOM, a soft hyphen, a control character or a zero-width mark went.
    Invisible,
    /// A joiner that shapes no conjunct went, or moved to where the Unicode Standard wants it: র‍্য.
    Joiner,
    /// Letters were brought to NFC.
    NormalForm,
    /// A nukta moved behind its consonant, or was there twice.
    Nukta,
    /// অ+া became আ.
    VowelAa,
    /// ত্ became ৎ.
    KhandaTa,
    /// A sign typed twice counts once.
    DoubledSign,
    /// The Assamese ৰ became র.
    AssameseRa,
}

impl RepairKind {
    /// Every kind, in the order in which [`RepairKinds::iter`] gives them.
    pub const ALL: [Self; 9] = [
        Self::Space,
        Self::Invisible,
        Self::Joiner,
        Self::NormalForm,
        Self::Nukta,
        Self::VowelAa,
        Self::KhandaTa,
        Self::DoubledSign,
        Self::AssameseRa,
    ];

    /// Whether the repaired text has other letters than the one that came, so that the original is worth keeping.
    /// Spaces, invisible marks and canonically equivalent spellings are no letters.
    #[must_use]
    pub fn changes_letters(self) -> bool {
        matches!(
            self,
            Self::Nukta | Self::VowelAa | Self::KhandaTa | Self::DoubledSign | Self::AssameseRa
        )
    }
}

/// The kinds of repair that one text needed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct RepairKinds(u16);

impl RepairKinds {
    pub(super) fn insert(&mut self, kind: RepairKind) {
        self.0 |= 1 << kind as u16;
    }

    /// Whether this kind was needed.
    #[must_use]
    pub fn contains(self, kind: RepairKind) -> bool {
        self.0 & (1 << kind as u16) != 0
    }

    /// Whether nothing had to be repaired.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds, each once.
    pub fn iter(self) -> impl Iterator<Item = RepairKind> {
        RepairKind::ALL.into_iter().filter(move |kind| self.contains(*kind))
    }

    /// Whether letters differ from those that came, so that the caller keeps the original beside the repaired text.
    #[must_use]
    pub fn change_letters(self) -> bool {
        self.iter().any(RepairKind::changes_letters)
    }
}
