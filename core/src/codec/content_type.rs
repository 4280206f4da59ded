//! The syntaxes a document can be written in, and how a media type, a file name or the bytes tell which.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use super::boundary::{self, without_marks};
use crate::error::{Error, ErrorKind};

/// The syntax of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ContentType {
    /// YAML 1.2, `application/yaml` (RFC 9512).
    Yaml,
    /// JSON, `application/json` (RFC 8259).
    Json,
}

impl ContentType {
    /// The media type, without parameters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yaml => "application/yaml",
            Self::Json => "application/json",
        }
    }

    /// The extension that a new file gets, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Json => "json",
        }
    }

    /// The content type that a file extension stands for; the extension comes without its dot, in any case of letters.
    pub fn of_extension(extension: &str) -> Option<Self> {
        let is = |known: &str| extension.eq_ignore_ascii_case(known);
        if is("yaml") || is("yml") {
            Some(Self::Yaml)
        } else if is("json") {
            Some(Self::Json)
        } else {
            None
        }
    }

    /// The content type that the name of a file stands for. Only the name is looked at, never the file.
    pub fn of_path(path: &str) -> Option<Self> {
        Self::of_extension(Path::new(path).extension()?.to_str()?)
    }

    /// Guesses from the first bytes of a stream, or from all of it.
    ///
    /// A JSON text can be read as YAML, and not the other way round, so JSON is said only where the text begins as
    /// YAML is hardly ever written: after blanks, a byte order mark and any number of `[`, there is a `{` followed by
    /// `"` or `}`, or, behind a `[`, a `"` or `]`. `{a: 1}`, `[a]` and `[1]` therefore count as YAML. So does every
    /// text with a document marker at the start of a line (`{"a": 1}`, then `---`), which JSON cannot hold.
    pub fn sniff(bytes: &[u8]) -> Self {
        let signs = without_marks(bytes).iter().copied();
        let mut signs = signs.filter(|byte| !byte.is_ascii_whitespace()).peekable();
        let mut in_list = false;
        while signs.next_if_eq(&b'[').is_some() {
            in_list = true;
        }
        let begins_as_json = match signs.next() {
            Some(b'{') => matches!(signs.next(), Some(b'"' | b'}')),
            Some(b'"' | b']') => in_list,
            _ => false,
        };
        if begins_as_json && boundary::split(Self::Yaml, bytes).nth(1).is_none() {
            Self::Json
        } else {
            Self::Yaml
        }
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Reads a media type in any case of letters and with any parameters.
///
/// Beside the registered names there are the aliases that RFC 9512 lists, `text/json`, and the structured suffixes
/// `+yaml` and `+json`.
impl FromStr for ContentType {
    type Err = Error;

    fn from_str(media_type: &str) -> Result<Self, Error> {
        let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let known = match essence.as_str() {
            "application/yaml" | "application/x-yaml" | "text/yaml" | "text/x-yaml" => Some(Self::Yaml),
            "application/json" | "text/json" => Some(Self::Json),
            other => of_suffix(other),
        };
        known.ok_or_else(|| {
            let message = format!(
                "unsupported content type {media_type:?}: expected {} or {}",
                Self::Yaml.as_str(),
                Self::Json.as_str()
            );
            Error::new(ErrorKind::Unsupported, message)
        })
    }
}

fn of_suffix(essence: &str) -> Option<ContentType> {
    let (family, subtype) = essence.split_once('/')?;
    let (name, suffix) = subtype.rsplit_once('+')?;
    let content_type = match suffix {
        "yaml" => ContentType::Yaml,
        "json" => ContentType::Json,
        _ => return None,
    };
    (!family.is_empty() && !name.is_empty()).then_some(content_type)
}

#[cfg(test)]
mod tests {
    use super::ContentType::{Json, Yaml};
    use super::*;

    #[test]
    fn a_media_type_is_read_with_parameters_aliases_and_suffixes() {
        let rows = [
            ("application/yaml", Some(Yaml)),
            ("application/x-yaml", Some(Yaml)),
            ("text/yaml", Some(Yaml)),
            ("text/x-yaml; charset=utf-8", Some(Yaml)),
            ("application/apply-patch+yaml", Some(Yaml)),
            ("application/json", Some(Json)),
            (" Application/JSON ;stream=watch", Some(Json)),
            ("text/json", Some(Json)),
            ("application/merge-patch+json", Some(Json)),
            ("application/vnd.a+b+json", Some(Json)),
            ("", None),
            ("json", None),
            ("+json", None),
            ("/+json", None),
            ("application/+json", None),
            ("application/jsonp", None),
            ("application/toml", None),
            ("*/*", None),
        ];
        for (media_type, expected) in rows {
            assert_eq!(media_type.parse::<ContentType>().ok(), expected, "{media_type:?}");
        }
        for content_type in [Yaml, Json] {
            assert_eq!(content_type.to_string().parse::<ContentType>().unwrap(), content_type);
        }
    }

    #[test]
    fn an_unsupported_media_type_is_told_what_is_supported() {
        let error = "application/toml".parse::<ContentType>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(
            error.to_string(),
            "unsupported content type \"application/toml\": expected application/yaml or application/json"
        );
    }

    #[test]
    fn the_name_of_a_file_tells_its_content_type() {
        let rows = [
            ("car.yaml", Some(Yaml)),
            ("a/b.c/CAR.YML", Some(Yaml)),
            ("car.json", Some(Json)),
            ("car.yaml.json", Some(Json)),
            ("car.json.bak", None),
            ("a.yaml/car", None),
            (".yaml", None),
            ("yaml", None),
            ("", None),
        ];
        for (path, expected) in rows {
            assert_eq!(ContentType::of_path(path), expected, "{path:?}");
        }
        for content_type in [Yaml, Json] {
            assert_eq!(ContentType::of_extension(content_type.extension()), Some(content_type));
        }
    }

    #[test]
    fn a_text_is_sniffed_as_json_only_where_it_begins_as_json() {
        let rows = [
            ("{\"a\": 1}", Json),
            ("\u{feff} \r\n\t{ \n\"a\"", Json),
            ("{ }", Json),
            ("[]", Json),
            ("[[\"a\"]]", Json),
            ("[{\"a\": 1}]", Json),
            ("{\"a\": 1}\n{\"b\": 2}\n", Json),
            ("{\"a\": 1}\n---\n{\"b\": 2}\n", Yaml),
            ("{\"a\": 1}\n...\n{\"b\": 2}\n", Yaml),
            ("{a: 1}", Yaml),
            ("[{a: 1}]", Yaml),
            ("[a]", Yaml),
            ("[1]", Yaml),
            ("\"a\": 1", Yaml),
            ("# {\"a\"}", Yaml),
            ("---\n{\"a\": 1}", Yaml),
            ("a: 1", Yaml),
            ("{", Yaml),
            ("", Yaml),
        ];
        for (text, expected) in rows {
            assert_eq!(ContentType::sniff(text.as_bytes()), expected, "{text:?}");
        }
    }
}
