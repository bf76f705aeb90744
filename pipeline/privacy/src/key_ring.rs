//! The keys of a workspace: one for Parquet footers, one per class of personal data, one
//! for pseudonyms.
//!
//! A key file lies outside the workspace, is readable by its owner only and is never
//! overwritten: with its loss the personal columns are lost too. Nothing here prints a key;
//! [`KeyRing::fingerprint`] is what may be shown.

use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use dorpon_domain::message::privacy as message;
use dorpon_domain::personal_data::PersonalDataClass;
use dorpon_domain::problem::Problem;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Length of every key in bytes: AES-256, and a full block of SHA-256's strength for HMAC.
pub const KEY_LENGTH: usize = 32;

/// Version of the key file's layout.
const VERSION: u32 = 1;

/// Bytes of an HMAC-SHA-256 that a pseudonym keeps: 128 bits, so that no two of a billion
/// identifiers ever meet.
const PSEUDONYM_LENGTH: usize = 16;

type Key = [u8; KEY_LENGTH];

/// The keys of one workspace.
#[derive(Clone)]
pub struct KeyRing {
    footer: Key,
    none: Key,
    indirect: Key,
    direct: Key,
    sensitive: Key,
    pseudonym: Key,
}

/// The key file as written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    version: u32,
    fingerprint: String,
    footer: String,
    none: String,
    indirect: String,
    direct: String,
    sensitive: String,
    pseudonym: String,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KeyRing({})", self.fingerprint())
    }
}

impl KeyRing {
    /// Makes new random keys and writes them to `path`, whose folders are created.
    ///
    /// # Errors
    /// `privacy.keys_exist` when there is a file already, `privacy.keys_unwritable`,
    /// `privacy.randomness_unavailable`.
    pub fn create(path: &Path) -> Result<Self, Problem> {
        let mut keys = [[0; KEY_LENGTH]; 6];
        for key in &mut keys {
            random_bytes(key)?;
        }
        let ring = Self::from_keys(keys);
        ring.write_new(path)?;
        Ok(ring)
    }

    /// Reads the keys at `path`.
    ///
    /// # Errors
    /// `privacy.keys_missing` when there is no such file or it cannot be read,
    /// `privacy.keys_damaged` when it is not a whole key file.
    pub fn load(path: &Path) -> Result<Self, Problem> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Problem::new(&message::KEYS_MISSING)
                .with("path", path.display())
                .because(error)
        })?;
        let damaged = |reason: &str| {
            Problem::new(&message::KEYS_DAMAGED)
                .with("path", path.display())
                .with("reason", reason)
        };
        // The parser's own words would quote the line, and the line may hold a key.
        let file: KeyFile = toml::from_str(&text).map_err(|_| damaged("not a Dorpon key file"))?;
        if file.version != VERSION {
            return Err(damaged(&format!(
                "version {}, this program knows {VERSION}",
                file.version
            )));
        }
        let key = |name: &str, text: &str| parse_key(text).ok_or_else(|| damaged(&format!("{name} is no key")));
        let ring = Self {
            footer: key("footer", &file.footer)?,
            none: key("none", &file.none)?,
            indirect: key("indirect", &file.indirect)?,
            direct: key("direct", &file.direct)?,
            sensitive: key("sensitive", &file.sensitive)?,
            pseudonym: key("pseudonym", &file.pseudonym)?,
        };
        if ring.fingerprint() != file.fingerprint {
            return Err(damaged("its fingerprint does not match its keys"));
        }
        Ok(ring)
    }

    /// Keys derived from a seed. For tests and benchmarks only: who knows the seed knows
    /// the keys.
    #[must_use]
    pub fn from_seed(seed: &[u8]) -> Self {
        let mut keys = [[0; KEY_LENGTH]; 6];
        for (number, key) in (0_u8..).zip(&mut keys) {
            let mut hasher = Sha256::new();
            hasher.update(b"dorpon test keys");
            hasher.update([number]);
            hasher.update(seed);
            *key = hasher.finalize().into();
        }
        Self::from_keys(keys)
    }

    fn from_keys([footer, none, indirect, direct, sensitive, pseudonym]: [Key; 6]) -> Self {
        Self {
            footer,
            none,
            indirect,
            direct,
            sensitive,
            pseudonym,
        }
    }

    /// Where the keys of a workspace lie unless its `dorpon.toml` says otherwise:
    /// `$DORPON_KEYS_DIR`, else `$XDG_CONFIG_HOME/dorpon/keys` (on Windows
    /// `%APPDATA%\dorpon\keys`), else `$HOME/.config/dorpon/keys`; then `<workspace_id>.toml`.
    ///
    /// # Errors
    /// `privacy.keys_place_unknown` when none of these is set.
    pub fn default_path(workspace_id: &str) -> Result<PathBuf, Problem> {
        key_folder(|name| {
            std::env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        })
        .map(|folder| folder.join(format!("{workspace_id}.toml")))
        .ok_or_else(|| Problem::new(&message::KEYS_PLACE_UNKNOWN))
    }

    /// Eight hex digits that tell one key ring from another and say nothing of the keys.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(b"dorpon key ring fingerprint");
        for key in [
            &self.footer,
            &self.none,
            &self.indirect,
            &self.direct,
            &self.sensitive,
            &self.pseudonym,
        ] {
            hasher.update(key);
        }
        hex(hasher.finalize().get(..4).unwrap_or_default())
    }

    /// The key under which columns of this class lie.
    #[must_use]
    pub fn column_key(&self, class: PersonalDataClass) -> &[u8] {
        match class {
            PersonalDataClass::None => &self.none,
            PersonalDataClass::Indirect => &self.indirect,
            PersonalDataClass::Direct => &self.direct,
            PersonalDataClass::Sensitive => &self.sensitive,
        }
    }

    /// The key under which footers lie.
    #[must_use]
    pub fn footer_key(&self) -> &[u8] {
        &self.footer
    }

    /// The keyed hash that stands for an identifier from stage on: the first 16 bytes of
    /// HMAC-SHA-256 in lower hex. The caller passes the canonical form, with its kind
    /// (`nid13:…`), so that two kinds never meet.
    #[must_use]
    pub fn pseudonym(&self, canonical_key: &str) -> String {
        hex(authenticate(&self.pseudonym, canonical_key.as_bytes())
            .get(..PSEUDONYM_LENGTH)
            .unwrap_or_default())
    }

    /// A seal that only who holds the keys can make: HMAC-SHA-256 in lower hex over `parts`,
    /// each with its length, under a key derived for `purpose`.
    #[must_use]
    pub fn seal(&self, purpose: &str, parts: &[&[u8]]) -> String {
        let derived = authenticate(&self.pseudonym, format!("\0seal\0{purpose}").as_bytes());
        let mut text = Vec::new();
        for part in parts {
            text.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            text.extend_from_slice(part);
        }
        hex(&authenticate(&derived, &text))
    }

    fn write_new(&self, path: &Path) -> Result<(), Problem> {
        let failed = |error: std::io::Error| {
            Problem::new(&message::KEYS_UNWRITABLE)
                .with("path", path.display())
                .because(error)
        };
        if path.try_exists().map_err(failed)? {
            return Err(Problem::new(&message::KEYS_EXIST).with("path", path.display()));
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        create_private_folder(folder).map_err(failed)?;
        let file = KeyFile {
            version: VERSION,
            fingerprint: self.fingerprint(),
            footer: hex(&self.footer),
            none: hex(&self.none),
            indirect: hex(&self.indirect),
            direct: hex(&self.direct),
            sensitive: hex(&self.sensitive),
            pseudonym: hex(&self.pseudonym),
        };
        let text = toml::to_string(&file).map_err(|error| {
            Problem::new(&message::KEYS_UNWRITABLE)
                .with("path", path.display())
                .because(error)
        })?;
        let mut suffix = [0; 8];
        random_bytes(&mut suffix)?;
        let temporary = folder.join(format!(".dorpon-keys-{}.partial", hex(&suffix)));
        let written = write_private_file(&temporary, &text).and_then(|()| {
            // A hard link fails when the name is taken, which a rename would silently replace.
            match std::fs::hard_link(&temporary, path) {
                Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                    // File systems of memory sticks know no links.
                    std::fs::rename(&temporary, path)
                }
                linked => linked,
            }
        });
        let _ = std::fs::remove_file(&temporary);
        match written {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                Err(Problem::new(&message::KEYS_EXIST).with("path", path.display()))
            }
            other => other.map_err(failed),
        }
    }
}

/// Random bytes from the operating system in lower hex, for identifiers that must differ
/// between machines (`workspace_id`).
///
/// # Errors
/// `privacy.randomness_unavailable`.
pub fn random_identifier(bytes: usize) -> Result<String, Problem> {
    let mut buffer = vec![0; bytes];
    random_bytes(&mut buffer)?;
    Ok(hex(&buffer))
}

fn random_bytes(buffer: &mut [u8]) -> Result<(), Problem> {
    getrandom::fill(buffer).map_err(|error| Problem::new(&message::RANDOMNESS_UNAVAILABLE).because(error))
}

/// The folder of key files by the environment, whose variables `variable` reads.
fn key_folder(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    if let Some(folder) = variable("DORPON_KEYS_DIR") {
        return Some(folder);
    }
    let configuration = if cfg!(windows) {
        variable("APPDATA")
    } else {
        variable("XDG_CONFIG_HOME").or_else(|| variable("HOME").map(|home| home.join(".config")))
    };
    configuration.map(|folder| folder.join("dorpon").join("keys"))
}

fn authenticate(key: &Key, text: &[u8]) -> [u8; 32] {
    // HMAC pads a short key with zeros to the block of its hash.
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let mut code = Hmac::<Sha256>::new(&block.into());
    code.update(text);
    code.finalize().into_bytes().into()
}

fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn parse_key(text: &str) -> Option<Key> {
    if text.len() != KEY_LENGTH * 2 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut key = [0; KEY_LENGTH];
    for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(key)
}

#[cfg(unix)]
fn create_private_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    // An existing folder keeps its mode: it may be the user's own.
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create_private_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

fn write_private_file(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn keys_are_written_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/keys.toml");
        let made = KeyRing::create(&path).unwrap();
        let read = KeyRing::load(&path).unwrap();
        assert_eq!(made.fingerprint(), read.fingerprint());
        for class in PersonalDataClass::ALL {
            assert_eq!(made.column_key(class), read.column_key(class));
            assert_eq!(made.column_key(class).len(), KEY_LENGTH);
        }
        assert_eq!(made.footer_key(), read.footer_key());
        assert_eq!(made.pseudonym("nid13:1"), read.pseudonym("nid13:1"));

        let again = KeyRing::create(&path).unwrap_err();
        assert_eq!((again.code(), again.exit()), ("privacy.keys_exist", 6));
        assert_eq!(KeyRing::load(&path).unwrap().fingerprint(), made.fingerprint());
        let names: Vec<_> = std::fs::read_dir(path.parent().unwrap())
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        assert_eq!(names, ["keys.toml"], "no temporary file is left");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_keys() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept/keys.toml");
        KeyRing::create(&path).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }

    #[test]
    fn keys_differ_from_each_other_and_from_other_rings() {
        let folder = tempfile::tempdir().unwrap();
        let one = KeyRing::create(&folder.path().join("1.toml")).unwrap();
        let two = KeyRing::create(&folder.path().join("2.toml")).unwrap();
        let mut keys: Vec<&[u8]> = [&one, &two]
            .into_iter()
            .flat_map(|ring| {
                PersonalDataClass::ALL
                    .map(|class| ring.column_key(class))
                    .into_iter()
                    .chain([ring.footer_key()])
            })
            .collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 10);
        assert_ne!(one.fingerprint(), two.fingerprint());
        assert_ne!(one.pseudonym("x"), two.pseudonym("x"));
    }

    #[test]
    fn nothing_prints_a_key() {
        let ring = KeyRing::from_seed(b"seed");
        let printed = format!("{ring:?}");
        assert_eq!(printed, format!("KeyRing({})", ring.fingerprint()));
        assert!(!printed.contains(&hex(ring.footer_key())));
        assert_eq!(ring.fingerprint().len(), 8);
    }

    #[test]
    fn a_missing_or_damaged_file_is_refused_without_quoting_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.toml");
        let missing = KeyRing::load(&path).unwrap_err();
        assert_eq!((missing.code(), missing.exit()), ("privacy.keys_missing", 6));

        KeyRing::create(&path).unwrap();
        let whole = std::fs::read_to_string(&path).unwrap();
        let secret = hex(KeyRing::load(&path).unwrap().footer_key());
        let flipped = secret.replacen(|_: char| true, if secret.starts_with('0') { "1" } else { "0" }, 1);
        for broken in [
            String::new(),
            whole.replace("version = 1", "version = 2"),
            whole.replace(&secret, &flipped),
            whole.replace(&secret, "abc"),
            whole.replace("footer = ", "footer "),
            whole.replace("pseudonym", "pseudonim"),
        ] {
            std::fs::write(&path, &broken).unwrap();
            let problem = KeyRing::load(&path).unwrap_err();
            assert_eq!(
                (problem.code(), problem.exit()),
                ("privacy.keys_damaged", 6),
                "{broken}"
            );
            assert!(!format!("{problem:?}{problem}").contains(&secret));
        }
    }

    #[test]
    fn a_pseudonym_is_hmac_sha_256() {
        // RFC 4231, test case 2, has the key "Jefe"; zeros to the block are what HMAC adds itself.
        let mut key = [0; KEY_LENGTH];
        key[..4].copy_from_slice(b"Jefe");
        let code = hex(&authenticate(&key, b"what do ya want for nothing?"));
        assert_eq!(code, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");

        let ring = KeyRing::from_seed(b"seed");
        assert_eq!(ring.pseudonym("nid13:8790812345678").len(), 32);
        assert_eq!(ring.pseudonym("a"), KeyRing::from_seed(b"seed").pseudonym("a"));
        assert_ne!(ring.pseudonym("a"), ring.pseudonym("b"));
        assert_ne!(ring.pseudonym("a"), KeyRing::from_seed(b"other").pseudonym("a"));
    }

    #[test]
    fn a_seal_tells_parts_and_purposes_apart() {
        let ring = KeyRing::from_seed(b"seed");
        assert_eq!(ring.seal("audit", &[b"ab", b"c"]), ring.seal("audit", &[b"ab", b"c"]));
        assert_ne!(ring.seal("audit", &[b"ab", b"c"]), ring.seal("audit", &[b"a", b"bc"]));
        assert_ne!(ring.seal("audit", &[b"ab"]), ring.seal("head", &[b"ab"]));
        assert_ne!(ring.seal("audit", &[]), ring.seal("audit", &[b""]));
    }

    #[cfg(not(windows))]
    #[test]
    fn the_environment_says_where_keys_lie() {
        let place = |set: &[(&str, &str)]| {
            key_folder(|name| {
                set.iter()
                    .find(|(key, _)| *key == name)
                    .map(|(_, value)| PathBuf::from(value))
            })
        };
        let home = ("HOME", "/people/o");
        assert_eq!(place(&[home, ("DORPON_KEYS_DIR", "/k")]), Some(PathBuf::from("/k")));
        assert_eq!(
            place(&[home, ("XDG_CONFIG_HOME", "/c")]),
            Some(PathBuf::from("/c/dorpon/keys"))
        );
        assert_eq!(place(&[home]), Some(PathBuf::from("/people/o/.config/dorpon/keys")));
        assert_eq!(place(&[]), None);
    }

    #[test]
    fn random_identifiers_differ() {
        let (one, two) = (random_identifier(8).unwrap(), random_identifier(8).unwrap());
        assert_eq!(one.len(), 16);
        assert_ne!(one, two);
    }
}
