//! Expansions, read and compared without a compiler.
