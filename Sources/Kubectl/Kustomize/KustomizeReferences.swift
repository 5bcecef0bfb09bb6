import APIMachinery

/// Follows renamed objects: whatever refers to one by a name it had gets its present name.
enum KustomizeReferences {
  /// A field that names an object, and of which kind that is.
  private struct Reference {
    let kind: String
    let field: KustomizeField
    /// The field is a map with a name and a namespace.
    var isMap = false

    init(_ kind: String, _ path: String, isMap: Bool = false) {
      self.kind = kind
      field = KustomizeField(path)
      self.isMap = isMap
    }
  }

  static func fix(_ resources: inout [KustomizeResource]) {
    let all = resources
    for index in resources.indices {
      let referrer = all[index]
      for reference in references(of: referrer.kind) {
        reference.field.update(&resources[index].object) { value in
          if reference.isMap {
            value = followed(map: value, reference.kind, referrer, all)
          } else if let elements = value.arrayValue {
            value = .array(elements.map { followed($0, reference.kind, referrer, all) })
          } else {
            value = followed(value, reference.kind, referrer, all)
          }
        }
      }
    }
  }

  private static func followed(
    _ value: JSONValue, _ kind: String, _ referrer: KustomizeResource, _ all: [KustomizeResource]
  ) -> JSONValue {
    guard let name = value.stringValue,
      let target = target(kind, name, namespace: referrer.originalNamespace, referrer, all)
    else { return value }
    return .string(target.name)
  }

  private static func followed(
    map value: JSONValue, _ kind: String, _ referrer: KustomizeResource, _ all: [KustomizeResource]
  ) -> JSONValue {
    if let elements = value.arrayValue {
      return .array(elements.map { followed(map: $0, kind, referrer, all) })
    }
    guard let name = value["name"]?.stringValue else { return value }
    if let named = value["kind"]?.stringValue, named != kind { return value }
    let namespace = value["namespace"]?.stringValue ?? referrer.originalNamespace
    guard let target = target(kind, name, namespace: namespace, referrer, all) else { return value }
    var value = value
    value["name"] = .string(target.name)
    if value["namespace"] != nil || value["kind"] == "ServiceAccount", !target.namespace.isEmpty {
      value["namespace"] = .string(target.namespace)
    }
    return value
  }

  /// The object that is meant: of the kind, once of the name; of several the one that came the same way.
  private static func target(
    _ kind: String, _ name: String, namespace: String, _ referrer: KustomizeResource, _ all: [KustomizeResource]
  ) -> KustomizeResource? {
    var found = all.filter { $0.was(kind: kind, group: nil, name: name) }
    let near = found.filter { candidate in
      !candidate.isNamespaced
        || candidate.namespaces.contains { $0 == namespace || ($0.isEmpty && namespace == "default") }
    }
    if !near.isEmpty { found = near } else if referrer.isNamespaced { found = [] }
    if found.count > 1 {
      let same = found.filter { $0.affixes == referrer.affixes }
      if !same.isEmpty { found = same }
    }
    return Set(found.map(\.name)).count == 1 ? found.first : nil
  }

  // MARK: Where references are

  private static func references(of kind: String) -> [Reference] {
    (KustomizeFields.podSpec(kind).map(podReferences) ?? []) + (others[kind] ?? [])
  }

  private static func podReferences(_ spec: String) -> [Reference] {
    var result: [Reference] = []
    for (kind, word) in [("ConfigMap", "configMap"), ("Secret", "secret")] {
      for containers in ["containers", "initContainers"] {
        result.append(Reference(kind, "\(spec)/\(containers)/env/valueFrom/\(word)KeyRef/name"))
        result.append(Reference(kind, "\(spec)/\(containers)/envFrom/\(word)Ref/name"))
      }
      result.append(Reference(kind, "\(spec)/volumes/\(word)/\(word == "secret" ? "secretName" : "name")"))
      result.append(Reference(kind, "\(spec)/volumes/projected/sources/\(word)/name"))
    }
    return result + [
      Reference("Secret", "\(spec)/imagePullSecrets/name"), Reference("ServiceAccount", "\(spec)/serviceAccountName"),
      Reference("PersistentVolumeClaim", "\(spec)/volumes/persistentVolumeClaim/claimName"),
      Reference("PriorityClass", "\(spec)/priorityClassName"),
    ]
  }

  private static let scaled = ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"]
  private static let ruleNames = ["ConfigMap", "Secret"].map { Reference($0, "rules/resourceNames") }
  private static let webhook = [Reference("Service", "webhooks/clientConfig/service", isMap: true)]

  private static let others: [String: [Reference]] = [
    "HorizontalPodAutoscaler": scaled.map { Reference($0, "spec/scaleTargetRef", isMap: true) },
    "StatefulSet": [
      Reference("Service", "spec/serviceName"),
      Reference("StorageClass", "spec/volumeClaimTemplates/spec/storageClassName"),
    ],
    "Ingress": [
      Reference("Secret", "spec/tls/secretName"), Reference("IngressClass", "spec/ingressClassName"),
      Reference("Service", "spec/rules/http/paths/backend/serviceName"),
      Reference("Service", "spec/backend/serviceName"),
      Reference("Service", "spec/rules/http/paths/backend/service/name"),
      Reference("Service", "spec/defaultBackend/service/name"),
    ],
    "HTTPRoute": [Reference("Service", "spec/rules/backendRefs/name")],
    "APIService": [Reference("Service", "spec/service/name")],
    "ValidatingWebhookConfiguration": webhook,
    "MutatingWebhookConfiguration": webhook,
    "Role": ruleNames,
    "ClusterRole": ruleNames + [Reference("PersistentVolume", "rules/resourceNames")],
    "RoleBinding": [
      Reference("Role", "roleRef", isMap: true), Reference("ClusterRole", "roleRef", isMap: true),
      Reference("ServiceAccount", "subjects", isMap: true),
    ],
    "ClusterRoleBinding": [
      Reference("ClusterRole", "roleRef", isMap: true), Reference("ServiceAccount", "subjects", isMap: true),
    ],
    "ServiceAccount": [Reference("Secret", "imagePullSecrets/name")],
    "StorageClass": ["secretName", "adminSecretName", "userSecretName", "secretRef"].map {
      Reference("Secret", "parameters/\($0)")
    },
    "PersistentVolume": [
      Reference("Secret", "spec/azureFile/secretName"), Reference("StorageClass", "spec/storageClassName"),
    ],
    "PersistentVolumeClaim": [
      Reference("PersistentVolume", "spec/volumeName"), Reference("StorageClass", "spec/storageClassName"),
    ],
  ]
}
