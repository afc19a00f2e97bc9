//! Reading just enough Rust to know what a file names: words and signs, without comments and literals.

/// What a file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Used {
    /// A module of this crate.
    Module(String),
    /// All modules of this crate at once.
    Everything,
    /// A path that starts with another word, mostly a library.
    Library(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `::`
    Path,
    Sign(char),
}

/// The module a file is: `cases/mod.rs` is `[cases]`, `cases/code.rs` is `[cases, code]`.
pub fn module_path(file: &str) -> Vec<String> {
    let mut path: Vec<String> =
        file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if matches!(path.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        path.pop();
    }
    path
}

/// Everything that the paths in `text` start with, seen from the module `own`.
pub fn uses(own: &[String], text: &str) -> Vec<Used> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    // For each open brace: whether it is the body of an inline module, one `super` deeper.
    let mut braces: Vec<bool> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Sign('{') => braces.push(
                at >= 2
                    && tokens[at - 2] == Token::Word("mod".to_owned())
                    && matches!(tokens[at - 1], Token::Word(_)),
            ),
            Token::Sign('}') => {
                braces.pop();
            }
            Token::Word(word) => {
                let head = at == 0 || tokens[at - 1] != Token::Path || is_absolute(&tokens, at);
                let goes_on = tokens.get(at + 1) == Some(&Token::Path);
                let imported = matches!(tokens.get(at.wrapping_sub(1)), Some(Token::Word(w)) if w == "use")
                    || tokens.get(at + 1) == Some(&Token::Word("as".to_owned()));
                if !head || !(goes_on || imported) {
                    continue;
                }
                let depth = own.len() + braces.iter().filter(|inline| **inline).count();
                match word.as_str() {
                    "crate" | "hosopost" => below_root(&tokens, at, &mut found),
                    "super" => {
                        let supers = supers(&tokens, at);
                        if supers >= depth {
                            below_root(&tokens, at + 2 * (supers - 1), &mut found);
                        }
                    }
                    "self" | "Self" => {}
                    library => found.push(Used::Library(library.to_owned())),
                }
            }
            Token::Path | Token::Sign(_) => {}
        }
    }
    found
}

/// Whether the path before this word starts with `::` alone, as in `::axum::serve`.
fn is_absolute(tokens: &[Token], at: usize) -> bool {
    at >= 1
        && tokens[at - 1] == Token::Path
        && !matches!(tokens.get(at.wrapping_sub(2)), Some(Token::Word(_) | Token::Sign('>' | ']')))
}

fn supers(tokens: &[Token], at: usize) -> usize {
    let mut count = 1;
    while tokens.get(at + 2 * count) == Some(&Token::Word("super".to_owned())) {
        count += 1;
    }
    count
}

/// What follows the crate's root at `at`: one module, a group of them, or everything.
fn below_root(tokens: &[Token], at: usize, found: &mut Vec<Used>) {
    match tokens.get(at + 2) {
        Some(Token::Word(module)) => found.push(Used::Module(module.clone())),
        Some(Token::Sign('{')) => {
            let mut depth = 0;
            for (n, token) in tokens.iter().enumerate().skip(at + 2) {
                let starts = matches!(tokens[n - 1], Token::Sign('{' | ','));
                match token {
                    Token::Sign('{') => depth += 1,
                    Token::Sign('}') if depth == 1 => break,
                    Token::Sign('}') => depth -= 1,
                    Token::Word(word) if depth == 1 && starts && word == "self" => {
                        found.push(Used::Everything);
                    }
                    Token::Word(word) if depth == 1 && starts => {
                        found.push(Used::Module(word.clone()));
                    }
                    Token::Sign('*') if depth == 1 => found.push(Used::Everything),
                    Token::Word(_) | Token::Path | Token::Sign(_) => {}
                }
            }
        }
        Some(Token::Path | Token::Sign(_)) | None => found.push(Used::Everything),
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        at += match rest {
            ['/', '/', ..] => rest.iter().position(|c| *c == '\n').unwrap_or(rest.len()),
            ['/', '*', ..] => block_comment(rest),
            ['"', ..] => string(rest),
            ['\'', ..] => quote(rest),
            ['r', '"', ..] | ['r', '#', '"' | '#', ..] => raw_string(rest),
            ['b' | 'c', 'r', '"' | '#', ..] => 1 + raw_string(&rest[1..]),
            ['b' | 'c', '"', ..] => 1 + string(&rest[1..]),
            ['b', '\'', ..] => 1 + quote(&rest[1..]),
            [':', ':', ..] => {
                tokens.push(Token::Path);
                2
            }
            [c, ..] if c.is_alphanumeric() || *c == '_' => {
                let word: String =
                    rest.iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
                let length = word.chars().count();
                tokens.push(Token::Word(word));
                length
            }
            [c, ..] if c.is_whitespace() => 1,
            [c, ..] => {
                tokens.push(Token::Sign(*c));
                1
            }
            [] => 1,
        };
    }
    tokens
}

fn block_comment(text: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        match text[at..] {
            ['/', '*', ..] => {
                depth += 1;
                at += 2;
            }
            ['*', '/', ..] => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    break;
                }
            }
            _ => at += 1,
        }
    }
    at
}

fn string(text: &[char]) -> usize {
    let mut at = 1;
    while at < text.len() && text[at] != '"' {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn raw_string(text: &[char]) -> usize {
    let hashes = text[1..].iter().take_while(|c| **c == '#').count();
    let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    let start = 2 + hashes;
    let body = text.get(start..).unwrap_or_default();
    let length = body.windows(end.len()).position(|window| window == end.as_slice());
    start + length.unwrap_or(body.len()) + end.len()
}

/// A character in quotes, or the quote that begins a lifetime.
fn quote(text: &[char]) -> usize {
    match text {
        ['\'', '\\', _, rest @ ..] => {
            3 + rest.iter().position(|c| *c == '\'').map_or(rest.len(), |end| end + 1)
        }
        ['\'', _, '\'', ..] => 3,
        _ => 1,
    }
}
