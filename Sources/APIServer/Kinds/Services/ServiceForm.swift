import APIMachinery

/// What a Service's type asks for, read from its JSON.
struct ServiceForm {
  var object: JSONValue

  init(_ object: JSONValue) { self.object = object }

  subscript(member: String) -> JSONValue? {
    get {
      guard let value = object[path: "spec", member], !value.isNull else { return nil }
      return value
    }
    set { object.set(["spec", member], to: newValue) }
  }

  private func texts(_ member: String) -> [String] { self[member]?.arrayValue?.compactMap(\.stringValue) ?? [] }
  private mutating func set(_ member: String, _ texts: [String]) {
    self[member] = texts.isEmpty ? nil : .array(texts.map { .string($0) })
  }

  var type: String { self["type"]?.stringValue ?? "" }
  var clusterIP: String {
    get { self["clusterIP"]?.stringValue ?? "" }
    set { self["clusterIP"] = newValue.isEmpty ? nil : .string(newValue) }
  }
  var clusterIPs: [String] {
    get { texts("clusterIPs") }
    set { set("clusterIPs", newValue) }
  }
  var families: [String] {
    get { texts("ipFamilies") }
    set { set("ipFamilies", newValue) }
  }
  var policy: String? {
    get { self["ipFamilyPolicy"]?.stringValue }
    set { self["ipFamilyPolicy"] = newValue.map { .string($0) } }
  }
  var ports: [JSONValue] {
    get { self["ports"]?.arrayValue ?? [] }
    set { self["ports"] = newValue.isEmpty ? nil : .array(newValue) }
  }
  var healthCheckNodePort: Int {
    get { Int(self["healthCheckNodePort"]?.integerValue ?? 0) }
    set { self["healthCheckNodePort"] = newValue == 0 ? nil : .integer(Int64(newValue)) }
  }

  var needsClusterIP: Bool { type != "ExternalName" }
  var needsNodePort: Bool { type == "NodePort" || type == "LoadBalancer" }
  var needsHealthCheck: Bool { type == "LoadBalancer" && self["externalTrafficPolicy"]?.stringValue == "Local" }
  /// Whether ports that name no node port get one.
  var allocatesNodePorts: Bool {
    type == "NodePort" || type == "LoadBalancer" && self["allocateLoadBalancerNodePorts"]?.boolValue ?? true
  }
  /// Such that nothing gives it addresses: its families are the client's to say.
  var isHeadlessWithoutSelector: Bool {
    clusterIP == "None" && (self["selector"]?.objectValue?.isEmpty ?? true)
  }
  var isHeadless: Bool { clusterIPs.first == "None" }

  /// Those of its ports that have one.
  var nodePorts: [Int] { ports.map(\.nodePort).filter { $0 != 0 } }
}

extension JSONValue {
  /// Of a Service's port; zero for none.
  var nodePort: Int { Int(self["nodePort"]?.integerValue ?? 0) }
  /// A Service's port itself.
  var portNumber: Int { Int(self["port"]?.integerValue ?? 0) }
}
