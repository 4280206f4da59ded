//! Directives (YAML 1.2.2, §6.8).

use super::{Record, Refusal, Scanned, Scanner};
use crate::source::Span;
use crate::yaml::characters::{is_break, is_separation, is_tag, is_uri, is_word};
use crate::yaml::error::SyntaxErrorKind;
use crate::yaml::token::TokenKind;

/// `l-directive` [82].
#[derive(Clone, Copy, Debug)]
pub(crate) enum Directive<'t> {
    /// `%YAML`: the version.
    Yaml(u32, u32),
    /// `%TAG`: a handle and its prefix.
    Tag(&'t str, &'t str),
    /// One that YAML keeps for later. It is passed over.
    Reserved,
}

impl<'t, R: Record> Scanner<'t, R> {
    pub(crate) fn directive(&mut self) -> Scanned<(Directive<'t>, Span)> {
        let start = self.position;
        let end = self.parameters_end();
        let text = self.text.get(start + 1..end).unwrap_or_default();
        let mut words = text.split([' ', '\t']).filter(|word| !word.is_empty());
        let (name, first, second, third) = (words.next(), words.next(), words.next(), words.next());
        let name = name.filter(|_| !text.starts_with([' ', '\t']));
        let directive = match (name, first, second, third) {
            (None, ..) => Err(SyntaxErrorKind::NamelessDirective),
            (Some("YAML"), Some(version), None, None) => version_of(version),
            (Some("YAML"), ..) => Err(SyntaxErrorKind::YamlDirective),
            (Some("TAG"), Some(handle), Some(prefix), None) if is_handle(handle) && is_prefix(prefix) => {
                Ok(Directive::Tag(handle, prefix))
            }
            (Some("TAG"), ..) => Err(SyntaxErrorKind::TagDirective),
            _ => Ok(Directive::Reserved),
        };
        let span = Span::new(start, end);
        match directive {
            Ok(directive) => {
                self.take(TokenKind::Directive, end);
                self.rest_of_line(SyntaxErrorKind::YamlDirective)?;
                Ok((directive, span))
            }
            Err(kind) => Err(Refusal::of(kind, span)),
        }
    }

    /// Where the last parameter ends: before a comment and the white space ahead of it.
    fn parameters_end(&self) -> usize {
        let mut at = self.position;
        let mut end = at;
        while at < self.bytes.len() && !is_break(self.byte(at)) {
            if self.byte(at) == b'#' && is_separation(self.byte(at - 1)) {
                break;
            }
            at += 1;
            if !is_separation(self.byte(at - 1)) {
                end = at;
            }
        }
        end
    }
}

/// `ns-yaml-version` [87].
fn version_of(text: &str) -> Result<Directive<'static>, SyntaxErrorKind> {
    let digits = |part: &str| {
        let only_digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if only_digits { part.parse().ok() } else { None }
    };
    let parts = text.split_once('.').and_then(|(major, minor)| digits(major).zip(digits(minor)));
    match parts {
        Some((1, minor)) => Ok(Directive::Yaml(1, minor)),
        Some(_) => Err(SyntaxErrorKind::OtherVersion),
        None => Err(SyntaxErrorKind::YamlDirective),
    }
}

/// `c-tag-handle` [89].
fn is_handle(text: &str) -> bool {
    let name = text.strip_prefix('!').and_then(|rest| rest.strip_suffix('!'));
    text == "!" || name.is_some_and(|name| name.bytes().all(is_word))
}

/// `ns-tag-prefix` [93].
fn is_prefix(text: &str) -> bool {
    let first = text.bytes().next();
    first.is_some_and(|first| first == b'!' || is_tag(first)) && text.bytes().all(is_uri)
}
