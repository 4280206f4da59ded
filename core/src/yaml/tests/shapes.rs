//! Texts that are meant to hurt, each of one shape and of about a given size.

/// The name of a shape and a text of it; the shapes that are seldom met are a fifth as long.
pub(crate) fn shapes(size: usize) -> Vec<(&'static str, String)> {
    let nested =
        |open: &str, inner: &str, close: &str| [&*open.repeat(200), inner, &*close.repeat(200)].concat();
    let blocks: Vec<_> = (0..200).map(|depth| " ".repeat(depth) + "a:\n").collect();
    let blocks = blocks.concat();
    let wide = format!("{}: v, ", "k".repeat(1000));
    let some = size / 5;
    let pairs = nested("[", "a", "]: b") + "\n";
    vec![
        ("one line", "x".repeat(size)),
        ("spaces", format!("a:{}b", " ".repeat(size))),
        ("blank lines", format!("a:{}b", "\n ".repeat(size / 2))),
        ("deep brackets", fill("", &format!("- {}\n", nested("[", "a", "]")), "", size)),
        ("deep braces", fill("", &format!("- {}\n", nested("{a: ", "b", "}")), "", size)),
        ("deep pairs", fill("", &format!("- {}", pairs.replacen("]: b\n", "]\n", 1)), "", some)),
        (
            "deep mappings",
            fill("", &blocks, "", size).replace("\na:\n", "\na:\n---\na:\n").replace("---\na:\n", "---\n"),
        ),
        ("- - -", fill("", &format!("{}a\n", "- ".repeat(200)), "", size)),
        ("anchors", numbered("- &a", " x\n", size)),
        ("anchors and aliases", numbered_twice(some)),
        ("tags", fill("", "- !t\n", "", some)),
        ("comments", fill("", "#\n", "a", size)),
        ("empty quotes", fill("[", "'',", "]", some)),
        ("quotes in quotes", format!("'{}'", "'".repeat(size / 2 * 2))),
        ("escapes", format!("\"{}\"", "\\n".repeat(some / 2))),
        ("lines in quotes", format!("\"{}\"", "a\n\n ".repeat(some / 4))),
        ("lines of plain text", format!("a{}", "\n a".repeat(some / 3))),
        ("lines of a block", format!("a: |\n{}", " b\n".repeat(some / 3))),
        ("long keys in braces", fill("{", &wide, "}", size)),
        ("commas", fill("[", "a,", "]", some)),
        ("keys in braces", fill("{", "a,", "}", some)),
        ("question marks", fill("", "?\n", "", some)),
        ("documents", fill("", "---\n", "", some)),
        ("handles", numbered("%TAG !a", "! b\n", some) + "---\n"),
        ("byte order marks", "\u{feff}".repeat(some / 3)),
        ("unclosed quotes", fill("", "'\n---\n", "", some)),
        ("unclosed brackets", fill("", "[\n---\n", "", some)),
        ("unknown aliases", fill("", "- *a\n", "", some)),
        ("control characters", "\u{1}".repeat(some)),
    ]
}

fn fill(start: &str, piece: &str, end: &str, size: usize) -> String {
    [start, &*piece.repeat(size / piece.len()), end].concat()
}

fn numbered(before: &str, after: &str, size: usize) -> String {
    let numbers = 0..size / (before.len() + after.len() + 6);
    numbers.flat_map(|number| [before.to_owned(), number.to_string(), after.to_owned()]).collect()
}

fn numbered_twice(size: usize) -> String {
    let pairs = (0..size / 24).map(|number| number.to_string());
    pairs.flat_map(|number| ["- &a", &*number, " x\n- *a", &*number, "\n"].map(str::to_owned)).collect()
}
