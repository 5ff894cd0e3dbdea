//! How many files the system lets the server have open: each connection is one.

/// Says so where there are to be more connections than the system gives: then none comes in any more once there are as many.
pub(super) fn warn_of_few(connections: usize) {
    let limits = std::fs::read_to_string("/proc/self/limits");
    let open = limits.ok().and_then(|limits| most(&limits));
    if let Some(open) = open.filter(|open| *open <= connections) {
        tracing::warn!(
            open_files = open,
            connections,
            "the system lets the server have fewer files open than limits.connections; raise the one or lower the other"
        );
    }
}

/// The number in force among the limits of a process, as Linux lists them; none where there is no such limit.
fn most(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_open_files_is_the_one_in_force() {
        let limits = "Limit                     Soft Limit           Hard Limit           Units     \n\
             Max processes             15600                15600                processes \n\
             Max open files            1024                 524288               files     \n";
        assert_eq!(most(limits), Some(1_024));
        assert_eq!(most(&limits.replace("1024  ", "unlimited")), None);
        assert_eq!(most(""), None);
    }
}
