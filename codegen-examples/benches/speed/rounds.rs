//! Measures cases side by side: one round runs each of them once, so a machine that is slow for a while is slow for all.
//!
//! divan and criterion finish one case before they begin the next and know no ratios, which are all that means the same
//! on two machines. Where the system tells it, the time is that on the processor, so other programs count less.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use std::{fs, thread};

use crate::peers::Error;

/// After one round that is not counted.
const ROUNDS: usize = 15;

/// Cases that do the same in different ways. The first one is what the others are compared with.
pub(crate) struct Table<'a> {
    title: String,
    unit: &'static str,
    count: usize,
    bytes: usize,
    rounds: usize,
    clock: fn() -> Duration,
    cases: Vec<Case<'a>>,
}

/// Runs a case once by a clock, and gives how many units it worked on and how long that took.
type Run<'a> = Box<dyn Fn(fn() -> Duration) -> Result<(usize, Duration), Error> + 'a>;

struct Case<'a> {
    name: &'static str,
    run: Run<'a>,
    /// At least this ratio is aimed at.
    target: Option<f64>,
    times: Vec<Duration>,
}

impl<'a> Table<'a> {
    /// A table for work on `count` units that are `bytes` long together.
    pub(crate) fn new(title: impl Into<String>, unit: &'static str, count: usize, bytes: usize) -> Self {
        let title = title.into();
        Self { title, unit, count, bytes, rounds: ROUNDS, clock: processor_time, cases: Vec::new() }
    }

    /// Adds a case, which returns how many units it worked on.
    pub(crate) fn case(self, name: &'static str, run: impl Fn() -> Result<usize, Error> + 'a) -> Self {
        self.prepared_case(name, || Ok(()), move |()| run())
    }

    /// Adds a case that works on what is prepared for it; preparing and cleaning up take no time.
    pub(crate) fn prepared_case<P>(
        mut self,
        name: &'static str,
        prepare: impl Fn() -> Result<P, Error> + 'a,
        run: impl Fn(&P) -> Result<usize, Error> + 'a,
    ) -> Self {
        let run = move |clock: fn() -> Duration| {
            let prepared = prepare()?;
            let start = clock();
            let count = black_box(run(&prepared))?;
            Ok((count, clock().saturating_sub(start)))
        };
        self.cases.push(Case { name, run: Box::new(run), target: None, times: Vec::new() });
        self
    }

    /// Takes the time that passes, which is what counts where the disk is waited for.
    #[allow(dead_code, reason = "each bench is a program of its own, and not all wait for the disk")]
    pub(crate) fn by_the_wall_clock(mut self) -> Self {
        self.clock = passed_time;
        self
    }

    /// Runs so many rounds after one that is not counted.
    #[allow(dead_code, reason = "each bench is a program of its own, and some take the usual number")]
    pub(crate) fn rounds(mut self, rounds: usize) -> Self {
        self.rounds = rounds;
        self
    }

    /// Says at least how fast the case added last should be, as a multiple of the first case.
    pub(crate) fn target(mut self, target: f64) -> Self {
        if let Some(case) = self.cases.last_mut() {
            case.target = Some(target);
        }
        self
    }

    /// Measures the cases that `is_wanted` names and prints them as Markdown.
    ///
    /// # Errors
    /// What a case returns; also when a case did not work on all units.
    pub(crate) fn print(mut self, is_wanted: impl Fn(&str, &str) -> bool) -> Result<(), Error> {
        self.cases.retain(|case| is_wanted(&self.title, case.name));
        if self.cases.is_empty() {
            return Ok(());
        }
        // One round alone takes so long that nothing is cold in most of it.
        let first = usize::from(self.rounds == 1);
        for round in first..=self.rounds {
            for case in &mut self.cases {
                let (count, time) = (case.run)(self.clock)?;
                if count != self.count {
                    let (name, expected) = (case.name, self.count);
                    return Err(format!("{name} worked on {count} of {expected} {}", self.unit).into());
                }
                if round > 0 {
                    case.times.push(time);
                }
            }
        }
        io::stdout().write_all(self.markdown()?.as_bytes())?;
        Ok(())
    }

    fn markdown(&self) -> Result<String, Error> {
        let mut out = String::new();
        let megabytes = self.bytes_as_float() / 1e6;
        writeln!(out, "\n### {}\n", self.title)?;
        writeln!(out, "{} {}, {megabytes:.2} MB, {} rounds; medians.\n", self.count, self.unit, self.rounds)?;
        writeln!(out, "| way | {}/s | MB/s | ratio | its spread | target |", self.unit)?;
        writeln!(out, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
        for case in &self.cases {
            let seconds = median(case.times.iter().map(Duration::as_secs_f64));
            let count = f64::from(u32::try_from(self.count)?);
            let (per_second, rate) = (count / seconds, megabytes / seconds);
            let ratio = median(self.ratios(case));
            let (low, high) = quartiles(self.ratios(case));
            let target = case.target.map_or_else(String::new, |target| format!("≥ {target:.2}"));
            writeln!(
                out,
                "| {} | {} | {rate:.1} | {ratio:.3} | {low:.3} … {high:.3} | {target} |",
                case.name,
                in_thousands(per_second),
            )?;
        }
        Ok(out)
    }

    #[expect(clippy::cast_precision_loss, reason = "no input has 2⁵² bytes")]
    fn bytes_as_float(&self) -> f64 {
        self.bytes as f64
    }

    /// Of each round, how much faster the case was than the first one.
    fn ratios(&self, case: &Case<'_>) -> impl Iterator<Item = f64> {
        let first = self.cases.first().map_or(&[] as &[Duration], |first| &first.times);
        first.iter().zip(&case.times).map(|(first, own)| first.as_secs_f64() / own.as_secs_f64())
    }
}

/// The time that has passed.
fn passed_time() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

/// The time that this thread has run, or without Linux the time that has passed.
fn processor_time() -> Duration {
    // The kernel brings the figure up to date when it looks for another thread to run.
    thread::yield_now();
    let status = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = status.as_deref().and_then(|status| status.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(passed_time, Duration::from_nanos)
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let values = sorted(values);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn quartiles(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let values = sorted(values);
    let at = |index| values.get(index).copied().unwrap_or(f64::NAN);
    (at(values.len() / 4), at(values.len() * 3 / 4))
}

/// A whole number with separators.
fn in_thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
