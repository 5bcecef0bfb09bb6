import APIMachinery

struct ServiceTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let spec = object["spec"] ?? [:]
    let type = spec["type"]?.stringValue ?? ""
    let clusterIP = spec["clusterIPs"]?[0]?.stringValue ?? spec["clusterIP"]?.stringValue ?? ""
    return [
      TableCells.name(object), .string(type),
      .string(type == "ExternalName" || clusterIP.isEmpty ? "<none>" : clusterIP),
      .string(external(object, type)), .string(ports(spec)), TableCells.age(object, now),
      TableCells.labels(spec["selector"]),
    ]
  }

  private func external(_ object: JSONValue, _ type: String) -> String {
    let spec = object["spec"] ?? [:]
    var addresses = (spec["externalIPs"]?.arrayValue ?? []).compactMap(\.stringValue)
    switch type {
    case "LoadBalancer":
      let given = (object[path: "status", "loadBalancer", "ingress"]?.arrayValue ?? [])
        .compactMap { $0["ip"]?.stringValue ?? $0["hostname"]?.stringValue }
      addresses = given + addresses
      return addresses.isEmpty ? "<pending>" : addresses.joined(separator: ",")
    case "ExternalName": return spec["externalName"]?.stringValue ?? "<none>"
    default: return addresses.isEmpty ? "<none>" : addresses.joined(separator: ",")
    }
  }

  private func ports(_ spec: JSONValue) -> String {
    let ports = (spec["ports"]?.arrayValue ?? []).map { port -> String in
      let number = port["port"]?.integerValue ?? 0
      let kind = port["protocol"]?.stringValue ?? "TCP"
      return port["nodePort"]?.integerValue.map { "\(number):\($0)/\(kind)" } ?? "\(number)/\(kind)"
    }
    return ports.isEmpty ? "<none>" : ports.joined(separator: ",")
  }
}

struct NodeTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let info = object[path: "status", "nodeInfo"]
    var states = (object[path: "status", "conditions"]?.arrayValue ?? []).filter { $0["type"] == "Ready" }
      .map { $0["status"] == "True" ? "Ready" : "NotReady" }
    if states.isEmpty { states = ["Unknown"] }
    if object[path: "spec", "unschedulable"] == true { states.append("SchedulingDisabled") }
    let roles = (object[path: "metadata", "labels"]?.objectValue ?? JSONObject()).compactMap { key, value -> String? in
      if key.hasPrefix("node-role.kubernetes.io/") { return String(key.dropFirst("node-role.kubernetes.io/".count)) }
      return key == "kubernetes.io/role" ? value.stringValue : nil
    }.filter { !$0.isEmpty }
    func address(_ type: String) -> JSONValue {
      let found = (object[path: "status", "addresses"]?.arrayValue ?? []).first { $0["type"]?.stringValue == type }
      return TableCells.text(found?["address"], or: "<none>")
    }
    return [
      TableCells.name(object), .string(states.joined(separator: ",")),
      .string(roles.isEmpty ? "<none>" : Set(roles).sorted().joined(separator: ",")), TableCells.age(object, now),
      TableCells.text(info?["kubeletVersion"]), address("InternalIP"), address("ExternalIP"),
      TableCells.text(info?["osImage"], or: "<unknown>"), TableCells.text(info?["kernelVersion"], or: "<unknown>"),
      TableCells.text(info?["containerRuntimeVersion"], or: "<unknown>"),
    ]
  }
}

struct EventTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let about = object["involvedObject"] ?? object["regarding"] ?? [:]
    let first =
      object["firstTimestamp"]?.stringValue ?? object["deprecatedFirstTimestamp"]?.stringValue
      ?? object["eventTime"]?.stringValue
    let last =
      object[path: "series", "lastObservedTime"]?.stringValue ?? object["lastTimestamp"]?.stringValue
      ?? object["deprecatedLastTimestamp"]?.stringValue ?? first
    let count =
      object[path: "series", "count"]?.integerValue ?? object["count"]?.integerValue ?? object["deprecatedCount"]?
      .integerValue ?? 0
    let source = object["source"] ?? object["deprecatedSource"]
    let from = [
      [object["reportingComponent"] ?? object["reportingController"], source?["component"]],
      [object["reportingInstance"], source?["host"]],
    ].compactMap { $0.compactMap { $0?.stringValue }.first { !$0.isEmpty } }.joined(separator: ", ")
    let name = about["name"]?.stringValue ?? ""
    let kind = (about["kind"]?.stringValue ?? "").lowercased()
    return [
      TableCells.since(last.map(JSONValue.string), now), TableCells.text(object["type"]),
      TableCells.text(object["reason"]),
      .string(name.isEmpty ? kind : "\(kind)/\(name)"), TableCells.text(about["fieldPath"]), .string(from),
      .string((object["message"] ?? object["note"])?.stringValue?.trimmingSpaces ?? ""),
      TableCells.since(first.map(JSONValue.string), now),
      .integer(max(count, 1)), TableCells.name(object),
    ]
  }
}

struct EndpointsTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    var found: [String] = []
    for subset in object["subsets"]?.arrayValue ?? [] {
      let addresses = (subset["addresses"]?.arrayValue ?? []).compactMap { $0["ip"]?.stringValue }
      let ports = (subset["ports"]?.arrayValue ?? []).compactMap { $0["port"]?.integerValue }
      if ports.isEmpty { found += addresses }
      for port in ports { found += addresses.map { $0.contains(":") ? "[\($0)]:\(port)" : "\($0):\(port)" } }
    }
    return [TableCells.name(object), .string(Self.shortened(found)), TableCells.age(object, now)]
  }

  /// The first three, and how many more there are.
  static func shortened(_ values: [String]) -> String {
    guard !values.isEmpty else { return "<none>" }
    return values.count > 3
      ? values.prefix(3).joined(separator: ",") + " + \(values.count - 3) more..." : values.joined(separator: ",")
  }
}

struct EndpointSliceTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let ports = (object["ports"]?.arrayValue ?? []).map { port in
      port["port"]?.integerValue.map { "\($0)" } ?? port["name"]?.stringValue ?? "*"
    }
    let addresses = (object["endpoints"]?.arrayValue ?? []).flatMap {
      ($0["addresses"]?.arrayValue ?? []).compactMap(\.stringValue)
    }
    return [
      TableCells.name(object), TableCells.text(object["addressType"]),
      .string(ports.isEmpty ? "<unset>" : EndpointsTable.shortened(ports)),
      .string(addresses.isEmpty ? "<unset>" : EndpointsTable.shortened(addresses)), TableCells.age(object, now),
    ]
  }
}

struct PersistentVolumeTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let spec = object["spec"] ?? [:]
    let claim = spec["claimRef"].flatMap {
      $0.isNull ? nil : "\($0["namespace"]?.stringValue ?? "")/\($0["name"]?.stringValue ?? "")"
    }
    let phase =
      object[path: "metadata", "deletionTimestamp"]?.stringValue == nil
      ? object[path: "status", "phase"]?.stringValue ?? "" : "Terminating"
    return [
      TableCells.name(object), TableCells.text(spec[path: "capacity", "storage"]),
      TableCells.modes(spec["accessModes"]),
      TableCells.text(spec["persistentVolumeReclaimPolicy"]), .string(phase), .string(claim ?? ""),
      TableCells.text(spec["storageClassName"]),
      TableCells.text(spec["volumeAttributesClassName"], or: "<unset>"),
      TableCells.text(object[path: "status", "reason"]),
      TableCells.age(object, now), TableCells.text(spec["volumeMode"], or: "<unset>"),
    ]
  }
}

struct PersistentVolumeClaimTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let spec = object["spec"] ?? [:]
    let status = object["status"] ?? [:]
    let isBound = !(spec["volumeName"]?.stringValue ?? "").isEmpty
    let phase =
      object[path: "metadata", "deletionTimestamp"]?.stringValue == nil
      ? status["phase"]?.stringValue ?? "" : "Terminating"
    return [
      TableCells.name(object), .string(phase), TableCells.text(spec["volumeName"]),
      isBound ? TableCells.text(status[path: "capacity", "storage"]) : "",
      isBound ? TableCells.modes(status["accessModes"]) : "",
      TableCells.text(spec["storageClassName"]), TableCells.text(spec["volumeAttributesClassName"], or: "<unset>"),
      TableCells.age(object, now), TableCells.text(spec["volumeMode"], or: "<unset>"),
    ]
  }
}

struct ResourceQuotaTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let used = object[path: "status", "used"]
    var requests: [String] = []
    var limits: [String] = []
    for (name, hard) in (object[path: "status", "hard"]?.objectValue ?? JSONObject()).sorted(by: { $0.key < $1.key }) {
      let text = "\(name): \(used?[name]?.stringValue ?? "0")/\(hard.stringValue ?? "")"
      if name.hasPrefix("limits") { limits.append(text) } else { requests.append(text) }
    }
    return [
      TableCells.name(object), .string(requests.joined(separator: ", ")), .string(limits.joined(separator: ", ")),
      TableCells.age(object, now),
    ]
  }
}
