//! Label selectors: what they ask for, and whether labels have it.

use std::fmt;
use std::str::FromStr;

use super::{label_key_problem, label_parser, label_value_problem};
use crate::error::{Error, ErrorKind, Problem};
use crate::path::FieldPath;

/// How a requirement relates a label to its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operator {
    /// `key=value`, also read from `key==value`.
    Equals,
    /// `key!=value`; holds without the label too.
    NotEquals,
    /// `key in (a,b)`
    In,
    /// `key notin (a,b)`; holds without the label too.
    NotIn,
    /// `key`
    Exists,
    /// `!key`
    DoesNotExist,
    /// `key>5`, of 64-bit integers; a label of another kind is not greater.
    GreaterThan,
    /// `key<5`, of 64-bit integers; a label of another kind is not less.
    LessThan,
}

impl Operator {
    /// Whether a label, `None` when it is absent, satisfies the operator with these values.
    pub(crate) fn holds(self, values: &[String], label: Option<&str>) -> bool {
        let is_one_of_them = |label: &str| values.iter().any(|value| value == label);
        match self {
            Self::Equals | Self::In => label.is_some_and(is_one_of_them),
            Self::NotEquals | Self::NotIn => !label.is_some_and(is_one_of_them),
            Self::Exists => label.is_some(),
            Self::DoesNotExist => label.is_none(),
            Self::GreaterThan => numbers(label, values).is_some_and(|(label, bound)| label > bound),
            Self::LessThan => numbers(label, values).is_some_and(|(label, bound)| label < bound),
        }
    }

    fn problem_with_values(self, values: &[String]) -> Option<&'static str> {
        match self {
            Self::In | Self::NotIn if values.is_empty() => Some("`in` and `notin` need at least one value"),
            Self::Equals | Self::NotEquals if values.len() != 1 => {
                Some("`=` and `!=` need exactly one value")
            }
            Self::GreaterThan | Self::LessThan if values.len() != 1 => {
                Some("`>` and `<` need exactly one value")
            }
            Self::GreaterThan | Self::LessThan if !values.iter().all(|value| is_integer(value)) => {
                Some("`>` and `<` need an integer of 64 bits")
            }
            Self::Exists | Self::DoesNotExist if !values.is_empty() => {
                Some("a requirement that a label exists or not takes no values")
            }
            _ => None,
        }
    }
}

fn numbers(label: Option<&str>, values: &[String]) -> Option<(i64, i64)> {
    Some((label?.parse().ok()?, values.first()?.parse().ok()?))
}

fn is_integer(value: &str) -> bool {
    value.parse::<i64>().is_ok()
}

/// What a selector asks of one label.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Requirement {
    key: String,
    operator: Operator,
    values: Vec<String>,
}

impl Requirement {
    /// A requirement, checked by the rules of Kubernetes. The order of the values has no meaning.
    ///
    /// # Errors
    /// `Invalid`, with every problem at `key`, `values` or an item of them: a key or value that no label can have, and
    /// a number of values that the operator does not take.
    pub fn new(
        key: impl Into<String>,
        operator: Operator,
        values: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Self, Error> {
        let key = key.into();
        let values: Vec<String> = values.into_iter().map(Into::into).collect();
        let problems = Self::problems(&key, operator, &values, &FieldPath::root());
        if problems.is_empty() {
            Ok(Self::from_valid(key, operator, values))
        } else {
            let message = format!("the requirement of label {key:?} is invalid");
            Err(Error::new(ErrorKind::Invalid, message).with_problems(problems))
        }
    }

    /// What is wrong with the parts of a requirement that stands at `path`.
    pub(crate) fn problems(
        key: &str,
        operator: Operator,
        values: &[String],
        path: &FieldPath,
    ) -> Vec<Problem> {
        let values_path = path.field("values");
        let of_key = label_key_problem(key).map(|problem| problem.at_path(path.field("key")));
        let of_count = operator
            .problem_with_values(values)
            .map(|message| Problem::new(message).at_path(values_path.clone()));
        let of_values = values.iter().enumerate().filter_map(|(index, value)| {
            label_value_problem(value).map(|problem| problem.at_path(values_path.index(index)))
        });
        of_key.into_iter().chain(of_count).chain(of_values).collect()
    }

    pub(crate) fn from_valid(key: String, operator: Operator, mut values: Vec<String>) -> Self {
        values.sort_unstable();
        values.dedup();
        Self { key, operator, values }
    }

    /// The key of the label.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// How the label relates to the values.
    pub fn operator(&self) -> Operator {
        self.operator
    }

    /// The values, sorted.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// Whether the label, `None` when it is absent, is as required.
    pub fn matches(&self, label: Option<&str>) -> bool {
        self.operator.holds(&self.values, label)
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, operator, values } = self;
        let values = values.join(",");
        match operator {
            Operator::Equals => write!(f, "{key}={values}"),
            Operator::NotEquals => write!(f, "{key}!={values}"),
            Operator::In => write!(f, "{key} in ({values})"),
            Operator::NotIn => write!(f, "{key} notin ({values})"),
            Operator::Exists => f.write_str(key),
            Operator::DoesNotExist => write!(f, "!{key}"),
            Operator::GreaterThan => write!(f, "{key}>{values}"),
            Operator::LessThan => write!(f, "{key}<{values}"),
        }
    }
}

/// A label selector: requirements that all must hold. Without any it selects everything.
///
/// Parses from the syntax of `kubectl get -l`, and displays in it with sorted requirements and values. An error names
/// the place in the text and what was expected there.
///
/// ```
/// # fn main() -> Result<(), libgitops_core::error::Error> {
/// use libgitops_core::selector::Selector;
///
/// let selector: Selector = "tier in (web, api), !canary, env!=test".parse()?;
/// assert!(selector.matches_labels([("tier", "web"), ("env", "prod")]));
/// assert_eq!(selector.to_string(), "!canary,env!=test,tier in (api,web)");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Selector {
    requirements: Vec<Requirement>,
}

impl Selector {
    /// The selector of everything.
    pub const fn everything() -> Self {
        Self { requirements: Vec::new() }
    }

    /// The requirements, sorted by key.
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// Whether it selects everything, because it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty()
    }

    /// Whether the labels are as required; `label` gives the value of a key.
    pub fn matches<'l>(&self, label: impl Fn(&str) -> Option<&'l str>) -> bool {
        self.requirements.iter().all(|requirement| requirement.matches(label(requirement.key())))
    }

    /// Whether these labels, as key and value, are as required.
    pub fn matches_labels<'l>(&self, labels: impl IntoIterator<Item = (&'l str, &'l str)>) -> bool {
        let labels: Vec<_> = labels.into_iter().collect();
        self.matches(|key| labels.iter().find(|label| label.0 == key).map(|label| label.1))
    }

    /// The one value that the label must have, if the selector demands one.
    pub fn exact_value(&self, key: &str) -> Option<&str> {
        self.requirements.iter().filter(|requirement| requirement.key == key).find_map(|requirement| {
            match (requirement.operator, requirement.values.as_slice()) {
                (Operator::Equals | Operator::In, [value]) => Some(value.as_str()),
                _ => None,
            }
        })
    }
}

impl FromIterator<Requirement> for Selector {
    fn from_iter<I: IntoIterator<Item = Requirement>>(requirements: I) -> Self {
        let mut requirements: Vec<_> = requirements.into_iter().collect();
        requirements.sort_unstable();
        requirements.dedup();
        Self { requirements }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, requirement) in self.requirements.iter().enumerate() {
            let separator = if index == 0 { "" } else { "," };
            write!(f, "{separator}{requirement}")?;
        }
        Ok(())
    }
}

impl FromStr for Selector {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let requirements = label_parser::parse(text);
        let requirements =
            requirements.map_err(|unexpected| unexpected.into_error(text, "label selector"))?;
        Ok(requirements.into_iter().collect())
    }
}

#[cfg(test)]
mod tests;
