//! The content of `!!binary`: standard base64 with padding, line breaks ignored.

const NOT_BASE64: &str = "the content of !!binary is not base64";

/// Decodes to text.
///
/// Kubernetes' reader puts U+FFFD in the place of bytes that are not UTF-8, and so loses them; here they are refused.
pub(super) fn decode(content: &str) -> Result<String, &'static str> {
    let mut bytes = Vec::with_capacity(content.len() / 4 * 3);
    let mut characters = content.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n'));
    while let Some(first) = characters.next() {
        let mut group = [first, 0, 0, 0];
        for slot in group.iter_mut().skip(1) {
            *slot = characters.next().ok_or(NOT_BASE64)?;
        }
        let padding = group.iter().rev().take_while(|byte| **byte == b'=').count();
        if padding > 2 || (padding > 0 && characters.next().is_some()) {
            return Err(NOT_BASE64);
        }
        let mut bits = 0_u32;
        for byte in group.iter().take(4 - padding) {
            bits = bits << 6 | sextet(*byte).ok_or(NOT_BASE64)?;
        }
        bits <<= 6 * padding;
        let [_, decoded @ ..] = bits.to_be_bytes();
        bytes.extend(decoded.iter().take(3 - padding));
    }
    String::from_utf8(bytes)
        .map_err(|_error| "the content of !!binary is not UTF-8, so no JSON text can hold it")
}

fn sextet(byte: u8) -> Option<u32> {
    match byte {
        b'A'..=b'Z' => Some(u32::from(byte - b'A')),
        b'a'..=b'z' => Some(u32::from(byte - b'a') + 26),
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}
