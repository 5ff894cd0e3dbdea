//! Puts things into the order of what they need.

use std::collections::HashSet;

/// Something with a name that needs others of its kind first.
pub(super) trait Needs {
    /// Its name among its kind.
    fn name(&self) -> &str;
    /// The names of those that come first.
    fn needs(&self) -> Vec<&str>;
}

/// All of them, each after those it needs and otherwise as they stood; or a sentence on why there is no such order.
pub(super) fn ordered<T: Needs>(items: Vec<T>) -> Result<Vec<T>, String> {
    let names: HashSet<String> = items.iter().map(|item| item.name().to_owned()).collect();
    if names.len() < items.len() {
        return Err("two have the same id".to_owned());
    }
    for item in &items {
        if let Some(unknown) = item.needs().into_iter().find(|need| !names.contains(*need)) {
            return Err(format!("`{}` needs `{unknown}`, which is not there", item.name()));
        }
    }
    let (mut done, mut placed, mut left) = (HashSet::new(), Vec::with_capacity(items.len()), items);
    while let Some(at) = left
        .iter()
        .position(|item| item.needs().iter().all(|need| done.contains(*need)))
    {
        let item = left.remove(at);
        done.insert(item.name().to_owned());
        placed.push(item);
    }
    if left.is_empty() {
        Ok(placed)
    } else {
        Err(format!(
            "these need one another in a circle: {}",
            circle(&left).join(", ")
        ))
    }
}

/// The members of circles: those that are left when whoever nobody needs is taken away, again and again.
fn circle<T: Needs>(left: &[T]) -> Vec<&str> {
    let mut members: Vec<&T> = left.iter().collect();
    loop {
        let needed: HashSet<&str> = members.iter().flat_map(|item| item.needs()).collect();
        let before = members.len();
        members.retain(|item| needed.contains(item.name()));
        if members.len() == before {
            return members.iter().map(|item| item.name()).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Needs for (&str, Vec<&str>) {
        fn name(&self) -> &str {
            self.0
        }
        fn needs(&self) -> Vec<&str> {
            self.1.clone()
        }
    }

    #[test]
    fn each_comes_after_what_it_needs_and_the_rest_stays_as_it_stood() {
        let items = vec![("d", vec!["c"]), ("b", vec![]), ("c", vec!["b"]), ("a", vec![])];
        let names = ordered(items).map(|items| items.iter().map(|item| item.0).collect::<Vec<_>>());
        assert_eq!(names, Ok(vec!["b", "c", "d", "a"]));
    }

    #[test]
    fn a_circle_is_told_by_its_members_alone() {
        let items = vec![
            ("a", vec![]),
            ("b", vec!["a", "d"]),
            ("c", vec!["b"]),
            ("d", vec!["c"]),
            ("e", vec!["d"]),
        ];
        let refused = ordered(items).err();
        assert_eq!(refused.as_deref(), Some("these need one another in a circle: b, c, d"));
        assert!(ordered(vec![("a", vec!["a"])]).is_err_and(|why| why.ends_with("circle: a")));
    }

    #[test]
    fn names_are_unique_and_known() {
        assert!(ordered(vec![("a", vec![]), ("a", vec![])]).is_err());
        assert!(ordered(vec![("a", vec!["b"])]).is_err_and(|why| why.contains("`b`")));
    }
}
