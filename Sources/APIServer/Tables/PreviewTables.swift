import APIMachinery

/// Cells of the kinds that aren't served by default.
enum PreviewTables {
  private static func condition(_ type: String, of object: JSONValue) -> JSONValue? {
    object[path: "status", "conditions"]?.arrayValue?.first { $0["type"]?.stringValue == type }
  }

  private static func holds(_ type: String, _ object: JSONValue) -> Bool {
    condition(type, of: object)?["status"] == "True"
  }

  static let certificateState: SimpleTable.Cell = { object, _ in
    .string(["Issued", "Denied", "Failed"].first { holds($0, object) } ?? "Pending")
  }

  static let annotations: SimpleTable.Cell = { object, _ in
    TableCells.labels(object[path: "spec", "unverifiedUserAnnotations"])
  }

  static let schedulingPolicy: SimpleTable.Cell = { object, _ in
    let policy = object[path: "spec", "schedulingPolicy"]
    return .string(policy?["gang"]?.objectValue != nil ? "Gang" : policy?["basic"]?.objectValue != nil ? "Basic" : "")
  }

  static let groupStatus: SimpleTable.Cell = { object, _ in
    guard let scheduled = condition("PodGroupScheduled", of: object) else { return "Pending" }
    return scheduled["status"] == "True" ? "Scheduled" : TableCells.text(scheduled["reason"], or: "Pending")
  }

  /// What the first servers say, and how many more there are.
  static let storageVersions: SimpleTable.Cell = { object, _ in
    let servers = object[path: "status", "storageVersions"]?.arrayValue ?? []
    guard !servers.isEmpty else { return "<unset>" }
    let shown = servers.prefix(3).map {
      "\($0["apiServerID"]?.stringValue ?? "")=\($0["encodingVersion"]?.stringValue ?? "")"
    }
    let more = servers.count - shown.count
    return .string(shown.joined(separator: ",") + (more > 0 ? " + \(more) more..." : ""))
  }

  static let migratedResource: SimpleTable.Cell = { object, _ in
    let resource = object[path: "spec", "resource"]
    let (name, group) = (resource?["resource"]?.stringValue ?? "", resource?["group"]?.stringValue ?? "")
    return .string(group.isEmpty ? name : "\(name).\(group)")
  }

  static let migrationStatus: SimpleTable.Cell = { object, _ in
    .string(["Succeeded", "Failed", "Running"].first { holds($0, object) } ?? "Pending")
  }
}

/// Questions about pools: the sums over the pools of the answer.
struct PoolStatusTable: TablePrinter {
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue] {
    let status = object["status"]
    let pools = status?["pools"]?.arrayValue ?? []
    func sum(_ name: String) -> JSONValue {
      guard status != nil, status?.isNull == false else { return "<none>" }
      return .string("\(pools.reduce(0) { $0 + ($1[name]?.integerValue ?? 0) })")
    }
    let errors = pools.count { $0["validationError"]?.stringValue?.isEmpty == false }
    let complete = status?["conditions"]?.arrayValue?.first { $0["type"] == "Complete" && $0["status"] == "True" }
    let failed = status?["conditions"]?.arrayValue?.contains { $0["type"] == "Failed" && $0["status"] == "True" }
    return [
      TableCells.name(object), TableCells.text(object[path: "spec", "driver"]), sum("totalDevices"),
      sum("availableDevices"), sum("allocatedDevices"), sum("unavailableDevices"),
      status?.objectValue == nil ? "<none>" : .string("\(errors)"), .integer(Int64(pools.count)),
      complete != nil ? "Complete" : failed == true ? "Failed" : "Pending",
      TableCells.since(complete?["lastTransitionTime"], now, unknown: "<none>"),
    ]
  }
}
