import Foundation

/// A JSON document that tells a boolean from a number.
indirect enum JSONDocument: Equatable, Decodable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONDocument])
  case object([String: JSONDocument])

  init(_ text: String) throws { self = try JSONDecoder().decode(JSONDocument.self, from: Data(text.utf8)) }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONDocument].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONDocument].self))
    }
  }

  subscript(key: String) -> JSONDocument? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  var elements: [JSONDocument] {
    guard case .array(let elements) = self else { return [] }
    return elements
  }

  var members: [String: JSONDocument] {
    guard case .object(let members) = self else { return [:] }
    return members
  }

  var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }
}

/// As much of JSON Schema (2020-12) as the schemas in `schemas/` use; any other keyword is a fault of the schema.
struct JSONSchemaCheck {
  let schema: JSONDocument

  /// What of a document does not fit, each with its path.
  func faults(in document: JSONDocument) -> [String] { faults(document, schema, at: "$") }

  private func faults(_ value: JSONDocument, _ schema: JSONDocument, at path: String) -> [String] {
    schema.members.flatMap { keyword, rule -> [String] in
      switch keyword {
      case "$schema", "$defs", "title", "description": []
      case "$ref":
        definition(rule).map { faults(value, $0, at: path) } ?? ["\(path): the definition \(rule) is missing"]
      case "anyOf":
        rule.elements.contains { faults(value, $0, at: path).isEmpty } ? [] : ["\(path): found \(value), fits none"]
      case "type":
        ([rule] + rule.elements).contains { isOf(value, $0) } ? [] : ["\(path): found \(value), expected \(rule)"]
      case "const": value == rule ? [] : ["\(path): found \(value), expected \(rule)"]
      case "enum": rule.elements.contains(value) ? [] : ["\(path): found \(value), expected one of \(rule)"]
      case "required":
        if case .object(let members) = value {
          rule.elements.compactMap(\.text).filter { members[$0] == nil }.map { "\(path).\($0): missing" }
        } else {
          []
        }
      case "properties":
        rule.members.flatMap { key, rule in value[key].map { faults($0, rule, at: "\(path).\(key)") } ?? [] }
      case "additionalProperties":
        value.members.flatMap { faults($1, rule, at: "\(path).\($0)") }
      case "items":
        value.elements.enumerated().flatMap { faults($1, rule, at: "\(path)[\($0)]") }
      default: ["\(path): the schema's \(keyword) is not understood"]
      }
    }
  }

  private func definition(_ reference: JSONDocument) -> JSONDocument? {
    guard let name = reference.text?.split(separator: "/").last else { return nil }
    return schema["$defs"]?[String(name)]
  }

  private func isOf(_ value: JSONDocument, _ type: JSONDocument) -> Bool {
    switch (type.text, value) {
    case ("null", .null), ("boolean", .bool), ("number", .number), ("string", .string), ("array", .array),
      ("object", .object):
      true
    case ("integer", .number(let number)): number == number.rounded()
    default: false
    }
  }
}
