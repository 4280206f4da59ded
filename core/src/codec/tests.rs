//! Tests over reading and writing together.
