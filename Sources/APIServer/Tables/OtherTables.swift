import APIMachinery

struct IngressTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let spec = object["spec"] ?? [:]
    let hosts = (spec["rules"]?.arrayValue ?? []).map { rule -> String in
      let host = rule["host"]?.stringValue ?? ""
      return host.isEmpty ? "*" : host
    }
    let addresses = (object[path: "status", "loadBalancer", "ingress"]?.arrayValue ?? [])
      .compactMap { $0["ip"]?.stringValue ?? $0["hostname"]?.stringValue }
    return [
      TableCells.name(object), TableCells.text(spec["ingressClassName"], or: "<none>"),
      .string(hosts.isEmpty ? "*" : EndpointsTable.shortened(hosts)), .string(addresses.joined(separator: ",")),
      .string((spec["tls"]?.arrayValue ?? []).isEmpty ? "80" : "80, 443"), TableCells.age(object, now),
    ]
  }
}

struct CertificateSigningRequestTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let spec = object["spec"] ?? [:]
    let duration = spec["expirationSeconds"]?.integerValue.map { HumanDuration.text(.seconds($0)) }
    return [
      TableCells.name(object), TableCells.age(object, now), TableCells.text(spec["signerName"], or: "<none>"),
      TableCells.text(spec["username"]), .string(duration ?? "<none>"), .string(condition(object)),
    ]
  }

  private func condition(_ object: JSONValue) -> String {
    let types = Set((object[path: "status", "conditions"]?.arrayValue ?? []).compactMap { $0["type"]?.stringValue })
    var state = types.contains("Denied") ? "Denied" : types.contains("Approved") ? "Approved" : "Pending"
    if types.contains("Failed") { state += ",Failed" }
    if !(object[path: "status", "certificate"]?.stringValue ?? "").isEmpty { state += ",Issued" }
    return state
  }
}

struct APIServiceTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let record = APIServiceRecord(object)
    let condition = CustomResourceConditions(object).condition("Available")
    var status = condition?.status ?? "Unknown"
    if let condition, status != "True", !condition.reason.isEmpty { status += " (\(condition.reason))" }
    return [
      TableCells.name(object), .string(record.service.map { "\($0.namespace)/\($0.name)" } ?? "Local"),
      .string(status), TableCells.age(object, now),
    ]
  }
}

struct StorageClassTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let annotations = object[path: "metadata", "annotations"]
    let isDefault = ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"]
      .contains { annotations?[$0] == "true" }
    let name = object[path: "metadata", "name"]?.stringValue ?? ""
    return [
      .string(isDefault ? "\(name) (default)" : name), TableCells.text(object["provisioner"]),
      TableCells.text(object["reclaimPolicy"], or: "Delete"),
      TableCells.text(object["volumeBindingMode"], or: "Immediate"),
      .bool(object["allowVolumeExpansion"] == true), TableCells.age(object, now),
    ]
  }
}

struct PriorityLevelTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let spec = object["spec"] ?? [:]
    let shares = spec[path: "limited", "nominalConcurrencyShares"] ?? spec[path: "exempt", "nominalConcurrencyShares"]
    let queuing = spec[path: "limited", "limitResponse", "queuing"]
    func number(_ value: JSONValue?) -> JSONValue { value?.integerValue.map(JSONValue.integer) ?? "<none>" }
    return [
      TableCells.name(object), TableCells.text(spec["type"]), number(shares), number(queuing?["queues"]),
      number(queuing?["handSize"]),
      number(queuing?["queueLengthLimit"]), TableCells.age(object, now),
    ]
  }
}

struct ScaleTable: TablePrinter {
  static let columns = [
    TableColumn(name: "Name", type: "string"), TableColumn(name: "Desired", type: "integer"),
    TableColumn(name: "Available", type: "integer"), TableColumn(name: "Age", type: "string"),
  ]

  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    [
      TableCells.name(object), TableCells.count(object[path: "spec", "replicas"]),
      TableCells.count(object[path: "status", "replicas"]), TableCells.age(object, now),
    ]
  }
}

/// Kinds without columns of their own: the name and when it was made.
struct DefaultTable: TablePrinter {
  static let columns = [
    TableColumn(name: "Name", type: "string", format: "name", priority: 0),
    TableColumn(name: "Created At", type: "date", format: "", priority: 0),
  ]

  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    [TableCells.name(object), TableCells.text(object[path: "metadata", "creationTimestamp"])]
  }
}
