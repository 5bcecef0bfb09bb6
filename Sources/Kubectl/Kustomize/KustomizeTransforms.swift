import APIMachinery

/// What a kustomization changes in all its objects alike: namespace, names, labels, annotations, replicas.
struct KustomizeTransforms {
  private let content: JSONValue

  init(_ content: JSONValue) { self.content = content }

  /// In kustomize's order.
  func apply(to resources: inout [KustomizeResource]) {
    let namespace = content.text("namespace")
    let (prefix, suffix) = (content.text("namePrefix"), content.text("nameSuffix"))
    for index in resources.indices {
      if !namespace.isEmpty { Self.move(&resources[index], to: namespace) }
      if !Self.keepsName(resources[index]) {
        if !prefix.isEmpty { resources[index].rename(prefix + resources[index].name, affix: "^" + prefix) }
        if !suffix.isEmpty { resources[index].rename(resources[index].name + suffix, affix: "$" + suffix) }
      }
      let kind = resources[index].kind
      for (map, fields) in labels(kind) { Self.add(map, to: fields, of: &resources[index]) }
      if let map = content["commonAnnotations"] {
        let fields =
          [KustomizeField("metadata/annotations", creates: true)]
          + KustomizeFields.templateMetadata(kind, "annotations")
        Self.add(map, to: fields, of: &resources[index])
      }
    }
  }

  private static func add(_ map: JSONValue, to fields: [KustomizeField], of resource: inout KustomizeResource) {
    for field in fields {
      field.update(&resource.object) { value in
        if value.objectValue == nil { value = [:] }
        for (key, new) in map.objectValue ?? JSONObject() { value[key] = .string(JSONPath.text(new)) }
      }
    }
  }

  /// The labels to set, and where.
  private func labels(_ kind: String) -> [(JSONValue, [KustomizeField])] {
    let own = [KustomizeField("metadata/labels", creates: true)]
    let templates = KustomizeFields.templateMetadata(kind, "labels")
    let selectors = KustomizeFields.selectors(kind)
    var result = content.list("labels").map { entry -> (JSONValue, [KustomizeField]) in
      var fields = own + entry.list("fields").compactMap { Self.field($0, kind) }
      if entry["includeSelectors"] == true { fields += templates + selectors }
      if entry["includeTemplates"] == true { fields += templates }
      return (entry["pairs"] ?? [:], fields)
    }
    if let map = content["commonLabels"] { result.append((map, own + templates + selectors)) }
    return result
  }

  /// A place that the kustomization itself names.
  private static func field(_ entry: JSONValue, _ kind: String) -> KustomizeField? {
    guard entry.text("kind").isEmpty || entry.text("kind") == kind else { return nil }
    return KustomizeField(entry.text("path").replacing("[]", with: ""), creates: entry["create"] == true)
  }

  /// Kinds whose names mean something beyond the kustomization.
  private static func keepsName(_ resource: KustomizeResource) -> Bool {
    ["CustomResourceDefinition", "APIService", "Namespace"].contains(resource.kind)
  }

  private static func move(_ resource: inout KustomizeResource, to namespace: String) {
    switch resource.kind {
    case "Namespace": resource.rename(namespace)
    case "RoleBinding", "ClusterRoleBinding":
      // Subjects that are part of the build follow it; the default account belongs to the namespace.
      KustomizeField("subjects").update(&resource.object) { subjects in
        subjects = .array(
          (subjects.arrayValue ?? []).map { subject in
            guard subject["kind"] == "ServiceAccount", subject["name"] == "default" else { return subject }
            var subject = subject
            subject["namespace"] = .string(namespace)
            return subject
          })
      }
    case "APIService":
      KustomizeField("spec/service/namespace", creates: true).update(&resource.object) { $0 = .string(namespace) }
    case "CustomResourceDefinition":
      KustomizeField("spec/conversion/webhook/clientConfig/service/namespace").update(&resource.object) {
        $0 = .string(namespace)
      }
    default: break
    }
    if resource.isNamespaced { resource.move(to: namespace) }
  }
}

/// `images` and `replicas`.
enum KustomizeImages {
  static func apply(_ content: JSONValue, to resources: inout [KustomizeResource]) throws {
    for entry in content.list("replicas") {
      let name = entry.text("name")
      let chosen = resources.indices.filter {
        KustomizeFields.replicas.contains(resources[$0].kind)
          && resources[$0].was(kind: resources[$0].kind, group: nil, name: name)
      }
      guard !chosen.isEmpty else {
        throw KubectlError(
          "error: resource with name \(name) does not match a config with the following GVK [\(KustomizeFields.replicas.joined(separator: " "))]"
        )
      }
      for index in chosen { resources[index].object["spec"]?["replicas"] = entry["count"] ?? 0 }
    }
    for entry in content.list("images") {
      for index in resources.indices where resources[index].kind != "CustomResourceDefinition" {
        update(&resources[index].object, entry)
      }
    }
  }

  /// Changes the images of every list of containers, wherever it is.
  private static func update(_ value: inout JSONValue, _ entry: JSONValue) {
    switch value {
    case .array(let elements):
      value = .array(
        elements.map { element in
          var element = element
          update(&element, entry)
          return element
        })
    case .object(let object):
      for (key, inner) in object {
        var inner = inner
        if ["containers", "initContainers", "ephemeralContainers"].contains(key) {
          inner = .array(
            (inner.arrayValue ?? []).map { container in
              var container = container
              if let image = container["image"]?.stringValue { container["image"] = .string(changed(image, entry)) }
              return container
            })
        } else {
          update(&inner, entry)
        }
        value[key] = inner
      }
    default: return
    }
  }

  static func changed(_ image: String, _ entry: JSONValue) -> String {
    var (name, tag, digest) = split(image)
    guard name == entry.text("name") else { return image }
    if let new = entry["newName"]?.stringValue, !new.isEmpty { name = new }
    if let new = entry["newTag"], !new.isNull { (tag, digest) = (JSONPath.text(new), "") }
    if let new = entry["digest"]?.stringValue, !new.isEmpty { (tag, digest) = ("", new) }
    if let suffix = entry["tagSuffix"]?.stringValue, !tag.isEmpty { tag += suffix }
    return name + (tag.isEmpty ? "" : ":" + tag) + (digest.isEmpty ? "" : "@" + digest)
  }

  /// `registry:5000/name:tag@digest` in its parts.
  private static func split(_ image: String) -> (name: String, tag: String, digest: String) {
    let parts = image.split(separator: "@", maxSplits: 1).map(String.init)
    let digest = parts.count > 1 ? parts[1] : ""
    let rest = parts.first ?? ""
    let start = rest.lastIndex(of: "/") ?? rest.startIndex
    guard let colon = rest[start...].lastIndex(of: ":") else { return (rest, "", digest) }
    return (String(rest[..<colon]), String(rest[rest.index(after: colon)...]), digest)
  }
}
