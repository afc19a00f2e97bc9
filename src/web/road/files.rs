//! The files of the app, inside the binary, and how they go out: packed where the browser takes it, kept for ever
//! under a path that names their version, or asked about each time by their mark.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{LazyLock, OnceLock};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::allow;
use crate::web::error::{NOT_FOUND, Problem, ProblemBody};
use crate::web::input::Path;

static APP: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/web/road/app");
static VENDOR: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/web/road/vendor");

/// The service worker has a path of its own.
const WORKER: &str = "sw.js";

/// What `npm` may bring, by the names under which it is asked for.
pub const BROUGHT: [&str; 4] = ["licences.txt", "uqr.mjs", "zxing.js", "zxing_reader.wasm"];

/// A file and its packed form.
#[derive(Debug)]
pub struct File {
    /// What it is called.
    pub name: &'static str,
    /// What stands in it, as it goes out.
    pub bytes: Cow<'static, [u8]>,
    kind: &'static str,
    packed: OnceLock<Vec<u8>>,
    /// By brotli, where that was done before the build.
    tighter: Option<&'static [u8]>,
}

/// Every file that is asked for by its name.
#[derive(Debug)]
pub struct Files {
    /// Modules and style: `/road/a/{version}/{file}`.
    pub app: BTreeMap<&'static str, File>,
    /// What `npm` brought: `/road/vendor/{file}`; nothing when it was not there at the build.
    pub vendor: BTreeMap<&'static str, File>,
    /// Another one whenever any of it is another, also the page and the service worker.
    pub version: String,
}

/// All of them.
pub static ALL: LazyLock<Files> = LazyLock::new(Files::read);

impl Files {
    fn read() -> Self {
        let mut digest = Sha256::new();
        let mut app = BTreeMap::new();
        for (name, bytes) in contents(&APP) {
            let is_script = name.ends_with(".js");
            let bytes = if is_script { Cow::Owned(bare(bytes)) } else { Cow::Borrowed(bytes) };
            mark(&mut digest, name, &bytes);
            let kind = match name.rsplit('.').next() {
                Some("js") if name != WORKER => "text/javascript; charset=utf-8",
                Some("css") => "text/css; charset=utf-8",
                _ => continue,
            };
            app.insert(name, File::new(name, bytes, kind));
        }
        let mut vendor = BTreeMap::new();
        for (name, bytes) in contents(&VENDOR) {
            let kind = match name.rsplit('.').next() {
                Some("js" | "mjs") => "text/javascript; charset=utf-8",
                Some("wasm") => "application/wasm",
                Some("txt") => "text/plain; charset=utf-8",
                _ => continue,
            };
            if BROUGHT.contains(&name) {
                mark(&mut digest, name, bytes);
                let tighter =
                    VENDOR.get_file(format!("{name}.br")).map(include_dir::File::contents);
                let file = File::new(name, Cow::Borrowed(bytes), kind);
                vendor.insert(name, File { tighter, ..file });
            }
        }
        let digest = digest.finalize();
        let start = u64::from_be_bytes(std::array::from_fn(|at| digest[at]));
        Self { app, vendor, version: format!("{start:016x}") }
    }

    /// Where a module or the style is.
    pub fn path(&self, name: &str) -> String {
        format!("/road/a/{}/{name}", self.version)
    }

    /// Which decoder came with the build.
    pub fn decoder(&self) -> &'static str {
        let both = ["zxing.js", "zxing_reader.wasm"];
        if both.iter().all(|name| self.vendor.contains_key(name)) { "zxing" } else { "none" }
    }
}

/// The files of a folder, by name.
fn contents(dir: &'static Dir<'static>) -> Vec<(&'static str, &'static [u8])> {
    let mut all: Vec<(&str, &[u8])> = dir
        .files()
        .filter_map(|file| Some((file.path().file_name()?.to_str()?, file.contents())))
        .collect();
    all.sort_unstable();
    all
}

/// The service worker, as it goes out behind the names of what it keeps.
pub fn worker() -> String {
    String::from_utf8_lossy(&bare(include_bytes!("app/sw.js"))).into_owned()
}

/// A script without the lines that explain it and without indentation: a third of what a weak line would carry.
/// None of them has a text over several lines.
fn bare(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().map(str::trim_start);
    let kept: Vec<&str> =
        lines.filter(|line| !line.is_empty() && !line.starts_with("//")).collect();
    (kept.join("\n") + "\n").into_bytes()
}

fn mark(digest: &mut Sha256, name: &str, bytes: &[u8]) {
    digest.update(name.as_bytes());
    digest.update(Sha256::digest(bytes));
}

impl File {
    /// A file of this kind.
    pub const fn new(name: &'static str, bytes: Cow<'static, [u8]>, kind: &'static str) -> Self {
        Self { name, bytes, kind, packed: OnceLock::new(), tighter: None }
    }

    /// Packed as a browser unpacks it; the first who asks waits for it.
    pub fn packed(&self) -> &[u8] {
        self.packed.get_or_init(|| pack(&self.bytes))
    }
}

impl File {
    /// How it goes out to who asks like this: what it is packed by, and its bytes.
    fn coded(&self, headers: &HeaderMap) -> Option<(&'static str, &[u8])> {
        let tighter = self.tighter.filter(|_| takes(headers, "br")).map(|bytes| ("br", bytes));
        tighter.or_else(|| takes(headers, "gzip").then(|| ("gzip", self.packed())))
    }
}

/// Packs by gzip, which every browser unpacks.
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).and_then(|()| packer.finish()).expect("memory takes what is written")
}

/// How long a browser may keep an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// For ever: another version has another path.
    ForEver,
    /// Until it has asked whether it is still the same.
    UntilAsked,
}

/// Hands a file out.
pub fn answer(file: &File, headers: &HeaderMap, keep: Keep) -> Response {
    hand_out((&file.bytes, || file.coded(headers)), file.kind, headers, keep)
}

/// Hands text out that was put together here.
pub fn answer_text(text: String, kind: &'static str, headers: &HeaderMap) -> Response {
    let packed = takes(headers, "gzip").then(|| pack(text.as_bytes()));
    let coded = || Some(("gzip", packed.as_deref()?));
    hand_out((text.as_bytes(), coded), kind, headers, Keep::UntilAsked)
}

fn hand_out<'a>(
    (bytes, coded): (&'a [u8], impl FnOnce() -> Option<(&'static str, &'a [u8])>),
    kind: &'static str,
    headers: &HeaderMap,
    keep: Keep,
) -> Response {
    let digest = Sha256::digest(bytes);
    let start = u64::from_be_bytes(std::array::from_fn(|at| digest[at]));
    // Weak: the same file goes out packed and not.
    let tag = format!("W/\"{start:016x}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    let same = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let mut answer = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match coded() {
            Some((coding, packed)) => {
                ([(header::CONTENT_ENCODING, coding)], packed.to_vec()).into_response()
            }
            None => bytes.to_vec().into_response(),
        }
    };
    let cache = match keep {
        Keep::ForEver => "public, max-age=31536000, immutable",
        Keep::UntilAsked => "no-cache",
    };
    let said = answer.headers_mut();
    said.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    said.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    said.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        said.insert(header::ETAG, tag);
    }
    allow(said);
    answer
}

/// Whether the browser unpacks this coding; one that weighs it with nought does not.
fn takes(headers: &HeaderMap, coding: &str) -> bool {
    let taken = headers.get(header::ACCEPT_ENCODING).and_then(|taken| taken.to_str().ok());
    taken.is_some_and(|taken| {
        taken.split(',').any(|one| {
            let mut parts = one.split(';').map(str::trim);
            let is_it = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
            is_it && !parts.any(|weight| weight.trim_end_matches(['0', '.']) == "q=")
        })
    })
}

/// A file of the app
///
/// Under the version of the whole, and kept by browsers for ever: what is loaded together fits together. Of another
/// version nothing is there.
#[utoipa::path(
    get,
    path = "/road/a/{version}/{file}",
    tag = "road",
    params(
        ("version" = String, Path, description = "The version that the page names"),
        ("file" = String, Path, description = "A module, or the style"),
    ),
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/javascript"),
        (status = 304, description = "Still the same"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    Path((version, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = ALL.app.get(file.as_str()).filter(|_| version == ALL.version);
    let found = found.ok_or_else(|| Problem::new(NOT_FOUND))?;
    Ok(answer(found, &headers, Keep::ForEver))
}

/// A file that npm brought
///
/// The decoder, where it was there at the build: without it a phone reads codes by what its browser has, by a
/// scanner, or by typing.
#[utoipa::path(
    get,
    path = "/road/vendor/{file}",
    tag = "road",
    params(("file" = String, Path, description = "`uqr.mjs`, `zxing.js` or `zxing_reader.wasm`")),
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/javascript"),
        (status = 304, description = "Still the same"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show_brought(
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = ALL.vendor.get(file.as_str()).ok_or_else(|| Problem::new(NOT_FOUND))?;
    Ok(answer(found, &headers, Keep::UntilAsked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taking(coding: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, coding.parse().unwrap())])
    }

    #[test]
    fn gzip_is_sent_to_who_takes_it() {
        for yes in ["gzip", "br, GZIP", "gzip;q=0.5, br", "gzip; q=1.0"] {
            assert!(takes(&taking(yes), "gzip"), "{yes}");
        }
        for no in ["", "br", "gzip;q=0", "gzip; q=0.0", "identity"] {
            assert!(!takes(&taking(no), "gzip"), "{no}");
        }
    }

    /// Loaded later, by the screens that need them.
    const LATER: [&str; 6] = [
        "screen_door.js",
        "screen_accept.js",
        "screen_phones.js",
        "frames.js",
        "picture.js",
        "decoder.js",
    ];

    #[test]
    fn the_shell_and_its_modules_weigh_less_than_60_kilobytes_and_all_of_it_less_than_400() {
        let weigh = |later: bool| -> usize {
            let files = ALL.app.values().filter(|file| LATER.contains(&file.name) == later);
            files.map(|file| file.packed().len()).sum()
        };
        let page = pack(APP.get_file("shell.html").unwrap().contents()).len();
        let shell = weigh(false) + page + pack(worker().as_bytes()).len();
        assert!(shell < 60 * 1024, "{shell} bytes");
        let first = ["zxing.js", "zxing_reader.wasm"].map(|name| {
            let file = ALL.vendor.get(name);
            file.map_or(0, |file| file.tighter.map_or(file.packed().len(), <[u8]>::len))
        });
        let first = shell + first.into_iter().sum::<usize>();
        assert!(first < 400 * 1024, "{first} bytes");
        assert!(weigh(true) < 40 * 1024, "{} bytes later", weigh(true));
    }

    #[test]
    fn what_explains_a_script_stays_here() {
        let text = b"// Why.\n  const a = 'b // c';\n\n    /// What.\n\tgo(a);\n";
        assert_eq!(bare(text), b"const a = 'b // c';\ngo(a);\n");
    }

    #[test]
    fn every_module_that_a_module_names_is_handed_out() {
        for (name, bytes) in contents(&APP) {
            if !name.ends_with(".js") {
                continue;
            }
            let text = std::str::from_utf8(bytes).unwrap();
            let parts = text.split(['\'', '"', '`']);
            for wanted in parts.filter(|part| part.starts_with("./") && !part.contains(' ')) {
                let wanted = wanted.trim_start_matches("./");
                assert!(ALL.app.contains_key(wanted), "{name} wants {wanted}");
            }
        }
    }

    #[test]
    fn the_app_asks_nobody_else_for_anything() {
        for file in ALL.app.values() {
            let text = std::str::from_utf8(&file.bytes).unwrap();
            for loud in ["http://", "https://", "@import", "eval("] {
                assert!(!text.contains(loud), "{}: {loud}", file.name);
            }
        }
    }
}
