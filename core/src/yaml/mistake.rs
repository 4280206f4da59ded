//! The kinds of mistakes, and a person's words for each.

/// What kind of mistake a [`SyntaxError`](super::SyntaxError) is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the words of a kind say what it is, and every one is a row of the tests")]
pub enum SyntaxErrorKind {
    TooLong,
    TooDeep,
    Unprintable,
    ByteOrderMark,
    Json,
    // White space, chapter 6.
    TabIndentation,
    CommentNotSeparated,
    Indentation,
    // Quoted scalars, §7.3.
    UnclosedQuote,
    QuotedIndentation,
    UnknownEscape,
    ShortEscape,
    HalfSurrogate,
    NoCharacter,
    AfterQuote,
    // Plain scalars.
    ReservedIndicator,
    PercentIndicator,
    DashBeforeIndicator,
    UnexpectedCharacter,
    AfterPlain,
    // Block scalars, §8.1.
    AfterHeader,
    ZeroIndentation,
    BlankLineIndentation,
    // Properties and aliases, §6.9 and §7.1.
    NamelessAnchor,
    SecondAnchor,
    SecondTag,
    AfterProperty,
    PropertiesBeforeIndicator,
    PropertiesWithoutKey,
    PropertiesOfAlias,
    UnknownAlias,
    AliasInItself,
    AfterAlias,
    VerbatimTag,
    TagWithoutSuffix,
    UndeclaredHandle,
    TagEscape,
    // Directives and documents, §6.8 and chapter 9.
    NamelessDirective,
    YamlDirective,
    OtherVersion,
    SecondYamlDirective,
    TagDirective,
    SecondTagDirective,
    DirectiveWithoutDocument,
    DirectiveInDocument,
    AfterDocumentEnd,
    AfterRoot,
    CollectionAfterMarker,
    // Block collections, §8.2.
    SecondColon,
    KeyIndentation,
    MissingColon,
    KeyOfSeveralLines,
    LongKey,
    SequenceAfterKey,
    SequenceInMapping,
    NoSequenceEntry,
    ExplicitKeyHere,
    // Flow collections, §7.4.
    UnclosedFlow,
    OtherBracket,
    UnopenedFlow,
    FlowIndentation,
    MissingComma,
    EmptyFlowEntry,
    SequenceEntryInFlow,
    ColonHere,
    ColonNotSeparated,
    AfterFlow,
}

impl SyntaxErrorKind {
    /// What is wrong and what is expected: lower case, no full stop.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::TooLong => "the text is 4 GiB long or longer",
            Self::TooDeep => "the collections are nested too deeply",
            Self::Unprintable => "this character may not stand in YAML",
            Self::ByteOrderMark => "a byte order mark may stand only at the start of a document",
            Self::Json => "this is not JSON",
            Self::TabIndentation => "a tab cannot indent: YAML indents with spaces",
            Self::CommentNotSeparated => "a blank is expected before a comment",
            Self::Indentation => "the indentation fits to no line above",
            Self::UnclosedQuote => "this quote is never closed",
            Self::QuotedIndentation => {
                "a quote is not closed, or this line of the quoted text is not indented further than its key"
            }
            Self::UnknownEscape => "YAML does not know this escape",
            Self::ShortEscape => "the escape has too few hexadecimal digits",
            Self::HalfSurrogate => "half of a surrogate pair is no character",
            Self::NoCharacter => "the escape is no character",
            Self::AfterQuote => "nothing may follow the closing quote",
            Self::ReservedIndicator => "this sign is reserved: put the text into quotes",
            Self::PercentIndicator => "`%` begins a directive: put the text into quotes",
            Self::DashBeforeIndicator => {
                "a text may not begin with a sign and a bracket or comma: put it into quotes"
            }
            Self::UnexpectedCharacter => "this character is not expected here",
            Self::AfterPlain => "a comment may not stand inside a text of several lines",
            _ => self.words_of_structure(),
        }
    }

    const fn words_of_structure(self) -> &'static str {
        match self {
            Self::AfterHeader => "only a comment may follow `|` or `>` on its line",
            Self::ZeroIndentation => "the indentation after `|` or `>` is 1 to 9",
            Self::BlankLineIndentation => "a blank line before the text is indented further than the text",
            Self::NamelessAnchor => "a name is expected after `&` or `*`",
            Self::SecondAnchor => "the value has an anchor already",
            Self::SecondTag => "the value has a tag already",
            Self::AfterProperty => "a blank is expected after an anchor or a tag",
            Self::PropertiesBeforeIndicator => {
                "an anchor or a tag of a list stands on the line before its first `-`"
            }
            Self::PropertiesWithoutKey => "a key is expected after an anchor or a tag, on the same line",
            Self::PropertiesOfAlias => "an alias has no anchor and no tag of its own",
            Self::UnknownAlias => "there is no anchor of this name before the alias",
            Self::AliasInItself => "the alias stands inside the node that it stands for",
            Self::AfterAlias => "nothing may follow an alias",
            Self::VerbatimTag => "`!<` is followed by a tag and closed by `>`",
            Self::TagWithoutSuffix => "a name is expected after the tag's handle",
            Self::UndeclaredHandle => "no %TAG directive declares the tag's handle",
            Self::TagEscape => "the tag has a `%` escape that is not UTF-8",
            Self::NamelessDirective => "a name is expected after `%`",
            Self::YamlDirective => "a %YAML directive has a version such as 1.2 and nothing else",
            Self::OtherVersion => "only YAML 1 is known",
            Self::SecondYamlDirective => "the document has a second %YAML directive",
            Self::TagDirective => "a %TAG directive has a handle such as `!e!` and a prefix",
            Self::SecondTagDirective => "the document has a second %TAG directive for this handle",
            Self::DirectiveWithoutDocument => "`---` is expected after a directive",
            Self::DirectiveInDocument => "`...` is expected before a directive",
            Self::AfterDocumentEnd => "only a comment may follow `...`",
            Self::AfterRoot => "the document ends here: `---` or the end of the text is expected",
            Self::CollectionAfterMarker => "a list or mapping may not begin on the line of `---`",
            _ => self.words_of_collections(),
        }
    }

    const fn words_of_collections(self) -> &'static str {
        match self {
            Self::SecondColon => "a second `: ` on the line: put a text that holds one into quotes",
            Self::KeyIndentation => "a key may not stand here: check the indentation of its line",
            Self::MissingColon => "a colon is expected after the key, on the key's line",
            Self::KeyOfSeveralLines => "a key stands on one line, with its colon",
            Self::LongKey => "a key has 1024 characters at most, unless `? ` begins it",
            Self::SequenceAfterKey => "a list may not begin here: put it on a line of its own",
            Self::SequenceInMapping => "a `-` may not stand among the keys of a mapping: indent the list",
            Self::NoSequenceEntry => "a `-` in the same column as the others is expected",
            Self::ExplicitKeyHere => "`? ` may not begin a key here",
            Self::UnclosedFlow => "this bracket is never closed",
            Self::OtherBracket => "another bracket is expected",
            Self::UnopenedFlow => "no bracket is open that this one could close",
            Self::FlowIndentation => "a line inside brackets must be indented further than its key",
            Self::MissingComma => "a comma or the closing bracket is expected",
            Self::EmptyFlowEntry => "a value is expected before the comma",
            Self::SequenceEntryInFlow => "`-` may not begin an item inside brackets",
            Self::ColonHere => "a colon may not stand here",
            Self::ColonNotSeparated => "a blank is expected after the colon",
            Self::AfterFlow => "nothing may follow the closing bracket",
            _ => "this is not YAML",
        }
    }
}
