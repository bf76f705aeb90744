//! Names of people, in Bangla or Latin letters: which words are the name, how each sounds.
//!
//! A name is read word by word. Honorifics before it and words for "late" go, as long as something remains. Each word
//! keeps its folded spelling and its sound ([`sound`]); a spelling that the reference table lists takes the sound of
//! the table's usual one. Names that no table holds work by their sound alone. Nothing here knows of columns or weights.

pub mod sound;
mod table;

use dorpon_domain::text::fold_name;

use self::table::names;

/// One word of a name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Word {
    /// Folded spelling. Two words of the file where the table knows them as one name.
    pub spelling: String,
    /// Sound classes.
    pub sound: String,
    /// Whether it hardly tells two people apart.
    pub is_weak: bool,
}

/// A name without its honorifics.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PersonalName {
    /// Its words, in order. Empty for a cell without letters.
    pub words: Vec<Word>,
}

impl PersonalName {
    /// Reads a cell.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self::of_folded(&fold_name(text))
    }

    /// Reads a text that is folded already.
    #[must_use]
    pub fn of_folded(folded: &str) -> Self {
        let known = names();
        let mut words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let living = words.iter().filter(|word| !known.is_deceased(word)).count();
        if living > 0 {
            words.retain(|word| !known.is_deceased(word));
        }
        let mut rest = words.as_slice();
        loop {
            rest = match rest {
                [first, second, _, ..]
                    if known.may_begin_pair(first) && known.is_honorific(&format!("{first} {second}")) =>
                {
                    rest.get(2..).unwrap_or_default()
                }
                [first, _, ..] if known.is_honorific(first) => rest.get(1..).unwrap_or_default(),
                _ => break,
            };
        }
        let mut read = Vec::with_capacity(rest.len());
        while let [first, behind @ ..] = rest {
            if let [second, further @ ..] = behind
                && known.may_begin_pair(first)
            {
                let both = format!("{first} {second}");
                if let Some(found) = known.alias(&both) {
                    read.push(Word::new(both, found.to_owned()));
                    rest = further;
                    continue;
                }
            }
            let sounded = known.alias(first).map_or_else(|| sound::sound(first), str::to_owned);
            read.push(Word::new((*first).to_owned(), sounded));
            rest = behind;
        }
        Self { words: read }
    }

    /// The folded spelling of the whole name: equal for cells that differ only in honorifics and folded letters.
    #[must_use]
    pub fn spelling(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| word.spelling.as_str()).collect();
        words.join(" ")
    }

    /// The word that people are called by: the first that tells them apart, else the first.
    #[must_use]
    pub fn given(&self) -> Option<&Word> {
        self.words.iter().find(|word| !word.is_weak).or(self.words.first())
    }

    /// The last word, of names of more than one.
    #[must_use]
    pub fn last(&self) -> Option<&Word> {
        match self.words.as_slice() {
            [_, .., last] => Some(last),
            _ => None,
        }
    }

    /// The consonant keys of all words without a space between them, so that words written together meet.
    #[must_use]
    pub fn key(&self) -> String {
        self.words
            .iter()
            .map(|word| sound::consonant_key(&word.sound))
            .collect()
    }
}

impl Word {
    fn new(spelling: String, sound: String) -> Self {
        Self {
            is_weak: names().is_weak(&sound),
            spelling,
            sound,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sounds(text: &str) -> Vec<String> {
        PersonalName::read(text)
            .words
            .into_iter()
            .map(|word| word.sound)
            .collect()
    }

    #[test]
    fn the_list_meets_the_register() {
        for (latin, bangla) in [
            ("Mst. Rahima Khatun", "মোছাঃ রহিমা খাতুন"),
            ("Md Abdul Karim", "মোঃ আঃ করিম"),
            ("Late Md. Abdur Rahman", "মৃত মোহাম্মদ আব্দুর রহমান"),
            ("Hosne Ara Begum", "হোসনে আরা বেগম"),
            ("Al-Haj Ishaq Khan", "আলহাজ্ব ইসহাক খাঁ"),
            // No table lists these.
            ("Dulali Shabdakar", "দুলালী শব্দকার"),
            ("Panchanan Bhattacharjo", "পঞ্চানন ভট্টাচার্য"),
        ] {
            assert_eq!(sounds(latin), sounds(bangla), "{latin}");
        }
    }

    #[test]
    fn an_honorific_alone_is_a_name() {
        assert_eq!(PersonalName::read("Mohammad").spelling(), "mohammad");
        assert_eq!(PersonalName::read("Md. Mohammad").spelling(), "mohammad");
        assert_eq!(PersonalName::read("মৃত").spelling(), "মৃত");
        assert!(PersonalName::read(" . ").words.is_empty());
    }

    #[test]
    fn the_given_name_is_one_that_tells_apart() {
        let name = PersonalName::read("Begum Rokeya Sultana");
        assert_eq!(name.given().map(|word| word.spelling.as_str()), Some("rokeya"));
        assert_eq!(name.last().map(|word| word.spelling.as_str()), Some("sultana"));
    }
}
