//! An object without metadata, such as a configuration file.

use libgitops::prelude::{Object, Scheme};

#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "config.example.com", version = "v1alpha1", scope = Cluster, plural = "settings")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Settings {
    #[object(default = 30)]
    period_seconds: Option<u64>,
}

fn main() {
    let settings: Settings =
        serde_json::from_str(r#"{"apiVersion":"config.example.com/v1alpha1","kind":"Settings","periodSeconds":5}"#)
            .unwrap();
    assert_eq!(settings.period_seconds, Some(5));
    assert!(settings.any_metadata().is_none());
    assert!(serde_json::from_str::<Settings>(r#"{"metadata":{}}"#).is_err());
    assert_eq!(Scheme::linked().unwrap().registrations().len(), 1);
}
