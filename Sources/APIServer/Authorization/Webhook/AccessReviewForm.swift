import APIMachinery

/// The attributes of a request as `authorization.k8s.io` writes them, and back.
enum AccessReviewForm {
  /// `SubjectAccessReviewSpec` of version 1, without empty members.
  static func spec(_ attributes: AuthorizationAttributes) -> JSONValue {
    var spec = JSONObject()
    if attributes.isResourceRequest {
      spec["resourceAttributes"] = resource(attributes, withEmpty: false)
    } else {
      var path = JSONObject()
      if !attributes.path.isEmpty { path["path"] = .string(attributes.path) }
      if !attributes.verb.isEmpty { path["verb"] = .string(attributes.verb) }
      spec["nonResourceAttributes"] = .object(path)
    }
    let user = attributes.user
    if !user.name.isEmpty { spec["user"] = .string(user.name) }
    if !user.groups.isEmpty { spec["groups"] = texts(user.groups) }
    if !user.extra.isEmpty { spec["extra"] = extra(user) }
    if !user.uid.isEmpty { spec["uid"] = .string(user.uid) }
    return .object(spec)
  }

  /// The same as conditions see it: every member of what is there.
  static func conditionInput(_ attributes: AuthorizationAttributes) -> JSONObject {
    let user = attributes.user
    var spec = JSONObject([
      ("user", .string(user.name)), ("groups", texts(user.groups)), ("uid", .string(user.uid)), ("extra", extra(user)),
    ])
    if attributes.isResourceRequest {
      spec["resourceAttributes"] = resource(attributes, withEmpty: true)
    } else {
      spec["nonResourceAttributes"] = ["path": .string(attributes.path), "verb": .string(attributes.verb)]
    }
    return spec
  }

  private static func resource(_ attributes: AuthorizationAttributes, withEmpty: Bool) -> JSONValue {
    var result = JSONObject()
    for (key, value) in [
      ("namespace", attributes.namespace), ("verb", attributes.verb), ("group", attributes.apiGroup),
      ("version", attributes.apiVersion), ("resource", attributes.resource),
      ("subresource", attributes.subresource), ("name", attributes.name),
    ] where withEmpty || !value.isEmpty {
      result[key] = .string(value)
    }
    if let fields = fieldRequirements(attributes.fieldSelector) {
      result["fieldSelector"] = ["requirements": .array(fields)]
    }
    if let labels = labelRequirements(attributes.labelSelector) {
      result["labelSelector"] = ["requirements": .array(labels)]
    }
    return .object(result)
  }

  private static func texts(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }

  private static func extra(_ user: UserInfo) -> JSONValue {
    .object(JSONObject(user.extra.sorted { $0.key < $1.key }.map { ($0.key, texts($0.value)) }))
  }

  // MARK: Selectors

  /// nil for text that is no selector, or selects everything: nobody is restricted by it then.
  private static func fieldRequirements(_ text: String) -> [JSONValue]? {
    guard !text.isEmpty, let selector = try? FieldSelector.parse(text), !selector.isEmpty else { return nil }
    return selector.requirements.map { requirement in
      [
        "key": .string(requirement.field), "operator": requirement.isNegated ? "NotIn" : "In",
        "values": [.string(requirement.value)],
      ]
    }
  }

  private static func labelRequirements(_ text: String) -> [JSONValue]? {
    guard !text.isEmpty, let selector = try? LabelSelector.parse(text), !selector.requirements.isEmpty else {
      return nil
    }
    return selector.requirements.compactMap { requirement in
      let name: String
      switch requirement.operator {
      case .in, .equals, .doubleEquals: name = "In"
      case .notIn, .notEquals: name = "NotIn"
      case .exists: name = "Exists"
      case .doesNotExist: name = "DoesNotExist"
      default: return nil
      }
      var result: JSONValue = ["key": .string(requirement.key), "operator": .string(name)]
      if !requirement.values.isEmpty { result["values"] = texts(requirement.values) }
      return result
    }
  }

  /// The selector of `resourceAttributes` as text; requirements that selectors can't say are left out, which only
  /// makes the question a wider one.
  static func fieldSelector(_ json: JSONValue?) -> String {
    if let raw = json?["rawSelector"]?.stringValue, !raw.isEmpty { return raw }
    return (json?["requirements"]?.arrayValue ?? []).compactMap { requirement -> String? in
      guard let values = requirement["values"]?.arrayValue?.compactMap(\.stringValue), values.count == 1 else {
        return nil
      }
      let key = requirement["key"]?.stringValue ?? ""
      switch requirement["operator"]?.stringValue {
      case "In": return "\(key)=\(FieldSelector.escaped(values[0]))"
      case "NotIn": return "\(key)!=\(FieldSelector.escaped(values[0]))"
      default: return nil
      }
    }.joined(separator: ",")
  }

  static func labelSelector(_ json: JSONValue?) -> String {
    if let raw = json?["rawSelector"]?.stringValue, !raw.isEmpty { return raw }
    return (json?["requirements"]?.arrayValue ?? []).compactMap { requirement -> String? in
      let key = requirement["key"]?.stringValue ?? ""
      let values = (requirement["values"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ",")
      switch requirement["operator"]?.stringValue {
      case "In": return "\(key) in (\(values))"
      case "NotIn": return "\(key) notin (\(values))"
      case "Exists": return key
      case "DoesNotExist": return "!\(key)"
      default: return nil
      }
    }.joined(separator: ",")
  }
}
