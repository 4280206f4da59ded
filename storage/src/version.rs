//! What tells one state of an object from another: its version, and the checksum of its bytes.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::error::{Error, ErrorKind};

/// The version of an object in a storage: a `resourceVersion` of Kubernetes, and an integer.
///
/// Each write gives a version that is higher than all before it in the same storage, whatever the object, so two
/// versions of one storage can be compared (KEP-5504).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version(u64);

impl Version {
    /// The version of a storage into which nothing was ever written. No object has it.
    pub const INITIAL: Self = Self(1);

    /// The version with this number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Version {
    type Err = Error;

    /// Reads what `Display` writes: the value of `metadata.resourceVersion`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let digits_only = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|_| digits_only);
        number.map(Self).ok_or_else(|| {
            Error::new(ErrorKind::Invalid, format!("{text:?} is no resource version: expected an integer"))
        })
    }
}

/// The SHA-256 of an object's bytes, written in hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Checksum([u8; 32]);

impl Checksum {
    /// The checksum of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The 32 bytes of the checksum.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Checksum({self})")
    }
}

impl FromStr for Checksum {
    type Err = Error;

    /// Reads what `Display` writes.
    fn from_str(text: &str) -> Result<Self, Error> {
        let malformed =
            || Error::new(ErrorKind::Invalid, format!("{text:?} is no SHA-256 in hexadecimal digits"));
        if text.len() != 64 {
            return Err(malformed());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let [high, low] = pair else { return Err(malformed()) };
            *byte = digit(*high).zip(digit(*low)).map(|(high, low)| high << 4 | low).ok_or_else(malformed)?;
        }
        Ok(Self(bytes))
    }
}

/// The value of a hexadecimal digit as `Display` writes it.
fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_parses_what_it_displays_and_nothing_else() {
        for number in [0, 1, u64::MAX] {
            assert_eq!(Version::new(number).to_string().parse::<Version>().unwrap().get(), number);
        }
        for text in ["", "+1", "-1", "1.0", "0x1", "18446744073709551616", "a", " 1"] {
            assert_eq!(text.parse::<Version>().unwrap_err().kind(), ErrorKind::Invalid, "{text:?}");
        }
    }

    #[test]
    fn a_checksum_is_the_sha_256_and_parses_what_it_displays() {
        // FIPS 180-4, the example of one block.
        let checksum = Checksum::of(b"abc");
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(checksum.to_string(), text);
        assert_eq!(text.parse::<Checksum>().unwrap(), checksum);
        for text in ["", "ba", &text.to_uppercase(), &text.replace('b', "g"), &format!("{text}0")] {
            assert!(text.parse::<Checksum>().is_err(), "{text:?}");
        }
    }
}
