//! The bans that keep every other room out of SQL, seen to fire.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use harness::source::{root, sources};

/// Where a ban may be lifted, because there is where the banned thing belongs.
const LIFTED: &[&str] = &[
    "api/src/clock/mod.rs",
    "api/src/operation/gate.rs",
    "api/src/store/mod.rs",
];

#[test]
fn every_way_round_the_wall_is_refused() {
    let sample = root().join("tests/data/round_the_wall.rs");
    let text = fs::read_to_string(&sample).unwrap();
    let first = 2 + text.lines().position(|line| line == "// ways:").unwrap();
    let refused = refused_lines(&sample);
    let missed: Vec<_> = (first..=text.lines().count())
        .filter(|line| !refused.contains(line))
        .collect();
    assert!(missed.is_empty(), "lines that clippy lets pass: {missed:?}");
}

#[test]
fn bans_are_lifted_where_the_banned_thing_belongs_and_in_row_rules_only() {
    for source in sources("api/src") {
        let lifts = source.says("disallowed_methods") || source.says("disallowed_types");
        let may = LIFTED.contains(&source.path.as_str()) || source.path.ends_with("/rules.rs");
        assert!(may || !lifts, "{}", source.path);
    }
}

/// The lines of a sample that the server's bans refuse.
fn refused_lines(sample: &Path) -> Vec<usize> {
    let own = env::current_exe().unwrap();
    let libraries = own.parent().unwrap();
    // More than one build of a library may lie there; only those that belong together compile.
    for entity in built(libraries, "libentity-") {
        for sea_orm in built(libraries, "libsea_orm-") {
            let output = clippy(sample, libraries, &entity, &sea_orm);
            let told = String::from_utf8(output.stderr).unwrap();
            assert!(!told.contains("error: unknown lint"), "{told}");
            let lines: Vec<usize> = lines_of_bans(&told);
            if !lines.is_empty() {
                return lines;
            }
        }
    }
    panic!("no build of the libraries beside {} compiles the sample", own.display())
}

fn clippy(sample: &Path, libraries: &Path, entity: &Path, sea_orm: &Path) -> Output {
    let mut command = Command::new("clippy-driver");
    command.env("CLIPPY_CONF_DIR", root().join("api"));
    command.args([
        "--edition=2024",
        "--crate-type=lib",
        "--emit=metadata",
        "--error-format=short",
    ]);
    command.args(["-Wclippy::disallowed_methods", "-Wclippy::disallowed_types"]);
    command.arg("-L").arg(format!("dependency={}", libraries.display()));
    command.arg("--extern").arg(format!("entity={}", entity.display()));
    command.arg("--extern").arg(format!("sea_orm={}", sea_orm.display()));
    let to = tempfile::tempdir().unwrap();
    command.arg("--out-dir").arg(to.path()).arg(sample);
    command
        .output()
        .expect("clippy is installed, as rust-toolchain.toml asks")
}

/// Of lines like `round_the_wall.rs:10:25: warning: use of a disallowed method …`.
fn lines_of_bans(told: &str) -> Vec<usize> {
    told.lines()
        .filter(|line| line.contains("use of a disallowed"))
        .filter_map(|line| line.split_once(".rs:")?.1.split(':').next()?.parse().ok())
        .collect()
}

/// The builds of a library, newest first.
fn built(folder: &Path, name: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    let named = entries.filter(|entry| {
        let path = entry.path();
        let is_library = path.extension().is_some_and(|extension| extension == "rlib");
        is_library && entry.file_name().to_string_lossy().starts_with(name)
    });
    let mut dated: Vec<_> = named
        .map(|entry| (entry.metadata().unwrap().modified().unwrap(), entry.path()))
        .collect();
    dated.sort();
    dated.into_iter().rev().map(|(_, path)| path).collect()
}
