//! The case rules of serde's `rename_all`, as they apply to fields.

/// A rule of `#[serde(rename_all = "…")]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Case {
    /// The name as it stands in the struct.
    #[default]
    AsIs,
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    /// The rule of that name; `None` for a name that serde does not know, about which serde complains itself.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "lowercase" => Self::Lower,
            "UPPERCASE" => Self::Upper,
            "PascalCase" => Self::Pascal,
            "camelCase" => Self::Camel,
            "snake_case" => Self::Snake,
            "SCREAMING_SNAKE_CASE" => Self::ScreamingSnake,
            "kebab-case" => Self::Kebab,
            "SCREAMING-KEBAB-CASE" => Self::ScreamingKebab,
            _ => return None,
        })
    }

    /// The name of a field under the rule. Like serde, it trusts that fields are in snake case.
    pub(crate) fn apply(self, field: &str) -> String {
        match self {
            Self::AsIs | Self::Lower | Self::Snake => field.to_owned(),
            Self::Upper | Self::ScreamingSnake => field.to_ascii_uppercase(),
            Self::Pascal => capitalized_words(field),
            Self::Camel => {
                let mut name = capitalized_words(field);
                if let Some(first) = name.get_mut(..1) {
                    first.make_ascii_lowercase();
                }
                name
            }
            Self::Kebab => field.replace('_', "-"),
            Self::ScreamingKebab => field.to_ascii_uppercase().replace('_', "-"),
        }
    }
}

fn capitalized_words(field: &str) -> String {
    let mut starts_word = true;
    let mut name = String::with_capacity(field.len());
    for letter in field.chars() {
        if letter == '_' {
            starts_word = true;
        } else if std::mem::take(&mut starts_word) {
            name.push(letter.to_ascii_uppercase());
        } else {
            name.push(letter);
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_renamed_as_serde_does() {
        for (rule, outcome, tasty, very_tasty, z42) in [
            ("lowercase", "outcome", "tasty", "very_tasty", "z42"),
            ("UPPERCASE", "OUTCOME", "TASTY", "VERY_TASTY", "Z42"),
            ("PascalCase", "Outcome", "Tasty", "VeryTasty", "Z42"),
            ("camelCase", "outcome", "tasty", "veryTasty", "z42"),
            ("snake_case", "outcome", "tasty", "very_tasty", "z42"),
            ("SCREAMING_SNAKE_CASE", "OUTCOME", "TASTY", "VERY_TASTY", "Z42"),
            ("kebab-case", "outcome", "tasty", "very-tasty", "z42"),
            ("SCREAMING-KEBAB-CASE", "OUTCOME", "TASTY", "VERY-TASTY", "Z42"),
        ] {
            let rule = Case::from_name(rule).unwrap();
            for (field, expected) in
                [("outcome", outcome), ("tasty", tasty), ("very_tasty", very_tasty), ("z42", z42)]
            {
                assert_eq!(rule.apply(field), expected, "{rule:?}");
            }
        }
        assert_eq!(Case::from_name("Camelcase"), None);
        assert_eq!(Case::Camel.apply("_private__field"), "privateField");
    }
}
