//! What may stand under `!!timestamp`: the layouts of go-yaml v2.

/// Whether the text is one of `2006-1-2T15:4:5.9Z07:00` (or with `t`), `2006-1-2 15:4:5.9` and `2006-1-2`.
pub(super) fn is_timestamp(text: &str) -> bool {
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (text.get(..at), text.get(at..)),
        None => (Some(text), None),
    };
    let Some(date) = date else { return false };
    is_date(date) && time.is_none_or(is_time)
}

fn is_date(date: &str) -> bool {
    let mut parts = date.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let (Some(month), Some(day)) = (small_number(month), small_number(day)) else {
        return false;
    };
    let date = year.parse().ok().and_then(|year: i16| jiff::civil::Date::new(year, month, day).ok());
    is_year && date.is_some()
}

/// A time with the separator before it; only the one after a `T` has a zone, and must have it.
fn is_time(time: &str) -> bool {
    let (has_zone, time) = match time.strip_prefix(' ') {
        Some(time) => (false, time),
        None => (true, time.get(1..).unwrap_or_default()),
    };
    let time = match (has_zone, time.strip_suffix('Z'), time.len().checked_sub(6)) {
        (false, ..) => time,
        (true, Some(time), _) => time,
        (true, None, Some(at)) => match (time.get(..at), time.get(at..)) {
            (Some(time), Some(zone)) if is_offset(zone) => time,
            _ => return false,
        },
        (true, None, None) => return false,
    };
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut parts = clock.split(':').map(small_number);
    let within = |part: Option<Option<i8>>, limit| part.flatten().is_some_and(|number| number < limit);
    within(parts.next(), 24)
        && within(parts.next(), 60)
        && within(parts.next(), 60)
        && parts.next().is_none()
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_offset(zone: &str) -> bool {
    matches!(zone.as_bytes(), [b'+' | b'-', hour @ .., b':', a, b]
        if hour.len() == 2 && hour.iter().chain([a, b]).all(u8::is_ascii_digit))
}

/// A number of one or two digits.
fn small_number(text: &str) -> Option<i8> {
    let is_small = matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_small { text.parse().ok() } else { None }
}
