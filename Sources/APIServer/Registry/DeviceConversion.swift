import APIMachinery

/// `resource.k8s.io/v1beta1`: what a request asks for exactly stands in the request itself, and what is known of a
/// device in a member of its own.
struct DeviceConversion: VersionConversion {
  let kind: String
  private static let old = "resource.k8s.io/v1beta1"
  private static let new = "resource.k8s.io/v1"

  func toStored(_ object: JSONValue) -> JSONValue { converted(object, to: Self.new, slice: flatten, request: nest) }

  func fromStored(_ object: JSONValue) -> JSONValue { converted(object, to: Self.old, slice: wrap, request: spread) }

  private func converted(
    _ object: JSONValue, to apiVersion: String, slice: (inout JSONValue) -> Void, request: (inout JSONValue) -> Void
  ) -> JSONValue {
    var object = object
    object["apiVersion"] = .string(apiVersion)
    guard var spec = object["spec"] else { return object }
    switch kind {
    case "ResourceSlice": slice(&spec)
    case "ResourceClaim": Self.change(&spec, request)
    case "ResourceClaimTemplate":
      guard var inner = spec["spec"] else { return object }
      Self.change(&inner, request)
      spec["spec"] = inner
    default: break
    }
    object["spec"] = spec
    return object
  }

  private static func change(_ spec: inout JSONValue, _ request: (inout JSONValue) -> Void) {
    guard var requests = spec[path: "devices", "requests"]?.arrayValue else { return }
    for index in requests.indices { request(&requests[index]) }
    spec["devices"]?["requests"] = .array(requests)
  }

  // MARK: Requests

  private static let exactMembers = [
    "deviceClassName", "selectors", "allocationMode", "count", "adminAccess", "tolerations", "capacity",
  ]

  /// Members that say what is wanted go into `exactly`.
  private func nest(_ request: inout JSONValue) {
    var exactly: [JSONObject.Member] = []
    for name in Self.exactMembers {
      guard let value = request[name] else { continue }
      request[name] = nil
      if value != "" { exactly.append(JSONObject.Member(name, value)) }
    }
    guard !exactly.isEmpty else { return }
    // The class is always written, and comes first.
    if exactly[0].key != "deviceClassName" { exactly.insert(JSONObject.Member("deviceClassName", ""), at: 0) }
    request["exactly"] = .object(JSONObject(uniqueMembers: exactly))
  }

  private func spread(_ request: inout JSONValue) {
    guard case .object(let given) = request else { return }
    var members: [JSONObject.Member] = []
    for member in given.members {
      guard member.key == "exactly", case .object(let exactly) = member.value else {
        members.append(member)
        continue
      }
      members += exactly.members
    }
    if !members.contains(where: { $0.key == "deviceClassName" }) {
      members.append(JSONObject.Member("deviceClassName", ""))
    }
    request = .object(JSONObject(uniqueMembers: members))
  }

  // MARK: Slices

  private func flatten(_ spec: inout JSONValue) {
    if spec["nodeName"] == "" { spec["nodeName"] = nil }
    if spec["allNodes"] == false { spec["allNodes"] = nil }
    changeDevices(&spec) { device in
      guard case .object(let known)? = device["basic"] else {
        device["basic"] = nil
        return
      }
      device["basic"] = nil
      for (key, value) in known { device[key] = value }
    }
  }

  private func wrap(_ spec: inout JSONValue) {
    if spec["nodeName"] == "" { spec["nodeName"] = nil }
    if spec["allNodes"] == false { spec["allNodes"] = nil }
    changeDevices(&spec) { device in
      guard case .object(let members) = device else { return }
      let known = members.members.filter { $0.key != "name" }
      device = ["name": members["name"] ?? "", "basic": .object(JSONObject(uniqueMembers: known))]
    }
  }

  private func changeDevices(_ spec: inout JSONValue, _ change: (inout JSONValue) -> Void) {
    guard var devices = spec["devices"]?.arrayValue else { return }
    for index in devices.indices { change(&devices[index]) }
    spec["devices"] = .array(devices)
  }
}

/// Versions that differ in their name alone.
struct RenamedVersion: VersionConversion {
  let served: String
  let storedAs: String

  func toStored(_ object: JSONValue) -> JSONValue { renamed(object, storedAs) }

  func fromStored(_ object: JSONValue) -> JSONValue { renamed(object, served) }

  private func renamed(_ object: JSONValue, _ apiVersion: String) -> JSONValue {
    var object = object
    object["apiVersion"] = .string(apiVersion)
    return object
  }
}
