//! Who may what, as one reviewable text.
pub fn matrix(_: &super::Policies) -> String {
    String::new()
}
