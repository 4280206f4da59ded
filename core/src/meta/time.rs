//! Points in time, written as RFC 3339 text in UTC.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration as StdDuration, SystemTime};

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time as TimeOfDay};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text;
use crate::error::{Error, ErrorKind};

/// A point in time, written to the second: `2020-08-17T12:00:00Z`.
///
/// Reading takes RFC 3339 as Kubernetes does: with a capital `T`, with `Z` or an offset, with a fraction or without, of
/// the years 0000 to 9999 in UTC. The value keeps the fraction up to nanoseconds, and writing shows it when it is not
/// zero, with as few digits as it needs; apimachinery cuts it off, which would change a timestamp that nobody touched.
/// [`to_seconds`](Self::to_seconds) cuts as apimachinery does. A fraction of more than nine digits and a leap second
/// (`:60`) are refused: the value could not keep them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Time(Utc);

/// A point in time, written to the microsecond: `2020-08-17T12:00:00.000000Z`.
///
/// It reads what [`Time`] reads, where Kubernetes insists on six digits, and writes six, or nine when there are
/// nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MicroTime(Utc);

/// A date and time of day in UTC, of the years 0000 to 9999.
///
/// Not `jiff::Timestamp`, which ends a day before year 9999 does: `9999-12-31T23:59:59Z` stands for "never" in real
/// manifests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Utc(DateTime);

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
const NANOS_PER_SECOND: i128 = 1_000_000_000;

macro_rules! point_in_time {
    ($name:ident, $write:ident) => {
        impl $name {
            /// The point `seconds` and `nanoseconds` after 1970-01-01T00:00:00Z; `None` outside the years 0000 to 9999
            /// and for a whole second of nanoseconds.
            pub fn from_unix(seconds: i64, nanoseconds: u32) -> Option<Self> {
                Utc::from_unix(seconds, nanoseconds).map(Self)
            }

            /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
            pub fn unix_seconds(self) -> i64 {
                self.0.unix_seconds()
            }

            /// The nanoseconds past [`unix_seconds`](Self::unix_seconds).
            pub fn subsec_nanoseconds(self) -> u32 {
                self.0.subsec_nanoseconds()
            }

            /// The same on the system's clock, if that clock reaches as far.
            pub fn to_system_time(self) -> Option<SystemTime> {
                self.0.to_system_time()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.$write(f)
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                Utc::parse(text).map(Self)
            }
        }

        impl TryFrom<SystemTime> for $name {
            type Error = Error;

            /// # Errors
            /// `Invalid` outside the years 0000 to 9999.
            fn try_from(time: SystemTime) -> Result<Self, Error> {
                let out_of_range =
                    || Error::new(ErrorKind::Invalid, "the system's time is outside the years 0000 to 9999");
                Utc::from_system_time(time).map(Self).ok_or_else(out_of_range)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                text::deserialize(deserializer, "an RFC 3339 time such as `2020-08-17T12:00:00Z`")
            }
        }
    };
}

point_in_time!(Time, write_seconds);
point_in_time!(MicroTime, write_microseconds);

impl Time {
    /// The same second without its fraction, which is what apimachinery writes.
    pub fn to_seconds(self) -> Self {
        Self(Utc(self.0.0.with().subsec_nanosecond(0).build().unwrap_or(self.0.0)))
    }
}

impl From<Time> for MicroTime {
    fn from(time: Time) -> Self {
        Self(time.0)
    }
}

impl From<MicroTime> for Time {
    fn from(time: MicroTime) -> Self {
        Self(time.0)
    }
}

impl Utc {
    fn new(time: DateTime) -> Option<Self> {
        (time.year() >= 0).then_some(Self(time))
    }

    fn from_unix(seconds: i64, nanoseconds: u32) -> Option<Self> {
        let nanoseconds = i32::try_from(nanoseconds).ok().filter(|nanos| *nanos < 1_000_000_000)?;
        let since =
            SignedDuration::from_secs(seconds).checked_add(SignedDuration::from_nanos(nanoseconds.into()))?;
        Self::new(EPOCH.checked_add(since).ok()?)
    }

    fn from_system_time(time: SystemTime) -> Option<Self> {
        let since = SignedDuration::system_until(SystemTime::UNIX_EPOCH, time).ok()?;
        Self::new(EPOCH.checked_add(since).ok()?)
    }

    fn to_system_time(self) -> Option<SystemTime> {
        let seconds = self.unix_seconds();
        let whole = StdDuration::from_secs(seconds.unsigned_abs());
        let start = SystemTime::UNIX_EPOCH;
        let second = if seconds < 0 { start.checked_sub(whole) } else { start.checked_add(whole) };
        second?.checked_add(StdDuration::from_nanos(self.subsec_nanoseconds().into()))
    }

    fn since_epoch(self) -> i128 {
        self.0.duration_since(EPOCH).as_nanos()
    }

    fn unix_seconds(self) -> i64 {
        // The years 0000 to 9999 have less than 2^39 seconds.
        i64::try_from(self.since_epoch().div_euclid(NANOS_PER_SECOND)).unwrap_or_default()
    }

    fn subsec_nanoseconds(self) -> u32 {
        u32::try_from(self.since_epoch().rem_euclid(NANOS_PER_SECOND)).unwrap_or_default()
    }

    fn write_seconds(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_date_and_time(self.0, f)?;
        let nanoseconds = self.0.subsec_nanosecond();
        if nanoseconds != 0 {
            let digits = format!("{nanoseconds:09}");
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }

    fn write_microseconds(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_date_and_time(self.0, f)?;
        let nanoseconds = self.0.subsec_nanosecond();
        if nanoseconds % 1_000 == 0 {
            write!(f, ".{:06}Z", nanoseconds / 1_000)
        } else {
            write!(f, ".{nanoseconds:09}Z")
        }
    }

    fn parse(text: &str) -> Result<Self, Error> {
        parse_rfc3339(text).map_err(|reason| {
            let message =
                format!("{text:?} is no time: {reason}; expected RFC 3339, such as `2020-08-17T12:00:00Z`");
            Error::new(ErrorKind::Invalid, message)
        })
    }
}

fn write_date_and_time(time: DateTime, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (year, month, day) = (time.year(), time.month(), time.day());
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// Reads `YYYY-MM-DDThh:mm:ss[.fraction](Z|±hh:mm)`, as Go's `time.Parse` does with the layout `time.RFC3339`.
fn parse_rfc3339(text: &str) -> Result<Utc, &'static str> {
    let mut scanner = Scanner { rest: text.as_bytes() };
    let date = (scanner.digits(4)?, scanner.after(b'-', 2)?, scanner.after(b'-', 2)?);
    let time = (scanner.after(b'T', 2)?, scanner.after(b':', 2)?, scanner.after(b':', 2)?);
    let nanoseconds = scanner.fraction()?;
    let offset_minutes = scanner.offset()?;
    if !scanner.rest.is_empty() {
        return Err("something follows the offset");
    }
    let date = to_date(date).ok_or("there is no such day")?;
    let time = to_time_of_day(time, nanoseconds).ok_or("there is no such time of day")?;
    date.to_datetime(time)
        .checked_sub(SignedDuration::from_mins(offset_minutes))
        .ok()
        .and_then(Utc::new)
        .ok_or("it is outside the years 0000 to 9999 in UTC")
}

fn to_date((year, month, day): (i32, i32, i32)) -> Option<Date> {
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

fn to_time_of_day((hour, minute, second): (i32, i32, i32), nanoseconds: i32) -> Option<TimeOfDay> {
    TimeOfDay::new(hour.try_into().ok()?, minute.try_into().ok()?, second.try_into().ok()?, nanoseconds).ok()
}

struct Scanner<'t> {
    rest: &'t [u8],
}

impl Scanner<'_> {
    fn eat(&mut self, wanted: u8) -> bool {
        let rest = self.rest.strip_prefix(&[wanted]);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn after(&mut self, separator: u8, count: usize) -> Result<i32, &'static str> {
        if self.eat(separator) { self.digits(count) } else { Err("a separator is missing") }
    }

    fn digits(&mut self, count: usize) -> Result<i32, &'static str> {
        let (digits, rest) = self.rest.split_at_checked(count).ok_or("it ends too early")?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err("a digit is missing");
        }
        self.rest = rest;
        Ok(digits.iter().fold(0, |number, digit| number * 10 + i32::from(digit - b'0')))
    }

    fn fraction(&mut self) -> Result<i32, &'static str> {
        // Go takes a comma as well (golang.org/issue/48685).
        if !self.eat(b'.') && !self.eat(b',') {
            return Ok(0);
        }
        let count = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        match count {
            0 => Err("the fraction has no digits"),
            1..=9 => Ok((count..9).fold(self.digits(count)?, |number, _| number * 10)),
            _ => Err("the fraction has more than nine digits"),
        }
    }

    /// The offset from UTC in minutes.
    fn offset(&mut self) -> Result<i64, &'static str> {
        if self.eat(b'Z') {
            return Ok(0);
        }
        let sign = match () {
            () if self.eat(b'+') => 1,
            () if self.eat(b'-') => -1,
            () => return Err("neither `Z` nor an offset follows the seconds"),
        };
        let (hours, minutes) = (self.digits(2)?, self.after(b':', 2)?);
        if hours > 23 || minutes > 59 {
            return Err("there is no such offset");
        }
        Ok(i64::from(sign * (hours * 60 + minutes)))
    }
}

#[cfg(test)]
mod tests;
