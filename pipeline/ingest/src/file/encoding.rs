//! How the bytes of a text file become UTF-8.

use std::io::{self, Read};

/// The encoding of a text file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Encoding {
    /// Valid UTF-8, with or without a byte-order mark.
    Utf8 { marked: bool },
    /// UTF-8 with a few damaged bytes, which become U+FFFD.
    DamagedUtf8,
    /// The Western code page of Windows.
    Windows1252,
    /// What spreadsheets call Unicode text.
    Utf16 { little_endian: bool },
}

impl Encoding {
    /// The name in the sidecar.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 { marked: false } => "utf-8",
            Self::Utf8 { marked: true } => "utf-8 with bom",
            Self::DamagedUtf8 => "utf-8, damaged",
            Self::Windows1252 => "windows-1252",
            Self::Utf16 { little_endian: true } => "utf-16le",
            Self::Utf16 { little_endian: false } => "utf-16be",
        }
    }
}

/// Looks at every byte of a file once.
#[derive(Default)]
pub(crate) struct EncodingDetector {
    first: Vec<u8>,
    /// Bytes of a letter that the end of the last chunk cut.
    cut: Vec<u8>,
    bytes: u64,
    nul: u64,
    letters_beyond_ascii: u64,
    invalid: u64,
}

impl EncodingDetector {
    pub(crate) fn observe(&mut self, chunk: &[u8]) {
        if self.first.len() < 4 {
            self.first.extend(chunk.iter().take(4 - self.first.len()));
        }
        self.bytes += chunk.len() as u64;
        if self.cut.is_empty() && chunk.is_ascii() && memchr::memchr(0, chunk).is_none() {
            return;
        }
        self.nul += memchr::memchr_iter(0, chunk).count() as u64;
        let joined;
        let text = if self.cut.is_empty() {
            chunk
        } else {
            joined = [self.cut.as_slice(), chunk].concat();
            &joined
        };
        if let Ok(text) = std::str::from_utf8(text) {
            self.letters_beyond_ascii += beyond_ascii(text);
            self.cut.clear();
            return;
        }
        let mut cut = Vec::new();
        let mut pieces = text.utf8_chunks().peekable();
        while let Some(piece) = pieces.next() {
            self.letters_beyond_ascii += beyond_ascii(piece.valid());
            if piece.invalid().is_empty() {
                continue;
            }
            if pieces.peek().is_none() && is_beginning(piece.invalid()) {
                cut = piece.invalid().to_vec();
            } else {
                self.invalid += 1;
            }
        }
        self.cut = cut;
    }

    /// The encoding, or `None` for a file that is no text.
    pub(crate) fn finish(&self) -> Option<Encoding> {
        match self.first.as_slice() {
            [0xFF, 0xFE, ..] => return Some(Encoding::Utf16 { little_endian: true }),
            [0xFE, 0xFF, ..] => return Some(Encoding::Utf16 { little_endian: false }),
            _ => {}
        }
        // A stray NUL is dropped; many of them are a binary file.
        if self.nul.saturating_mul(1000) > self.bytes.max(1000) {
            return None;
        }
        let invalid = self.invalid + u64::from(!self.cut.is_empty());
        Some(if invalid == 0 {
            Encoding::Utf8 {
                marked: self.first.starts_with(&[0xEF, 0xBB, 0xBF]),
            }
        } else if self.letters_beyond_ascii >= 10 * invalid {
            Encoding::DamagedUtf8
        } else {
            Encoding::Windows1252
        })
    }
}

/// Letters outside ASCII, counted by their lead bytes; most stretches of a file have none.
fn beyond_ascii(text: &str) -> u64 {
    let stretches = text.as_bytes().chunks(128).filter(|stretch| !stretch.is_ascii());
    stretches
        .map(|stretch| stretch.iter().filter(|byte| **byte >= 0xC0).count() as u64)
        .sum()
}

/// Whether the bytes may be the beginning of a letter that goes on in the next chunk.
fn is_beginning(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// Reads a file as UTF-8, without byte-order mark and NUL.
pub(crate) struct Decoder<R> {
    reader: R,
    encoding: Encoding,
    buffer: Vec<u8>,
    rest: Vec<u8>,
    at_start: bool,
    read: u64,
}

impl<R: Read> Decoder<R> {
    pub(crate) fn new(reader: R, encoding: Encoding) -> Self {
        Self {
            reader,
            encoding,
            buffer: vec![0; 256 << 10],
            rest: Vec::new(),
            at_start: true,
            read: 0,
        }
    }

    /// Bytes of the file read so far.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.read
    }

    /// Appends some more text to `out`; false at the end of the file.
    pub(crate) fn next_chunk(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        let count = loop {
            match self.reader.read(&mut self.buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.read += count as u64;
        let mut bytes = self.buffer.get(..count).unwrap_or_default();
        if std::mem::take(&mut self.at_start) {
            let mark: &[u8] = match self.encoding {
                Encoding::Utf16 { little_endian: true } => &[0xFF, 0xFE],
                Encoding::Utf16 { little_endian: false } => &[0xFE, 0xFF],
                _ => &[0xEF, 0xBB, 0xBF],
            };
            bytes = bytes.strip_prefix(mark).unwrap_or(bytes);
        }
        match self.encoding {
            Encoding::Utf8 { .. } if memchr::memchr(0, bytes).is_none() => out.extend_from_slice(bytes),
            Encoding::Utf8 { .. } => out.extend(bytes.iter().filter(|byte| **byte != 0)),
            Encoding::Windows1252 => {
                let mut letters = [0; 4];
                for byte in bytes.iter().filter(|byte| **byte != 0) {
                    out.extend_from_slice(windows_1252(*byte).encode_utf8(&mut letters).as_bytes());
                }
            }
            Encoding::DamagedUtf8 => {
                let joined = [self.rest.as_slice(), bytes].concat();
                self.rest.clear();
                let mut pieces = joined.utf8_chunks().peekable();
                while let Some(piece) = pieces.next() {
                    out.extend(piece.valid().bytes().filter(|byte| *byte != 0));
                    let last = pieces.peek().is_none();
                    if last && count > 0 && is_beginning(piece.invalid()) {
                        self.rest = piece.invalid().to_vec();
                    } else if !piece.invalid().is_empty() {
                        out.extend_from_slice("\u{FFFD}".as_bytes());
                    }
                }
            }
            Encoding::Utf16 { little_endian } => self.utf16(count, little_endian, out),
        }
        Ok(count > 0)
    }

    fn utf16(&mut self, count: usize, little_endian: bool, out: &mut Vec<u8>) {
        let bytes = self.buffer.get(..count).unwrap_or_default();
        let bytes = if self.read == count as u64 {
            bytes.get(2..).unwrap_or_default()
        } else {
            bytes
        };
        let joined = [self.rest.as_slice(), bytes].concat();
        self.rest.clear();
        let (pairs, odd) = joined.as_chunks::<2>();
        let unit = |pair: &[u8; 2]| {
            if little_endian {
                u16::from_le_bytes(*pair)
            } else {
                u16::from_be_bytes(*pair)
            }
        };
        let mut units: Vec<u16> = pairs.iter().map(unit).collect();
        // A surrogate pair that the chunk's end cuts goes on with the next chunk.
        if count > 0 && units.last().is_some_and(|unit| (0xD800..0xDC00).contains(unit)) {
            units.pop();
            self.rest = pairs.last().map(|pair| pair.to_vec()).unwrap_or_default();
        }
        self.rest.extend_from_slice(odd);
        let mut letters = [0; 4];
        for letter in char::decode_utf16(units) {
            let letter = letter.unwrap_or('\u{FFFD}');
            if letter != '\0' {
                out.extend_from_slice(letter.encode_utf8(&mut letters).as_bytes());
            }
        }
    }
}

/// The letter of a byte; the five bytes without one keep their code, as browsers do.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match byte.checked_sub(0x80).and_then(|high| HIGH.get(usize::from(high))) {
        Some(letter) => *letter,
        None => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    /// Gives one byte at a time, so that every letter is cut everywhere.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(1);
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn detect(bytes: &[u8]) -> Option<Encoding> {
        let mut detector = EncodingDetector::default();
        bytes.chunks(3).for_each(|chunk| detector.observe(chunk));
        detector.finish()
    }

    fn decode(bytes: &[u8], encoding: Encoding) -> String {
        let mut out = Vec::new();
        let mut decoder = Decoder::new(bytes, encoding);
        while decoder.next_chunk(&mut out).unwrap() {}
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(detect("নাম,age".as_bytes()), Some(Encoding::Utf8 { marked: false }));
        assert_eq!(detect("\u{FEFF}নাম".as_bytes()), Some(Encoding::Utf8 { marked: true }));
        assert_eq!(detect(b"caf\xE9,na\xEFve"), Some(Encoding::Windows1252));
        let mut damaged = "বাংলা লেখা এখানে অনেক আছে".as_bytes().to_vec();
        damaged.push(0xE9);
        damaged.push(b',');
        assert_eq!(detect(&damaged), Some(Encoding::DamagedUtf8));
        assert_eq!(
            detect(&[0xFF, 0xFE, b'a', 0]),
            Some(Encoding::Utf16 { little_endian: true })
        );
        assert_eq!(detect(&[7, 0, 0, 0, 1, 2, 0, 0]), None);
        assert_eq!(detect(b""), Some(Encoding::Utf8 { marked: false }));
    }

    #[test]
    fn text_is_decoded() {
        assert_eq!(decode("\u{FEFF}নাম".as_bytes(), Encoding::Utf8 { marked: true }), "নাম");
        assert_eq!(decode(b"caf\xE9 \x80\x93", Encoding::Windows1252), "café €“");
        assert_eq!(decode("ক\u{0}খ".as_bytes(), Encoding::Utf8 { marked: false }), "কখ");
        let utf16: Vec<u8> = "\u{FEFF}নাম 😀".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16, Encoding::Utf16 { little_endian: true }), "নাম 😀");
    }

    #[test]
    fn damage_cut_by_chunks_is_replaced_once() {
        let mut bytes = "কখ".as_bytes().to_vec();
        bytes.extend([0xE9, b'!']);
        let mut out = Vec::new();
        let mut decoder = Decoder::new(Drops(&bytes), Encoding::DamagedUtf8);
        while decoder.next_chunk(&mut out).unwrap() {}
        assert_eq!(String::from_utf8(out).unwrap(), "কখ\u{FFFD}!");
    }
}
