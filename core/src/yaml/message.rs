//! Words for what granit refuses, and the place a person looks for.

use granit_parser::{ErrorKind, ScanError};

use super::error::SyntaxError;
use super::gap::opening_quote;
use crate::source::Span;

/// Tabs before a block collection are refused here too, not only where granit does.
pub(super) const TAB_INDENTATION: &str = "a tab is not indentation: YAML indents with spaces";

/// The error with words and a span of one character, or of none at the end of the text; `cursor` is where the last
/// node before it ended.
pub(super) fn explain(text: &str, error: &ScanError, cursor: usize) -> SyntaxError {
    let at = error.marker().byte_offset().unwrap_or_default().min(text.len());
    let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let length = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let span = match error.kind() {
        ErrorKind::UnknownAnchor => Span::new(at, alias_end(text.as_bytes(), at)),
        _ => Span::new(at, at + length),
    };
    let message = match error.kind() {
        ErrorKind::TabNotAllowed | ErrorKind::TabInPlainScalar => return tab_at_or_after(text, at, span),
        ErrorKind::UnexpectedCharacter { character } => {
            return SyntaxError::new(unexpected_character(*character), span);
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return SyntaxError::new(format!("`{open}` is closed by `{close}`"), span);
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            return SyntaxError::new(format!("`{open}` is never closed"), span);
        }
        ErrorKind::DirectiveByteLimitExceeded { limit } => {
            return SyntaxError::new(format!("a directive may have {limit} bytes"), span);
        }
        ErrorKind::MappingValueNotAllowed if follows_a_key(text, at) => {
            "a second `: ` on the line: put a text that holds one into quotes"
        }
        ErrorKind::MappingValueNotAllowed => "a key may not stand here: check the indentation of its line",
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::DocumentIndicatorInQuotedScalar => {
            let error = SyntaxError::new(words(error.kind()), span);
            let quote = opening_quote(text.as_bytes(), cursor).filter(|quote| *quote < at);
            return match quote {
                Some(quote) => error.with_related("the quote opens here", Span::new(quote, quote + 1)),
                None => error,
            };
        }
        kind => words(kind),
    };
    SyntaxError::new(message, span)
}

/// Whether there is a key before the colon on its line.
fn follows_a_key(text: &str, colon: usize) -> bool {
    let before = text.get(..colon).unwrap_or_default();
    before.rsplit(['\n', '\r']).next().is_some_and(|line| line.contains(": "))
}

/// granit points at the text that the tab breaks off, which may be lines above the tab.
fn tab_at_or_after(text: &str, at: usize, fallback: Span) -> SyntaxError {
    let bytes = text.as_bytes();
    let Some(distance) = memchr::memchr(b'\t', bytes.get(at..).unwrap_or_default()) else {
        return SyntaxError::new("a tab may not stand here", fallback);
    };
    let tab = at + distance;
    let before = bytes.get(..tab).unwrap_or_default();
    let before = before.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
    let begins_line = matches!(before, None | Some(b'\n' | b'\r'));
    let message = if begins_line { TAB_INDENTATION } else { "a tab may not stand here" };
    SyntaxError::new(message, Span::new(tab, tab + 1))
}

/// The end of the alias that begins at `from`: no name holds a blank or an indicator of flow collections.
fn alias_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"[]{},".contains(byte);
    rest.iter().position(ends).map_or(bytes.len(), |length| from + length)
}

fn unexpected_character(character: char) -> String {
    match character {
        '@' | '`' => format!("`{character}` is reserved: put the text into quotes"),
        '%' => "`%` begins a directive: put the text into quotes".to_owned(),
        _ if character.is_control() => {
            format!("the control character U+{:04X} may not stand in YAML", u32::from(character))
        }
        _ => format!("`{character}` is not expected here"),
    }
}

fn words(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::UnexpectedEofFlowSequence => "the text ends inside `[`, which is never closed",
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            "the text ends inside `{`, which is never closed"
        }
        ErrorKind::UnexpectedEofBlockSequence
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnexpectedEof => "the text ends too early",
        ErrorKind::DuplicateVersionDirective => "the document has a second %YAML directive",
        ErrorKind::UnsupportedYamlMajorVersion => "only YAML 1 is known",
        ErrorKind::DuplicateTagDirective => "the document has a second %TAG directive for this handle",
        ErrorKind::ExpectedDocumentStart => {
            "the document ends here: `---` or the end of the text is expected"
        }
        ErrorKind::MissingDocumentEndBeforeDirective => "`...` is expected before a directive",
        ErrorKind::UnknownAnchor => "there is no anchor of this name before the alias",
        ErrorKind::ExpectedNodeContent => "a value is expected here",
        ErrorKind::ExpectedBlockMappingKey => "a key in the same column as the others is expected",
        ErrorKind::ExpectedFlowMappingSeparator => "a comma or `}` is expected",
        ErrorKind::ExpectedFlowSequenceSeparator => "a comma or `]` is expected",
        ErrorKind::ExpectedBlockSequenceEntry => "a `-` in the same column as the others is expected",
        ErrorKind::UndeclaredTagHandle => "no %TAG directive declares the tag's handle",
        ErrorKind::ExpectedTagBang
        | ErrorKind::InvalidGlobalTagCharacter
        | ErrorKind::InvalidTagTerminator
        | ErrorKind::MissingTagUri => "this is not a tag",
        ErrorKind::ExpectedTagDirectiveBang | ErrorKind::InvalidTagDirectiveTerminator => {
            "a %TAG directive is a handle such as `!e!` and a prefix"
        }
        ErrorKind::SimpleKeyExpected => "a colon is expected after the key, on the key's line",
        ErrorKind::InvalidSimpleKey => "a key stands on one line and has 1024 characters at most",
        ErrorKind::InvalidDocumentEnd => "only a comment may follow `...`",
        ErrorKind::InvalidIndentation => "the indentation fits to no line above",
        ErrorKind::BomInsideDocument => "a byte order mark may stand only at the start of a document",
        ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation | ErrorKind::TabAtBlockScalarStart => {
            TAB_INDENTATION
        }
        ErrorKind::CommentInterceptedScalar => "a comment may not stand inside a text of several lines",
        ErrorKind::ExpectedWhitespace => "a blank is expected here",
        ErrorKind::CommentNotSeparated => "a blank is expected before a comment",
        ErrorKind::InvalidDirectiveTerminator
        | ErrorKind::MissingDirectiveName
        | ErrorKind::InvalidDirectiveName
        | ErrorKind::DirectiveDisallowed
        | ErrorKind::TooManyReservedDirectiveParams { .. } => "this is not a directive",
        ErrorKind::MissingYamlVersionSeparator
        | ErrorKind::YamlVersionTooLong
        | ErrorKind::MissingYamlVersion => "a %YAML directive has a version such as 1.2",
        ErrorKind::UnclosedVerbatimTag => "`!<` is never closed by `>`",
        ErrorKind::InvalidTagEscape
        | ErrorKind::InvalidTagUtf8LeadingByte
        | ErrorKind::InvalidTagUtf8TrailingByte
        | ErrorKind::InvalidTagUtf8 => "the tag has a `%` escape that is not UTF-8",
        ErrorKind::MissingAnchorOrAliasName => "a name is expected after `&` or `*`",
        ErrorKind::MisplacedFlowCollectionEnd => "no bracket is open that this one could close",
        ErrorKind::RecursionLimitExceeded => "the collections are nested too deeply",
        ErrorKind::BlockEntryInFlowCollection => "`-` may not begin an item inside brackets",
        ErrorKind::BlockSequenceEntryNotAllowed => "a list may not begin here: put it on a line of its own",
        ErrorKind::InvalidBlockEntryWhitespace => "a space is expected after `-`, and not a tab",
        ErrorKind::ZeroBlockScalarIndent => "the indentation after `|` or `>` is 1 to 9",
        ErrorKind::InvalidBlockScalarHeader => "only a comment may follow `|` or `>` on its line",
        ErrorKind::InvalidBlockScalarIndent => {
            "a blank line before the text is indented further than the text"
        }
        ErrorKind::DocumentIndicatorInQuotedScalar => "the document ends inside a quoted text",
        ErrorKind::UnclosedQuotedScalar => "the quote is never closed",
        ErrorKind::InvalidQuotedScalarIndent => {
            "a quote is not closed, or a line of the quoted text is not indented enough"
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "nothing may follow the closing quote"
        }
        ErrorKind::UnknownQuotedScalarEscape => "YAML does not know this escape",
        ErrorKind::InvalidQuotedScalarHexEscape | ErrorKind::InvalidLowSurrogateHexEscape => {
            "the escape has too few hexadecimal digits"
        }
        ErrorKind::InvalidLowSurrogate | ErrorKind::MissingLowSurrogate | ErrorKind::UnpairedLowSurrogate => {
            "half of a surrogate pair is no character"
        }
        ErrorKind::InvalidUnicodeEscape => "the escape is no character",
        ErrorKind::InvalidFlowScalarIndent => "a line inside brackets must be indented further than its key",
        ErrorKind::PlainScalarStartsWithDashFlowIndicator => {
            "a text may not begin with `-` and a bracket or comma: put it into quotes"
        }
        ErrorKind::MappingKeyNotAllowed => "`? ` may not begin a key here",
        ErrorKind::FlowMappingValueAdjacentCollection | ErrorKind::InvalidColonPlacement => {
            "a colon may not stand here"
        }
        ErrorKind::InvalidMappingValueWhitespace => "a blank is expected after the colon",
        // What is left concerns streams, includes and callbacks, none of which is used.
        _ => "this is not YAML",
    }
}
