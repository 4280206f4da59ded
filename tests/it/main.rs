//! All integration tests in one binary, since each binary is linked anew.

mod ui;
