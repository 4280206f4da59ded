//! Texts made up from a seed, dense with what is hard to edit: comments and blanks in every place, blocks of all kinds,
//! anchors and merge keys, explicit keys, brackets over lines, ends of all kinds.

use super::operations::Random;

const WORDS: &[&str] = &["a", "b c", "1", "\"q\"", "'s'", "true", "5m", "~"];
const FLOW_WORDS: &[&str] = &["a", "b c", "1", "true", "\"q\"", "'s'", "", "~", "...", "---", "x#y"];
const FLOW_PAIRS: &[&str] = &["a: b", "? c", "d", "\"k\":1", "e:"];
const HEADERS: &[&str] = &["|", "|-", "|+", ">", ">-", ">+"];
const KEYS: &[&str] = &["a", "b", "name", "d e"];

/// A text with one document.
pub(super) fn text(random: &mut Random) -> String {
    let mut writer = Writer { random, out: String::new(), anchors: 0 };
    if writer.one_in(8) {
        writer.any(&["---\n", "# h\n", "# h\n\n", "---\n# h\n", "%YAML 1.2\n---\n"]);
    }
    writer.block(0, 0, false);
    if writer.one_in(8) {
        writer.any(&["# t\n", "\n", "\n\n", "  \n", "...\n", "  # t\n"]);
    }
    let text = std::mem::take(&mut writer.out);
    match writer.random.below(24) {
        0..3 => text.trim_end_matches('\n').to_owned(),
        3..6 => text.strip_suffix('\n').unwrap_or(&text).to_owned(),
        6..9 => text.replace('\n', "\r\n"),
        9 => text.replace('\n', "\r"),
        10 => text + "  ",
        _ => text,
    }
}

struct Writer<'r> {
    random: &'r mut Random,
    out: String,
    /// How many anchors there are: `n1`, `n2`, ….
    anchors: usize,
}

impl Writer<'_> {
    fn one_in(&mut self, chances: usize) -> bool {
        self.random.below(chances) == 0
    }

    fn any(&mut self, texts: &[&str]) {
        self.out.push_str(texts[self.random.below(texts.len())]);
    }

    fn blanks(&mut self, count: usize) {
        self.out.push_str(&" ".repeat(count));
    }

    /// The end of a line.
    fn end(&mut self) {
        self.any(&["", "", "", "", "", "", "", "", " # c", "  "]);
        self.out.push('\n');
    }

    /// What may stand between two lines.
    fn between(&mut self, column: usize) {
        match self.random.below(12) {
            0 => self.out.push('\n'),
            1 => {
                self.blanks(column);
                self.out.push_str("# d\n");
            }
            kind @ (2 | 3) => {
                let blanks = self.random.below(6);
                self.blanks(blanks);
                self.out.push_str(if kind == 2 { "\n" } else { "# e\n" });
            }
            _ => {}
        }
    }

    fn properties(&mut self, tag: &str) {
        match self.random.below(14) {
            0 => {
                self.anchors += 1;
                self.out.extend(["&n", &self.anchors.to_string(), " "]);
            }
            1 => self.out.extend([tag, " "]),
            _ => {}
        }
    }

    fn alias(&mut self) -> String {
        format!("*n{}", 1 + self.random.below(self.anchors))
    }

    /// An item or a value in brackets.
    fn flow(&mut self, depth: usize) {
        match self.random.below(if depth > 2 { 5 } else { 8 }) {
            0..3 => self.any(FLOW_WORDS),
            3 => self.any(FLOW_PAIRS),
            4 if self.anchors > 0 => {
                let alias = self.alias();
                self.out.extend([alias.as_str(), " "]);
            }
            4 => self.out.push('z'),
            kind => self.brackets(kind == 7, depth),
        }
    }

    fn brackets(&mut self, is_mapping: bool, depth: usize) {
        self.out.push(if is_mapping { '{' } else { '[' });
        let count = self.random.below(4);
        let gap = ["", " ", "\n ", "\n      "][self.random.below(4)];
        for index in 0..count {
            self.out.push_str(gap);
            if is_mapping {
                self.out.push_str(["a: ", "b: ", "c: ", "\"d\": "][index]);
            }
            self.flow(depth + 1);
            if self.one_in(8) {
                self.out.push_str(" # f\n       ");
            }
            if index + 1 < count || self.one_in(4) {
                self.out.push(',');
            }
            if self.one_in(10) {
                self.out.push_str(" # g\n       ");
            }
        }
        self.any(&["", " ", "\n    "]);
        self.out.push(if is_mapping { '}' } else { ']' });
    }

    fn block_scalar(&mut self, column: usize) {
        self.out.push(' ');
        self.properties("!!str");
        self.any(HEADERS);
        let column = column + 1 + self.random.below(3);
        self.end();
        for line in 0..self.random.below(4) {
            if line > 0 && self.one_in(4) {
                self.out.push('\n');
                continue;
            }
            self.blanks(column);
            self.any(&["x\n", "x y\n", "- z\n", "# no\n", "k: v\n"]);
        }
        match self.random.below(5) {
            0 => self.out.push('\n'),
            1 => {
                let more = self.random.below(2);
                self.blanks(column + more);
                self.out.push('\n');
            }
            _ => {}
        }
    }

    /// What stands behind a colon or a dash. `column` is that of the key or the dash.
    fn value(&mut self, column: usize, depth: usize, is_item: bool) {
        match self.random.below(if depth > 3 { 12 } else { 18 }) {
            0..4 => {
                self.out.push(' ');
                self.properties("!!str");
                self.any(WORDS);
                self.end();
            }
            4 => self.end(),
            5 | 6 => self.block_scalar(column),
            kind @ (7 | 8) => {
                let quote = if kind == 7 { "" } else { "\"" };
                self.out.extend([" ", quote, "a\n", &" ".repeat(column + 2), "b", quote, "\n"]);
            }
            9 if self.anchors > 0 => {
                let alias = self.alias();
                self.out.extend([" ", &alias]);
                self.end();
            }
            9..12 => {
                self.out.push(' ');
                let is_mapping = self.one_in(2);
                self.properties(if is_mapping { "!!map" } else { "!!seq" });
                self.brackets(is_mapping, 0);
                self.end();
            }
            _ if is_item && self.one_in(2) => {
                self.out.push(' ');
                self.block(column + 2, depth + 1, true);
            }
            _ => {
                if self.one_in(8) {
                    self.out.push(' ');
                    self.properties("");
                }
                self.end();
                let step = if is_item { 1 + self.random.below(3) } else { self.random.below(4) };
                self.between(column + step);
                self.block(column + step, depth + 1, false);
            }
        }
    }

    /// A mapping or a list. `shares_line` says that something stands before it on its first line.
    fn block(&mut self, column: usize, depth: usize, shares_line: bool) {
        let count = 1 + self.random.below(4);
        let is_mapping = self.random.below(5) < 3;
        for (index, key) in KEYS.iter().enumerate().take(count) {
            if index > 0 || !shares_line {
                self.blanks(column);
            }
            if is_mapping {
                self.entry(key, index == 0, column, depth);
            } else {
                self.out.push('-');
                self.value(column, depth, true);
            }
            if index + 1 < count {
                self.between(column);
            }
        }
    }

    fn entry(&mut self, key: &str, is_first: bool, column: usize, depth: usize) {
        match self.random.below(14) {
            kind @ (0 | 1) => {
                let key =
                    if kind == 0 { key.to_owned() } else { format!("|\n{}{key}", " ".repeat(column + 1)) };
                self.out.extend(["? ", &key, "\n"]);
                if self.one_in(2) {
                    self.blanks(column);
                    self.out.push(':');
                    self.value(column, depth, true);
                }
            }
            2 if self.anchors > 0 && is_first => {
                let alias = self.alias();
                self.out.extend(["<<: ", &alias, "\n"]);
            }
            3 => {
                self.out.extend(["\"", key, "\":"]);
                self.value(column, depth, false);
            }
            _ => {
                self.out.extend([key, ":"]);
                self.value(column, depth, false);
            }
        }
    }
}
