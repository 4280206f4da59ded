//! Checks of a listed scheme at compile time.
