import APIMachinery

/// Objects as upstream's internal Go structs print them: all members, under their Go names, with null and zero for
/// what is absent. Messages about a change of something immutable show whole structs like that.
enum GoInternalForm {
  /// The complaint that a struct has changed; nothing where it hasn't.
  static func immutable(_ field: ObjectField, _ old: JSONValue?, _ type: String) -> [FieldError] {
    guard !SemanticEquality.areEqual(field.value, old) else { return [] }
    return [field.invalid(showing: field.isPresent ? of(field.value, type) : .null, "field is immutable")]
  }

  /// A list of such structs.
  static func list(_ value: JSONValue?, of type: String) -> JSONValue {
    value?.arrayValue.map { .array($0.map { of($0, type) }) } ?? .null
  }

  /// What differs between two structs, as upstream appends it to such a complaint.
  static func changes(from old: JSONValue?, to new: JSONValue?, _ type: String) -> String {
    LineDifference(from: of(old, type).indentedText, to: of(new, type).indentedText).text
  }

  /// - Parameter type: Such as `core/v1.PodSpec`.
  static func of(_ value: JSONValue?, _ type: String) -> JSONValue {
    guard let type = SchemaRegistry.builtIn.type(named: type) else { return value ?? .null }
    return object(value, type)
  }

  private static func object(_ value: JSONValue?, _ type: ObjectType) -> JSONValue {
    var result = JSONObject()
    append(value, type, to: &result)
    return .object(result)
  }

  private static func append(_ value: JSONValue?, _ type: ObjectType, to result: inout JSONObject) {
    // Metadata and selectors are the same structs inside and outside, with names and rules of JSON.
    if type.name.hasPrefix("meta/v1.") {
      for member in value?.objectValue?.members ?? [] where !member.value.isNull { result[member.key] = member.value }
      return
    }
    switch type.name {
    case "core/v1.PodSpec": return appendPodSpec(value, type, to: &result)
    default: break
    }
    for field in type.fields where field.name != "fsGroupChangePolicy" {
      append(value?[field.name], field, to: &result)
      // Here alone the internal order of a struct without special treatment is another.
      if field.name == "fsGroup", let policy = type.field(named: "fsGroupChangePolicy") {
        append(value?[policy.name], policy, to: &result)
      }
    }
  }

  private static func append(_ value: JSONValue?, _ field: Field, to result: inout JSONObject) {
    // Embedded in the internal struct, so that its members stand among the others.
    if field.name == "metadata", case .object(let type) = field.type { return append(value, type, to: &result) }
    result[GoNames.name(field.name)] = member(value, field.type, isPointer: field.isOptional)
  }

  private static func member(_ value: JSONValue?, _ type: ValueType, isPointer: Bool) -> JSONValue {
    let isAbsent = value == nil || value == .null
    if isAbsent, isPointer { return .null }
    switch type {
    case .object(let inner): return object(value, inner)
    case .list(let element):
      guard case .array(let elements)? = value else { return .null }
      return .array(elements.map { member($0, element, isPointer: false) })
    case .map(let element):
      guard case .object(let members)? = value else { return .null }
      return .object(JSONObject(members.members.map { ($0.key, member($0.value, element, isPointer: false)) }))
    case .string: return value ?? ""
    case .bool: return value ?? false
    case .int32, .int64, .double: return value ?? 0
    default: return value ?? .null
    }
  }

  /// Internally the host's namespaces belong to the security context, and the members have another order.
  private static func appendPodSpec(_ value: JSONValue?, _ type: ObjectType, to result: inout JSONObject) {
    for name in podSpecMembers {
      guard let field = type.field(named: name) else { continue }
      guard name == "securityContext", case .object(let inner) = field.type else {
        append(value?[name], field, to: &result)
        continue
      }
      var context = JSONObject()
      for host in ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"] {
        if let field = type.field(named: host) { append(value?[host], field, to: &context) }
      }
      append(value?[name], inner, to: &context)
      result["SecurityContext"] = .object(context)
    }
  }

  private static let podSpecMembers = [
    "volumes", "initContainers", "containers", "ephemeralContainers", "restartPolicy",
    "terminationGracePeriodSeconds", "activeDeadlineSeconds", "dnsPolicy", "nodeSelector", "serviceAccountName",
    "automountServiceAccountToken", "nodeName", "securityContext", "imagePullSecrets", "hostname", "subdomain",
    "setHostnameAsFQDN", "affinity", "schedulerName", "tolerations", "hostAliases", "priorityClassName", "priority",
    "preemptionPolicy", "dnsConfig", "readinessGates", "runtimeClassName", "overhead", "enableServiceLinks",
    "topologySpreadConstraints", "os", "schedulingGates", "resourceClaims", "resources", "hostnameOverride",
    "schedulingGroup",
  ]
}

/// Go's names of members, from those in JSON: a capital in front, and initials in capitals.
enum GoNames {
  private static let exceptions = [
    "tty": "TTY", "os": "OS", "dnsPolicy": "DNSPolicy", "dnsConfig": "DNSConfig", "ips": "IPs", "cel": "CEL",
    "fsType": "FSType", "fsGroup": "FSGroup", "fsGroupChangePolicy": "FSGroupChangePolicy",
    "seLinuxOptions": "SELinuxOptions", "seLinuxChangePolicy": "SELinuxChangePolicy", "iqn": "IQN", "ip": "IP",
    "gcePersistentDisk": "GCEPersistentDisk", "awsElasticBlockStore": "AWSElasticBlockStore", "nfs": "NFS",
    "rbd": "RBD", "iscsi": "ISCSI", "fc": "FC", "cephfs": "CephFS", "csi": "CSI", "pdName": "PDName",
    "volumeID": "VolumeID", "hostPort": "HostPort", "hostIP": "HostIP", "httpGet": "HTTPGet",
    "httpHeaders": "HTTPHeaders", "tcpSocket": "TCPSocket", "grpc": "GRPC", "url": "URL", "wwids": "WWIDs",
    "targetWWNs": "TargetWWNs", "apiGroup": "APIGroup", "apiVersion": "APIVersion", "uid": "UID",
    "downwardAPI": "DownwardAPI", "azureFile": "AzureFile", "scaleIO": "ScaleIO", "storageos": "StorageOS",
    "vsphereVolume": "VsphereVolume",
  ]

  static func name(_ json: String) -> String {
    exceptions[json] ?? json.prefix(1).uppercased() + json.dropFirst()
  }
}
