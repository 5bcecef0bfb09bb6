import APIMachinery
import CEL

/// Where the schemas of kinds come from.
protocol KindSchemas: Sendable {
  /// The kinds of a resource; an empty group stands for every group, as in upstream's RESTMapper.
  func kinds(group: String, version: String, resource: String) async throws -> [GroupVersionKind]

  /// The OpenAPI schema with all references resolved; nil for kinds that have none.
  func schema(of kind: GroupVersionKind) async throws -> JSONValue?
}

/// Checks the expressions of a ValidatingAdmissionPolicy against the types of the kinds that it is for: what can't be
/// right is told in its status, and changes nothing else.
struct PolicyTypeChecker {
  let schemas: any KindSchemas

  /// As upstream: no more kinds of one rule are looked at.
  private static let kindsMax = 10

  /// `status.typeChecking.expressionWarnings`.
  func warnings(_ policy: JSONValue) async throws -> [JSONValue] {
    let spec = policy["spec"] ?? .null
    var types: [(kind: GroupVersionKind, schema: CELSchema)] = []
    for kind in try await kinds(spec[path: "matchConstraints", "resourceRules"]?.arrayValue ?? []) {
      if let schema = try await schema(of: kind) { types.append((kind, schema)) }
    }
    guard !types.isEmpty else { return [] }
    let parameters = try await self.parameters(spec["paramKind"])
    let environments = types.map { type in
      (type.kind, Self.environment(type.schema, parameters, spec["variables"]?.arrayValue ?? []))
    }
    var warnings: [JSONValue] = []
    for (index, validation) in (spec["validations"]?.arrayValue ?? []).enumerated() {
      for member in ["expression", "messageExpression"] {
        guard let text = validation[member]?.stringValue, !text.isEmpty else { continue }
        let problems = environments.compactMap { kind, environment in Self.problem(text, kind, environment) }
        guard !problems.isEmpty else { continue }
        warnings.append([
          "fieldRef": .string("spec.validations[\(index)].\(member)"),
          "warning": .string(problems.joined(separator: "\n")),
        ])
      }
    }
    return warnings
  }

  private static func problem(_ text: String, _ kind: GroupVersionKind, _ environment: CELEnvironment) -> String? {
    do throws(CELCompileError) {
      _ = try environment.compile(text)
      return nil
    } catch {
      return "\(kind.group)/\(kind.version), Kind=\(kind.kind): \(error)\n"
    }
  }

  // MARK: Types

  private static func environment(
    _ object: CELSchema, _ parameters: CELSchema?, _ variables: [JSONValue]
  ) -> CELEnvironment {
    let base = CELEnvironment.admission(object: object, parameters: parameters, hasAuthorizer: true)
    var types: [String: CELType] = [:]
    func withVariables() -> CELEnvironment {
      var environment = base
      let known = types
      environment.declare(
        "variables",
        .object(
          CELObjectType(name: "kubernetes.variables") { name in
            known[name].map { CELField(jsonName: name, schema: CELSchema(.declared($0))) }
          }))
      return environment
    }
    for variable in variables {
      guard let name = variable["name"]?.stringValue, let text = variable["expression"]?.stringValue,
        let program = try? withVariables().compile(text)
      else { continue }
      types[name] = program.type
    }
    return withVariables()
  }

  private func schema(of kind: GroupVersionKind) async throws -> CELSchema? {
    try await schemas.schema(of: kind).flatMap { CELSchema(openAPI: $0, isRoot: Self.lacksMetadata($0)) }
  }

  /// Kinds whose schema says little are completed by what every object has.
  private static func lacksMetadata(_ schema: JSONValue) -> Bool {
    let properties = schema["properties"]
    return properties?["kind"]?["type"] != "string" || properties?["apiVersion"]?["type"] != "string"
      || properties?["metadata"]?["properties"]?.objectValue == nil
  }

  /// nil where the policy has no parameters; of any type where nothing is known about theirs.
  private func parameters(_ kind: JSONValue?) async throws -> CELSchema? {
    guard let kind, !kind.isNull, let name = kind["kind"]?.stringValue,
      let version = try? GroupVersion(apiVersion: kind["apiVersion"]?.stringValue ?? "")
    else { return nil }
    return try await schema(of: GroupVersionKind(version, kind: name)) ?? .any
  }

  // MARK: Kinds

  /// The kinds of resources that rules name, sorted; patterns are left out.
  private func kinds(_ rules: [JSONValue]) async throws -> [GroupVersionKind] {
    var kinds: Set<GroupVersionKind> = []
    for rule in rules {
      let list = { (key: String) in (rule[key]?.arrayValue ?? []).compactMap(\.stringValue).sorted() }
      let groups = list("apiGroups")
      let versions = list("apiVersions")
      guard !groups.contains(where: { $0.contains("*") }), !versions.contains(where: { $0.contains("*") }) else {
        continue
      }
      let resources = list("resources").filter { !$0.contains("*") && !$0.contains("/") }
      var count = 0
      for group in groups {
        for version in versions {
          for resource in resources {
            for kind in try await schemas.kinds(group: group, version: version, resource: resource) {
              kinds.insert(kind)
              count += 1
              if count == Self.kindsMax { return Self.sorted(kinds) }
            }
          }
        }
      }
    }
    return Self.sorted(kinds)
  }

  private static func sorted(_ kinds: Set<GroupVersionKind>) -> [GroupVersionKind] {
    kinds.sorted { ($0.group, $0.version, $0.kind) < ($1.group, $1.version, $1.kind) }
  }
}
