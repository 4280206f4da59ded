//! Reading label selectors in the syntax of `k8s.io/apimachinery/pkg/labels`.

use super::{Operator, Requirement, Unexpected, label_key_problem, label_value_problem};
use crate::error::Problem;
use crate::source::Span;

/// Reads requirements that commas separate; an empty text has none.
pub(super) fn parse(text: &str) -> Result<Vec<Requirement>, Unexpected> {
    let mut parser = Parser { text, next: Token::lex(text, 0) };
    let mut requirements = Vec::new();
    if parser.next.symbol == Symbol::End {
        return Ok(requirements);
    }
    loop {
        requirements.push(parser.requirement()?);
        if parser.eat(Symbol::End) {
            return Ok(requirements);
        }
        parser.expect(Symbol::Comma, "`,` or the end")?;
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Symbol {
    /// Anything else: a key, a value, or the words `in` and `notin`, which are operators only behind a key.
    Word,
    Comma,
    Open,
    Close,
    Not,
    Equals,
    DoubleEquals,
    NotEquals,
    Greater,
    Less,
    End,
}

#[derive(Clone, Copy)]
struct Token {
    symbol: Symbol,
    span: Span,
}

impl Token {
    /// The token at or after byte `offset`: the longest one, as Kubernetes reads.
    fn lex(text: &str, offset: usize) -> Self {
        let bytes = text.as_bytes();
        let rest = bytes.get(offset..).unwrap_or_default();
        let space = rest.iter().take_while(|byte| is_space(**byte)).count();
        let rest = rest.get(space..).unwrap_or_default();
        let (symbol, length) = match rest {
            [] => (Symbol::End, 0),
            [b'=', b'=', ..] => (Symbol::DoubleEquals, 2),
            [b'!', b'=', ..] => (Symbol::NotEquals, 2),
            [b'=', ..] => (Symbol::Equals, 1),
            [b'!', ..] => (Symbol::Not, 1),
            [b',', ..] => (Symbol::Comma, 1),
            [b'(', ..] => (Symbol::Open, 1),
            [b')', ..] => (Symbol::Close, 1),
            [b'>', ..] => (Symbol::Greater, 1),
            [b'<', ..] => (Symbol::Less, 1),
            _ => (Symbol::Word, rest.iter().take_while(|byte| is_word(**byte)).count()),
        };
        let start = offset + space;
        Self { symbol, span: Span::new(start, start + length) }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn is_word(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, b'=' | b'!' | b'(' | b')' | b',' | b'>' | b'<')
}

struct Parser<'t> {
    text: &'t str,
    next: Token,
}

impl<'t> Parser<'t> {
    fn requirement(&mut self) -> Result<Requirement, Unexpected> {
        if self.eat(Symbol::Not) {
            let key = self.key("a label key")?;
            return Ok(Requirement::from_valid(key, Operator::DoesNotExist, Vec::new()));
        }
        let key = self.key("a label key or `!`")?;
        let Some(operator) = self.operator()? else {
            return Ok(Requirement::from_valid(key, Operator::Exists, Vec::new()));
        };
        let values = match operator {
            Operator::In | Operator::NotIn => self.value_set()?,
            Operator::GreaterThan | Operator::LessThan => vec![self.number()?],
            _ => vec![self.value_or_nothing()?],
        };
        Ok(Requirement::from_valid(key, operator, values))
    }

    fn key(&mut self, expected: &str) -> Result<String, Unexpected> {
        let token = self.expect(Symbol::Word, expected)?;
        self.checked(token, label_key_problem)
    }

    /// The operator behind a key; none when the requirement ends there.
    fn operator(&mut self) -> Result<Option<Operator>, Unexpected> {
        let operator = match (self.next.symbol, self.slice(self.next.span)) {
            (Symbol::End | Symbol::Comma, _) => return Ok(None),
            (Symbol::Equals | Symbol::DoubleEquals, _) => Operator::Equals,
            (Symbol::NotEquals, _) => Operator::NotEquals,
            (Symbol::Greater, _) => Operator::GreaterThan,
            (Symbol::Less, _) => Operator::LessThan,
            (Symbol::Word, "in") => Operator::In,
            (Symbol::Word, "notin") => Operator::NotIn,
            _ => return Err(self.unexpected("`=`, `!=`, `in`, `notin`, `<`, `>`, `,` or the end")),
        };
        self.advance();
        Ok(Some(operator))
    }

    /// Values in parentheses. Where a value is missing it is the empty one: `(a,)` holds two, `()` one.
    fn value_set(&mut self) -> Result<Vec<String>, Unexpected> {
        self.expect(Symbol::Open, "`(`")?;
        let mut values = Vec::new();
        loop {
            let value = if self.next.symbol == Symbol::Word { self.value()? } else { String::new() };
            values.push(value);
            if self.eat(Symbol::Close) {
                return Ok(values);
            }
            self.expect(Symbol::Comma, "a label value, `,` or `)`")?;
        }
    }

    fn value_or_nothing(&mut self) -> Result<String, Unexpected> {
        match self.next.symbol {
            Symbol::End | Symbol::Comma => Ok(String::new()),
            _ => self.value(),
        }
    }

    fn value(&mut self) -> Result<String, Unexpected> {
        let token = self.expect(Symbol::Word, "a label value")?;
        self.checked(token, label_value_problem)
    }

    fn number(&mut self) -> Result<String, Unexpected> {
        let token = self.expect(Symbol::Word, "an integer")?;
        let value = self.checked(token, label_value_problem)?;
        if value.parse::<i64>().is_err() {
            return Err(Unexpected::new(
                format!("expected an integer of 64 bits, found `{value}`"),
                token.span,
            ));
        }
        Ok(value)
    }

    fn checked(&self, token: Token, problem: fn(&str) -> Option<Problem>) -> Result<String, Unexpected> {
        let word = self.slice(token.span);
        match problem(word) {
            Some(problem) => Err(Unexpected::new(problem.message(), token.span)),
            None => Ok(word.to_owned()),
        }
    }

    fn expect(&mut self, symbol: Symbol, expected: &str) -> Result<Token, Unexpected> {
        let token = self.next;
        if self.eat(symbol) { Ok(token) } else { Err(self.unexpected(expected)) }
    }

    fn eat(&mut self, symbol: Symbol) -> bool {
        let found = self.next.symbol == symbol;
        if found {
            self.advance();
        }
        found
    }

    fn advance(&mut self) {
        self.next = Token::lex(self.text, self.next.span.end);
    }

    fn unexpected(&self, expected: &str) -> Unexpected {
        let found = match self.next.symbol {
            Symbol::End => "the end".to_owned(),
            _ => format!("`{}`", self.slice(self.next.span)),
        };
        Unexpected::new(format!("expected {expected}, found {found}"), self.next.span)
    }

    fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or_default()
    }
}
