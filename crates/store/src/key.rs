//! The key of the databases.

use std::fmt;

use secrecy::zeroize::Zeroize;

/// A raw 256-bit key. Wiped from memory when dropped; never printed.
pub struct DatabaseKey([u8; 32]);

impl DatabaseKey {
    /// A new random key.
    #[must_use]
    pub fn generate() -> Self {
        Self(rand::random())
    }

    /// The key written as 64 hexadecimal digits, as the keyring holds it. `None` if it isn't one.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let text = text.trim().as_bytes();
        if text.len() != 64 {
            return None;
        }
        let mut key = Self([0; 32]);
        for (byte, pair) in key.0.iter_mut().zip(text.chunks_exact(2)) {
            let [high, low] = pair else { return None };
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Some(key)
    }

    /// The key as 64 hexadecimal digits, for the keyring.
    #[must_use]
    pub fn to_hex(&self) -> secrecy::SecretString {
        secrecy::SecretString::from(self.hex())
    }

    /// The key itself.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// SQLCipher's way to write a raw key. The caller wipes it.
    pub(crate) fn pragma_value(&self) -> String {
        let mut hex = self.hex();
        let value = format!("x'{hex}'");
        hex.zeroize();
        value
    }

    fn hex(&self) -> String {
        let mut text = String::with_capacity(64);
        for byte in self.0 {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
        text
    }
}

fn digit(byte: u8) -> Option<u8> {
    u8::try_from(char::from(byte).to_digit(16)?).ok()
}

impl Clone for DatabaseKey {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl Drop for DatabaseKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseKey([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn key_round_trips_through_hex() {
        let key = DatabaseKey::generate();
        let again = DatabaseKey::from_hex(key.to_hex().expose_secret()).unwrap();
        assert_eq!(key.0, again.0, "the keyring's form is lossless");
        assert!(DatabaseKey::from_hex("12").is_none(), "too short");
        assert!(DatabaseKey::from_hex(&"x".repeat(64)).is_none(), "not hex");
    }

    #[test]
    fn key_is_never_printed() {
        let key = DatabaseKey::from_hex(&"e7".repeat(32)).unwrap();
        assert!(!format!("{key:?}").contains("e7"), "Debug is redacted");
    }
}
