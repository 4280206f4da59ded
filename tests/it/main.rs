//! All integration tests in one binary, since each binary is linked anew.

#[cfg(test)]
mod ui;
