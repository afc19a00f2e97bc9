//! The OpenAPI document as the page shows it: chapters of calls, and the shapes they speak of.

use serde_json::Value;

/// All calls of one tag.
pub(super) struct Chapter {
    pub(super) name: String,
    pub(super) description: Prose,
    pub(super) calls: Vec<Call>,
}

/// One method on one path.
pub(super) struct Call {
    pub(super) id: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) summary: String,
    pub(super) description: Prose,
    pub(super) needs_token: bool,
    pub(super) parameters: Vec<Field>,
    pub(super) body: Option<Shape>,
    pub(super) answers: Vec<Answer>,
}

/// A parameter or a field of a schema.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) place: String,
    pub(super) shape: Shape,
    pub(super) required: bool,
    pub(super) description: Prose,
}

/// An answer by status.
pub(super) struct Answer {
    pub(super) status: String,
    pub(super) description: Prose,
    pub(super) shape: Option<Shape>,
}

/// A named schema.
pub(super) struct Schema {
    pub(super) name: String,
    pub(super) description: Prose,
    pub(super) fields: Vec<Field>,
    pub(super) words: Vec<String>,
}

/// What a value looks like, in a few words, with the schema it refers to.
#[derive(Clone)]
pub(super) struct Shape {
    pub(super) words: String,
    pub(super) schema: Option<String>,
}

/// A text in which what stands between backticks is code.
pub(super) type Prose = Vec<Piece>;

/// A stretch of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) is_code: bool,
    pub(super) text: String,
}

/// Cuts a text at its backticks.
pub(super) fn prose(text: &str) -> Prose {
    text.split('`')
        .enumerate()
        .filter(|(_, text)| !text.is_empty())
        .map(|(n, text)| Piece { is_code: n % 2 == 1, text: text.to_owned() })
        .collect()
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Chapters in the order of the document's tags; a call of a tag that is not declared is not lost.
pub(super) fn chapters(document: &Value) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = list(&document["tags"])
        .map(|tag| Chapter {
            name: text(tag, "name"),
            description: prose(&text(tag, "description")),
            calls: Vec::new(),
        })
        .collect();
    for (path, item) in entries(&document["paths"]) {
        for (method, call) in entries(item) {
            let tag = call["tags"][0].as_str().unwrap_or("other");
            let at = chapters.iter().position(|chapter| chapter.name == tag).unwrap_or_else(|| {
                chapters.push(Chapter {
                    name: tag.to_owned(),
                    description: Prose::new(),
                    calls: Vec::new(),
                });
                chapters.len() - 1
            });
            chapters[at].calls.push(read_call(path, method, call));
        }
    }
    chapters.retain(|chapter| !chapter.calls.is_empty());
    chapters
}

fn read_call(path: &str, method: &str, call: &Value) -> Call {
    Call {
        id: format!("{method}-{}", path.trim_matches('/').replace(['/', '{', '}'], "-")),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(call, "summary"),
        description: prose(&text(call, "description")),
        needs_token: list(&call["security"]).next().is_some(),
        parameters: list(&call["parameters"])
            .map(|parameter| Field {
                name: text(parameter, "name"),
                place: text(parameter, "in"),
                shape: shape(&parameter["schema"]),
                required: parameter["required"].as_bool().unwrap_or(false),
                description: prose(&text(parameter, "description")),
            })
            .collect(),
        body: content(&call["requestBody"]),
        answers: entries(&call["responses"])
            .map(|(status, answer)| Answer {
                status: status.clone(),
                description: prose(&text(answer, "description")),
                shape: content(answer),
            })
            .collect(),
    }
}

/// The shape of a body, with its content type when it is not plain JSON.
fn content(holder: &Value) -> Option<Shape> {
    let (kind, media) = entries(&holder["content"]).next()?;
    let found = shape(&media["schema"]);
    if kind.ends_with("json") {
        return Some(found);
    }
    let words =
        if found.schema.is_some() { format!("{} as {kind}", found.words) } else { kind.clone() };
    Some(Shape { words, schema: found.schema })
}

fn shape(schema: &Value) -> Shape {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or(reference).to_owned();
        return Shape { words: name.clone(), schema: Some(name) };
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        let parts: Vec<Shape> =
            list(&schema[key]).filter(|part| part["type"] != "null").map(shape).collect();
        if let Some(first) = parts.first() {
            let words =
                parts.iter().map(|part| part.words.as_str()).collect::<Vec<_>>().join(" or ");
            return Shape { words, schema: first.schema.clone() };
        }
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => {
            kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    };
    if kinds.contains(&"array") {
        let of = shape(&schema["items"]);
        return Shape { words: format!("list of {}", of.words), schema: of.schema };
    }
    let choices: Vec<&str> = list(&schema["enum"]).filter_map(Value::as_str).collect();
    let words = if choices.is_empty() {
        match schema["format"].as_str() {
            Some(format) => format!("{} ({format})", kinds.join(" or ")),
            None if kinds.is_empty() => "anything".to_owned(),
            None => kinds.join(" or "),
        }
    } else {
        choices.join(" | ")
    };
    Shape { words, schema: None }
}

/// The named schemas, in the order of the document.
pub(super) fn schemas(document: &Value) -> Vec<Schema> {
    entries(&document["components"]["schemas"])
        .map(|(name, schema)| Schema {
            name: name.clone(),
            description: prose(&text(schema, "description")),
            fields: entries(&schema["properties"])
                .map(|(field, value)| Field {
                    name: field.clone(),
                    place: String::new(),
                    shape: shape(value),
                    required: list(&schema["required"]).any(|required| required == field),
                    description: prose(&text(value, "description")),
                })
                .collect(),
            words: if schema["properties"].is_object() {
                Vec::new()
            } else {
                vec![shape(schema).words]
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn shapes_are_said_in_a_few_words() {
        for (schema, words) in [
            (json!({"type": "string"}), "string"),
            (json!({"type": ["integer", "null"], "format": "int64"}), "integer (int64)"),
            (
                json!({"type": "array", "items": {"$ref": "#/components/schemas/Scan"}}),
                "list of Scan",
            ),
            (json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Place"}]}), "Place"),
            (json!({"type": "string", "enum": ["post", "desk"]}), "post | desk"),
            (json!({}), "anything"),
        ] {
            assert_eq!(shape(&schema).words, words, "{schema}");
        }
    }

    #[test]
    fn what_stands_between_backticks_is_code() {
        let piece = |is_code, text: &str| Piece { is_code, text: text.to_owned() };
        assert_eq!(
            prose("`vi` or `en`"),
            [piece(true, "vi"), piece(false, " or "), piece(true, "en")]
        );
    }

    #[test]
    fn a_call_of_an_undeclared_tag_is_not_lost() {
        let document = json!({"tags": [], "paths": {"/x": {"get": {"responses": {}}}}});
        let chapters = chapters(&document);
        assert_eq!(chapters[0].name, "other");
        assert_eq!(chapters[0].calls[0].path, "/x");
    }
}
