//! Values to and from those of serde_yaml, as its maintained continuation yaml_serde has them.
