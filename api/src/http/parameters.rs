//! The parameters of a request, out of a JSON body or a query string, read without forgiveness.
//!
//! Two readers that understand one body differently are a way in, so doubled keys and depth (`json.rs`) and what is no string
//! end here (T135, T136, T145).

use serde_json::{Map, Value};

use super::persisted::{self, Hash};
use super::{Limits, control, json::json};
use crate::error::{Code, Refusal};

/// What a request asks for, with nothing of it understood yet. Of `extensions` nothing stays that is not read: a request
/// waits, and a subscription lasts.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Parameters {
    /// Empty only where the document is named by its hash alone.
    pub(super) query: String,
    pub(super) hash: Option<Hash>,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Map<String, Value>,
    /// What it declares to read personal data for, in `extensions`.
    pub(super) purpose: Option<String>,
    /// Whether it asks for what it costs.
    pub(super) tells_cost: bool,
}

impl Parameters {
    /// Out of the body of a `POST`.
    pub(super) fn from_json(body: &[u8], limits: &Limits) -> Result<Self, Refusal> {
        let text = std::str::from_utf8(body).map_err(|_| bad("The body is not UTF-8."))?;
        match json(text, limits)? {
            Value::Object(fields) => Self::from_fields(fields)?,
            Value::Array(_) => Err(bad("Batches are not taken; send one operation.")),
            _ => Err(bad("The body is not a JSON object.")),
        }
    }

    /// Out of the query string of a `GET`, in which `variables` and `extensions` are JSON texts.
    pub(super) fn from_query_string(text: &str, limits: &Limits) -> Result<Self, Refusal> {
        let mut fields = Map::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (key, value) = (decoded(key)?, decoded(value)?);
            let value = match key.as_str() {
                "operationName" | "variables" | "extensions" if value.is_empty() => Value::Null,
                "query" | "operationName" => Value::String(value),
                "variables" | "extensions" => json(&value, limits).map_err(|refusal| refusal.at(&[&key]))?,
                _ => continue,
            };
            if fields.contains_key(&key) {
                return Err(bad("A parameter is given twice.").at(&[&key]));
            }
            fields.insert(key, value);
        }
        Self::from_fields(fields)?
    }

    /// Refused where a field is not of its type; what is wrong within one is what comes of the rest.
    pub(super) fn from_fields(mut fields: Map<String, Value>) -> Result<Result<Self, Refusal>, Refusal> {
        let query = fields.swap_remove("query");
        let operation_name = match fields.swap_remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err(bad("operationName is neither a string nor null.").at(&["operationName"])),
        };
        let mut map = |key: &str| match fields.swap_remove(key) {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(map)) => Ok(map),
            Some(_) => Err(bad(&format!("{key} is neither a map nor null.")).at(&[key])),
        };
        let (variables, extensions) = (map("variables")?, map("extensions")?);
        let query = match query {
            Some(Value::String(query)) => query,
            None | Some(Value::Null) if persisted::is_named(&extensions) => String::new(),
            None | Some(Value::Null) => {
                let missing = bad("There is no query.").hint("Send the GraphQL document as query.");
                return Err(missing.at(&["query"]));
            }
            Some(_) => return Err(bad("query is not a string.").at(&["query"])),
        };
        Ok(Self::within(query, operation_name, variables, extensions))
    }

    fn within(
        query: String,
        operation_name: Option<String>,
        variables: Map<String, Value>,
        extensions: Map<String, Value>,
    ) -> Result<Self, Refusal> {
        let (variables, mut extensions) = (plain("variables", variables)?, plain("extensions", extensions)?);
        let hash = persisted::named(&extensions)?;
        let purpose = match extensions.swap_remove("purpose") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            // Nothing is called so.
            Some(_) => Some(String::new()),
        };
        let tells_cost = extensions.get("cost") == Some(&Value::Bool(true));
        Ok(Self {
            query,
            hash,
            operation_name,
            variables,
            purpose,
            tells_cost,
        })
    }
}

/// The field of a request, where no text in it holds a control character.
fn plain(key: &str, map: Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    let map = Value::Object(map);
    if let Some(path) = control::find(&map) {
        let path: Vec<&str> = std::iter::once(key).chain(path.iter().map(String::as_str)).collect();
        return Err(bad("A text holds a control character.").at(&path));
    }
    if let Value::Object(map) = map {
        Ok(map)
    } else {
        Ok(Map::new())
    }
}

fn bad(message: &str) -> Refusal {
    Refusal::new(Code::BadInput, message)
}

/// Percent-decodes one half of a pair.
pub(super) fn decoded(text: &str) -> Result<String, Refusal> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
                let value = digit()
                    .zip(digit())
                    .and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
                value.ok_or_else(|| bad("The query string is not percent-encoded."))?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).map_err(|_| bad("The query string is not UTF-8."))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn said(body: &str) -> Refusal {
        Parameters::from_json(body.as_bytes(), &Limits::default()).unwrap_err()
    }

    fn refused(body: &str) -> Vec<String> {
        let refusal = said(body);
        assert_eq!(refusal.code, Code::BadInput, "{body}");
        refusal.input
    }

    #[test]
    fn t145_batches_and_strange_parameters_are_refused() {
        for body in ["[]", "[{\"query\":\"{a}\"}]", "\"{a}\"", "null", "", "{", "{} {}"] {
            assert!(refused(body).is_empty());
        }
        for query in ["1", "null", "{}", "[\"{a}\"]"] {
            assert_eq!(refused(&format!("{{\"query\":{query}}}")), ["query"]);
        }
        assert_eq!(said("{}").message, "There is no query.");
        assert_eq!(said("{\"query\":1}").message, "query is not a string.");
        for other in ["operationName", "variables", "extensions"] {
            for value in ["1", "true", "[]"] {
                assert_eq!(
                    refused(&format!("{{\"query\":\"{{a}}\",\"{other}\":{value}}}")),
                    [other]
                );
            }
        }
        assert_eq!(refused("{\"query\":\"{a}\",\"operationName\":{}}"), ["operationName"]);
        assert_eq!(refused("{\"query\":\"{a}\",\"variables\":\"{}\"}"), ["variables"]);
    }

    #[test]
    fn what_is_wrong_in_a_query_string_is_told_with_its_parameter() {
        let said = |text: &str| Parameters::from_query_string(text, &Limits::default()).unwrap_err();
        for (text, input) in [
            ("query={a}&variables={", "variables"),
            ("query={a}&variables={}&extensions={\"x\":NaN}", "extensions"),
            ("query={a}&query={b}", "query"),
            ("query={a}&variables={}&variables=", "variables"),
        ] {
            let refusal = said(text);
            assert_eq!(
                (refusal.code, refusal.input),
                (Code::BadInput, vec![input.to_owned()]),
                "{text}"
            );
        }
        let deep = format!(
            "query={{a}}&variables={{\"x\":{}0{}}}",
            "[".repeat(200),
            "]".repeat(200)
        );
        let refusal = said(&deep);
        assert_eq!(
            (refusal.code, refusal.input),
            (Code::RequestTooLarge, vec!["variables".to_owned()])
        );
        assert!(Parameters::from_query_string("query={a}&other=1&other=2", &Limits::default()).is_ok());
    }

    #[test]
    fn t136_doubled_keys_and_depth_are_refused() {
        assert!(refused("{\"query\":\"{a}\",\"variables\":{},\"variables\":{}}").is_empty());
        assert!(refused("{\"query\":\"{a}\",\"variables\":{\"x\":{\"y\":1,\"y\":2}}}").is_empty());
        assert!(refused("{\"query\":\"{a}\",\"variables\":{\"x\":1e400}}").is_empty());
        assert!(refused("{\"query\":\"{a}\",\"variables\":{\"x\":NaN}}").is_empty());
        for deep in [63, 10_000] {
            let nested = format!("{}{}", "[".repeat(deep), "]".repeat(deep));
            let body = format!("{{\"query\":\"{{a}}\",\"variables\":{{\"x\":{nested}}}}}");
            assert_eq!(said(&body).code, Code::RequestTooLarge);
        }
        let nested = format!("{}{}", "[".repeat(62), "]".repeat(62));
        let body = format!("{{\"query\":\"{{a}}\",\"variables\":{{\"x\":{nested}}}}}");
        assert!(Parameters::from_json(body.as_bytes(), &Limits::default()).is_ok());
    }

    #[test]
    fn each_way_in_which_json_is_none_is_told_apart() {
        let variable = |value: &str| said(&format!("{{\"query\":\"{{a}}\",\"variables\":{{\"x\":{value}}}}}")).message;
        let place = "at line 1, column ";
        let half = "The JSON has half of a surrogate pair, which is no character,";
        for (value, sentence) in [
            (r#""\ud800""#, half),
            (r#""\ud800\u0041""#, half),
            (r#""\udc00""#, half),
            (r#"{"y":1,"y":2}"#, "An object in the JSON has a key twice"),
            ("1e400", "The JSON has a number that is too large"),
            ("NaN", "The JSON is malformed"),
        ] {
            let message = variable(value);
            assert!(
                message.starts_with(&format!("{sentence} {place}")),
                "{value}: {message}"
            );
        }
        let nested = format!("{}{}", "[".repeat(200), "]".repeat(200));
        assert!(variable(&nested).starts_with(&format!("The JSON is too deep {place}")));
    }

    #[test]
    fn t119_many_small_values_are_refused() {
        let limits = Limits::default();
        let read = |values: usize, key: &str| {
            let list = ["0"].repeat(values).join(",");
            let body = format!("{{\"query\":\"{{a}}\",\"{key}\":{{\"x\":[{list}]}}}}");
            assert!(body.len() < limits.body_bytes);
            Parameters::from_json(body.as_bytes(), &limits)
        };
        for key in ["variables", "extensions"] {
            assert!(read(9_900, key).is_ok());
            assert_eq!(read(10_001, key).unwrap_err().code, Code::RequestTooLarge);
        }
    }

    #[test]
    fn t119_of_extensions_nothing_stays_but_what_is_read() {
        let body = br#"{"query":"{a}","extensions":{"purpose":"EVALUATION","cost":true,"other":[0,[0],{"a":0}]}}"#;
        let expected = Parameters {
            query: "{a}".to_owned(),
            purpose: Some("EVALUATION".to_owned()),
            tells_cost: true,
            ..Parameters::default()
        };
        assert_eq!(Parameters::from_json(body, &Limits::default()), Ok(expected));
        // What names no purpose is refused where it is declared, and not taken for none.
        let body = br#"{"query":"{a}","extensions":{"purpose":[0,0],"cost":1}}"#;
        let read = Parameters::from_json(body, &Limits::default()).unwrap();
        assert_eq!((read.purpose.as_deref(), read.tells_cost), (Some(""), false));
    }

    #[test]
    fn t135_nul_and_lone_surrogates_are_refused() {
        let nul = r#"{"query":"{a}","variables":{"input":{"titles":["a\u0000b"]}}}"#;
        assert_eq!(refused(nul), ["variables", "input", "titles", "0"]);
        assert!(refused(r#"{"query":"{a}","variables":{"x":"\uD800"}}"#).is_empty());
        let overlong = b"{\"query\":\"{a}\",\"variables\":{\"x\":\"\xC0\x80\"}}";
        assert_eq!(
            Parameters::from_json(overlong, &Limits::default()).unwrap_err().code,
            Code::BadInput
        );
    }

    #[test]
    fn t142_names_of_prototypes_are_keys_like_others() {
        let body = br#"{"query":"{a}","variables":{"__proto__":{"x":1},"constructor":null}}"#;
        let variables = Parameters::from_json(body, &Limits::default()).unwrap().variables;
        assert_eq!(
            Value::Object(variables).to_string(),
            r#"{"__proto__":{"x":1},"constructor":null}"#
        );
    }

    #[test]
    fn a_query_string_is_read() {
        let read = |text| Parameters::from_query_string(text, &Limits::default());
        let parameters = read("query=%7Ba+%C3%A9%7D&operationName=&variables=%7B%22x%22%3A1%7D&other=1").unwrap();
        assert_eq!(parameters.query, "{a é}");
        assert_eq!(parameters.operation_name, None);
        assert_eq!(Value::Object(parameters.variables).to_string(), "{\"x\":1}");
        for bad in [
            "",
            "query=a&query=b",
            "query=%C3",
            "query=%4",
            "query=%zz",
            "query=a&variables=1",
            "query=a&variables={",
        ] {
            assert_eq!(read(bad).unwrap_err().code, Code::BadInput, "{bad}");
        }
    }
}
