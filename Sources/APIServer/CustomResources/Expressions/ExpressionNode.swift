import APIMachinery
import CEL

/// The compiled rules of a schema, at its nodes. Nodes without rules at or below them don't exist.
final class ExpressionNode: Sendable {
  let rules: [CompiledRule]
  /// What expressions know of the value; nil where there is nothing they could do with it.
  let type: CELSchema?
  /// The `type` of the schema, which errors show in place of the value.
  let typeName: String
  let structural: StructuralType
  let items: ExpressionNode?
  let additional: ExpressionNode?
  let properties: [String: ExpressionNode]

  let usesOldSelf: Bool

  /// nil for schemas without rules.
  ///
  /// - Parameter isRoot: The schema is that of a whole object.
  init?(_ schema: JSONValue, structural: StructuralType, isRoot: Bool) {
    guard structural.contents.contains(.expressions) else { return nil }
    self.structural = structural
    typeName = schema["type"]?.stringValue ?? ""
    type = structural.expressions.isEmpty ? nil : CELSchema(openAPI: schema, isRoot: isRoot || structural.isEmbedded)
    rules =
      type.map { type in
        structural.expressions.map { CompiledRule($0, schema: schema, type: type) }
      } ?? []
    usesOldSelf = rules.contains(where: \.usesOldSelf)
    let child = { (schema: JSONValue?, structural: StructuralType?) -> ExpressionNode? in
      guard let schema, let structural else { return nil }
      return ExpressionNode(schema, structural: structural, isRoot: false)
    }
    items = child(schema["items"], structural.items)
    additional = child(schema["additionalProperties"], structural.additional)
    var properties: [String: ExpressionNode] = [:]
    for (name, member) in structural.members where member.contents.contains(.expressions) {
      properties[name] = child(schema["properties"]?[name], member)
    }
    self.properties = properties
  }
}
