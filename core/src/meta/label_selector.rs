//! Label selectors as the fields of objects hold them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::text;
use crate::error::{Error, ErrorKind, Problem};
use crate::path::FieldPath;
use crate::selector::{Operator, Requirement, Selector, label_key_problem, label_value_problem};

/// A label selector as a field of an object: what it lists must all hold.
///
/// An empty one selects everything. In Kubernetes an absent one selects nothing; here that is `None` of an `Option`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LabelSelector {
    /// Labels with the values that they must have.
    #[serde(default, deserialize_with = "text::null_as_default", skip_serializing_if = "BTreeMap::is_empty")]
    pub match_labels: BTreeMap<String, String>,
    /// Further requirements.
    #[serde(default, deserialize_with = "text::null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub match_expressions: Vec<LabelSelectorRequirement>,
}

/// What a [`LabelSelector`] asks of one label.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LabelSelectorRequirement {
    /// The key of the label.
    pub key: String,
    /// How the label relates to the values.
    pub operator: LabelSelectorOperator,
    /// The values: at least one for `In` and `NotIn`, none for the others.
    #[serde(default, deserialize_with = "text::null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// How a label relates to the values of a [`LabelSelectorRequirement`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LabelSelectorOperator {
    /// The label is one of the values.
    In,
    /// The label is absent or none of the values.
    NotIn,
    /// The label is there.
    Exists,
    /// The label is absent.
    DoesNotExist,
}

impl From<LabelSelectorOperator> for Operator {
    fn from(operator: LabelSelectorOperator) -> Self {
        match operator {
            LabelSelectorOperator::In => Self::In,
            LabelSelectorOperator::NotIn => Self::NotIn,
            LabelSelectorOperator::Exists => Self::Exists,
            LabelSelectorOperator::DoesNotExist => Self::DoesNotExist,
        }
    }
}

impl LabelSelector {
    /// Whether it selects everything, because it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.match_labels.is_empty() && self.match_expressions.is_empty()
    }

    /// Whether the labels are as required; `label` gives the value of a key.
    pub fn matches<'l>(&self, label: impl Fn(&str) -> Option<&'l str>) -> bool {
        let labels_match = self.match_labels.iter().all(|(key, value)| label(key) == Some(value));
        labels_match
            && self.match_expressions.iter().all(|expression| expression.matches(label(&expression.key)))
    }

    /// Every problem by the rules of Kubernetes, below the path at which the selector stands.
    pub fn validate(&self, path: &FieldPath) -> Vec<Problem> {
        let labels_path = path.field("matchLabels");
        let of_labels = self.match_labels.iter().flat_map(|(key, value)| {
            let problems = [label_key_problem(key), label_value_problem(value)];
            let path = labels_path.field(key);
            problems.into_iter().flatten().map(move |problem| problem.at_path(path.clone()))
        });
        let expressions_path = path.field("matchExpressions");
        let of_expressions = self.match_expressions.iter().enumerate().flat_map(|(index, expression)| {
            let LabelSelectorRequirement { key, operator, values } = expression;
            Requirement::problems(key, (*operator).into(), values, &expressions_path.index(index))
        });
        of_labels.chain(of_expressions).collect()
    }

    /// The same requirements as a [`Selector`].
    ///
    /// # Errors
    /// `Invalid`, with every problem of [`validate`](Self::validate) and its path inside the selector.
    pub fn to_selector(&self) -> Result<Selector, Error> {
        let problems = self.validate(&FieldPath::root());
        if !problems.is_empty() {
            return Err(
                Error::new(ErrorKind::Invalid, "the label selector is invalid").with_problems(problems)
            );
        }
        let of_labels = self
            .match_labels
            .iter()
            .map(|(key, value)| Requirement::from_valid(key.clone(), Operator::Equals, vec![value.clone()]));
        let of_expressions = self.match_expressions.iter().map(|expression| {
            let LabelSelectorRequirement { key, operator, values } = expression.clone();
            Requirement::from_valid(key, operator.into(), values)
        });
        Ok(of_labels.chain(of_expressions).collect())
    }
}

impl LabelSelectorRequirement {
    /// Whether the label, `None` when it is absent, is as required.
    pub fn matches(&self, label: Option<&str>) -> bool {
        Operator::from(self.operator).holds(&self.values, label)
    }
}

#[cfg(test)]
mod tests;
