//! When a request is sent again, and how long that has to wait.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::fmt::rfc2822;
use ureq::{Error as TransportError, Timeout};

use super::answer::Answer;
use crate::error::{Error, ErrorKind};

/// How often a request is sent whose forge is not there or stumbles.
pub(super) const MOST_ATTEMPTS: u32 = 6;

const FIRST_PAUSE: Duration = Duration::from_millis(200);

const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What GitHub asks for when it says "later" and not when.
const UNSAID_PAUSE: Duration = Duration::from_mins(1);

/// An attempt that came to nothing.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: Error,
    /// How long the forge wants to be left alone.
    pub(super) wait: Option<Duration>,
    /// Whether the request may have had its effect.
    pub(super) may_have_arrived: bool,
    /// Whether a further attempt would come to the same.
    pub(super) is_permanent: bool,
}

impl Failure {
    pub(super) fn permanent(error: Error) -> Self {
        Self { error, wait: None, may_have_arrived: false, is_permanent: true }
    }

    /// No answer came.
    pub(super) fn of_transport(error: TransportError, forge: &str, what: &str) -> Self {
        let is_unsent = match &error {
            TransportError::HostNotFound
            | TransportError::ConnectionFailed
            | TransportError::Timeout(Timeout::Resolve | Timeout::Connect) => true,
            TransportError::Io(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
            _ => false,
        };
        let is_transient = matches!(
            &error,
            TransportError::HostNotFound
                | TransportError::ConnectionFailed
                | TransportError::Timeout(_)
                | TransportError::Io(_)
                | TransportError::Protocol(_)
        );
        let message = format!("{forge} gave no answer to {what}");
        let error = Error::new(ErrorKind::Remote, message).with_source(error);
        Self { error, wait: None, may_have_arrived: is_transient && !is_unsent, is_permanent: !is_transient }
    }
}

/// An answer, or why it is none.
pub(super) fn judge(answer: Answer, now: SystemTime) -> Result<Answer, Box<Failure>> {
    let is_limited = is_rate_limit(&answer);
    if !is_limited && answer.status() < 500 {
        return Ok(answer);
    }
    let wait = asked_pause(&answer, now).or(is_limited.then_some(UNSAID_PAUSE));
    let error = if is_limited {
        let reason = answer.refused(&answer.words());
        // With the code of a missing right, it is none.
        Error::new(ErrorKind::Remote, format!("{}, and wants to be left alone for a while", reason.reason()))
    } else {
        answer.refused(&answer.words())
    };
    // 501 and the like will be the same later on.
    let is_permanent = !is_limited && !matches!(answer.status(), 500 | 502 | 503 | 504 | 520..=530);
    Err(Box::new(Failure { error, wait, may_have_arrived: !is_limited, is_permanent }))
}

/// GitHub says 403 for both of its limits, and tells them from a missing right by headers or by words.
fn is_rate_limit(answer: &Answer) -> bool {
    match answer.status() {
        429 => true,
        403 => {
            answer.header("retry-after").is_some()
                || answer.header("x-ratelimit-remaining") == Some("0")
                || answer.words().to_ascii_lowercase().contains("rate limit")
        }
        _ => false,
    }
}

/// How long the forge asks to wait: by `Retry-After`, else until its count begins anew.
fn asked_pause(answer: &Answer, now: SystemTime) -> Option<Duration> {
    if let Some(text) = answer.header("retry-after") {
        let seconds = text.trim().parse().ok().map(Duration::from_secs);
        return seconds.or_else(|| Some(until(rfc2822::parse(text).ok()?.timestamp().into(), now)));
    }
    let is_used_up = |name| answer.header(name) == Some("0");
    let reset = if is_used_up("x-ratelimit-remaining") {
        answer.header("x-ratelimit-reset")
    } else if is_used_up("ratelimit-remaining") {
        answer.header("ratelimit-reset")
    } else {
        None
    };
    let reset = Duration::from_secs(reset?.trim().parse().ok()?);
    Some(until(UNIX_EPOCH.checked_add(reset)?, now))
}

fn until(time: SystemTime, now: SystemTime) -> Duration {
    // A second more, since both clocks are cut to seconds.
    time.duration_since(now).unwrap_or_default() + Duration::from_secs(1)
}

/// A pause that doubles with every attempt, of which half is by chance, so that programs that failed together do not
/// come back together.
pub(super) fn back_off(attempt: u32, now: SystemTime) -> Duration {
    let pause = FIRST_PAUSE.saturating_mul(1 << attempt.saturating_sub(1).min(10)).min(LONGEST_PAUSE);
    let chance = now.duration_since(UNIX_EPOCH).unwrap_or_default().subsec_micros() % 1_000;
    pause / 2 + pause / 2 * chance / 1_000
}

#[cfg(test)]
mod tests {
    use super::super::super::token::Token;
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut response = ureq::http::Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        let (parts, ()) = response.body(()).unwrap().into_parts();
        let secret = Token::new("geheim").get().unwrap();
        Answer::new("It answered".to_owned(), parts, body.as_bytes().to_vec(), &secret)
    }

    /// The seconds that an answer asks to wait, at 2026-01-01T00:00:00Z; nothing if it is an answer to go on with.
    fn wait(status: u16, headers: &[(&str, &str)], body: &str) -> Result<(), Option<u64>> {
        let now = UNIX_EPOCH + Duration::from_hours(490_896);
        let Err(failure) = judge(answer(status, headers, body), now) else { return Ok(()) };
        assert_eq!(failure.error.kind(), ErrorKind::Remote);
        Err(failure.wait.map(|wait| wait.as_secs()))
    }

    #[test]
    fn limits_of_rates_are_told_from_refusals() {
        assert_eq!(wait(403, &[], r#"{"message":"Resource not accessible by integration"}"#), Ok(()));
        assert_eq!(wait(403, &[("x-ratelimit-remaining", "12")], ""), Ok(()));
        assert_eq!(wait(403, &[("retry-after", "7")], ""), Err(Some(7)));
        let spent = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1767225630")];
        assert_eq!(wait(403, &spent, ""), Err(Some(31)));
        let words = r#"{"message":"You have exceeded a secondary rate limit."}"#;
        assert_eq!(wait(403, &[], words), Err(Some(60)));
        assert_eq!(wait(429, &[], ""), Err(Some(60)));
        let gitlab = [("ratelimit-remaining", "0"), ("ratelimit-reset", "1767225600")];
        assert_eq!(wait(429, &gitlab, ""), Err(Some(1)));
        assert_eq!(wait(429, &[("retry-after", "Thu, 01 Jan 2026 00:00:09 GMT")], ""), Err(Some(10)));
        assert_eq!(wait(503, &[("retry-after", "3")], ""), Err(Some(3)));
        assert_eq!(wait(502, &[], ""), Err(None));
        assert_eq!(wait(200, &spent, ""), Ok(()));
    }

    #[test]
    fn pauses_double_up_to_a_bound_and_are_partly_by_chance() {
        let at = |micros: u64| UNIX_EPOCH + Duration::from_micros(micros);
        assert_eq!(back_off(1, at(0)), Duration::from_millis(100));
        assert!(back_off(1, at(999)) > Duration::from_millis(199));
        assert_eq!(back_off(3, at(0)), Duration::from_millis(400));
        for attempt in [6, 40, u32::MAX] {
            assert_eq!(back_off(attempt, at(0)), LONGEST_PAUSE / 2);
        }
    }
}
