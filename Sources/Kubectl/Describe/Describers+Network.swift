import APIMachinery

/// How pods are reached, and how they are not.
extension Describers {
  static func service(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    let spec = object["spec"] ?? [:]
    header(context, into: &text)
    labelsAndAnnotations(object, into: &text)
    text.field(0, "Selector", selector(spec["selector"]))
    text.field(0, "Type", spec.text("type"))
    if let policy = spec["ipFamilyPolicy"]?.stringValue { text.field(0, "IP Family Policy", policy) }
    func joined(_ member: String) -> String {
      let values = spec.list(member).compactMap(\.stringValue)
      return values.isEmpty ? "<none>" : values.joined(separator: ",")
    }
    text.field(0, "IP Families", joined("ipFamilies"))
    text.field(0, "IP", spec.text("clusterIP"))
    text.field(0, "IPs", joined("clusterIPs"))
    let external = spec.list("externalIPs").compactMap(\.stringValue)
    if !external.isEmpty { text.field(0, "External IPs", external.joined(separator: ",")) }
    if let address = spec["loadBalancerIP"]?.stringValue { text.field(0, "Desired LoadBalancer IP", address) }
    if let name = spec["externalName"]?.stringValue { text.field(0, "External Name", name) }
    let balancers = object[path: "status", "loadBalancer"]?.list("ingress") ?? []
    if !balancers.isEmpty {
      let places = balancers.map { entry in
        let address = entry["ip"]?.stringValue ?? entry.text("hostname")
        return address + (entry["ipMode"]?.stringValue.map { " (\($0))" } ?? "")
      }
      text.field(0, "LoadBalancer Ingress", places.joined(separator: ", "))
    }
    let slices = await endpointSlices(of: context.name, context)
    for port in spec.list("ports") {
      let name = port["name"]?.stringValue ?? "<unset>"
      let kind = port["protocol"]?.stringValue ?? "TCP"
      text.field(0, "Port", "\(name)\t\(port.number("port"))/\(kind)")
      text.field(0, "TargetPort", "\(JSONPath.text(port["targetPort"] ?? ""))/\(kind)")
      if let nodePort = port["nodePort"]?.integerValue, nodePort > 0 {
        text.field(0, "NodePort", "\(name)\t\(nodePort)/\(kind)")
      }
      text.field(0, "Endpoints", addresses(slices, port: port["name"]?.stringValue ?? ""))
    }
    text.field(0, "Session Affinity", spec["sessionAffinity"]?.stringValue ?? "None")
    if let policy = spec["externalTrafficPolicy"]?.stringValue { text.field(0, "External Traffic Policy", policy) }
    if let policy = spec["internalTrafficPolicy"]?.stringValue { text.field(0, "Internal Traffic Policy", policy) }
    if let port = spec["healthCheckNodePort"]?.integerValue, port > 0 {
      text.field(0, "HealthCheck NodePort", String(port))
    }
    if let ranges = spec["loadBalancerSourceRanges"]?.arrayValue, !ranges.isEmpty {
      text.field(0, "LoadBalancer Source Ranges", ranges.compactMap(\.stringValue).joined(separator: ","))
    }
    await context.addEvents(to: &text)
  }

  static func endpointSlices(of service: String, _ context: DescribeContext) async -> [JSONValue] {
    await context.list(
      "/apis/discovery.k8s.io/v1/namespaces/\(context.namespace)/endpointslices",
      query: [QueryItem("labelSelector", "kubernetes.io/service-name=\(service)")])
  }

  /// The first addresses of a port, and how many there are besides.
  static func addresses(_ slices: [JSONValue], port: String) -> String {
    guard !slices.isEmpty else { return "<none>" }
    var found: [String] = []
    for slice in slices {
      guard let number = slice.list("ports").first(where: { $0.text("name") == port })?["port"]?.integerValue
      else { continue }
      for endpoint in slice.list("endpoints") where endpoint[path: "conditions", "ready"] != false {
        found += endpoint.list("addresses").compactMap(\.stringValue).map { address in
          address.contains(":") ? "[\(address)]:\(number)" : "\(address):\(number)"
        }
      }
    }
    if found.count > 3 { return found.prefix(3).joined(separator: ",") + " + \(found.count - 3) more..." }
    return found.joined(separator: ",")
  }

  static func endpoints(_ context: DescribeContext, into text: inout DescribeText) async {
    header(context, into: &text)
    labelsAndAnnotations(context.object, into: &text)
    text.line(0, "Subsets:")
    for subset in context.object.list("subsets") {
      for (title, member) in [("Addresses", "addresses"), ("NotReadyAddresses", "notReadyAddresses")] {
        let addresses = subset.list(member).map { $0.text("ip") }
        text.field(1, title, addresses.isEmpty ? "<none>" : addresses.joined(separator: ","))
      }
      let ports = subset.list("ports")
      if !ports.isEmpty {
        text.line(1, "Ports:")
        text.line(2, "Name\tPort\tProtocol")
        text.line(2, "----\t----\t--------")
        for port in ports {
          text.line(
            2, "\(port["name"]?.stringValue ?? "<unset>")\t\(port.number("port"))\t\(port.text("protocol"))")
        }
      }
      text.line(0, "")
    }
    await context.addEvents(to: &text)
  }

  static func endpointSlice(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    header(context, into: &text)
    labelsAndAnnotations(object, into: &text)
    text.field(0, "AddressType", object.text("addressType"))
    let ports = object.list("ports")
    if ports.isEmpty {
      text.line(0, "Ports: <unset>")
    } else {
      text.line(0, "Ports:")
      text.line(1, "Name\tPort\tProtocol")
      text.line(1, "----\t----\t--------")
      for port in ports {
        let name = port.text("name")
        text.line(
          1,
          "\(name.isEmpty ? "<unset>" : name)\t\(port["port"].map(JSONPath.text) ?? "<unset>")\t\(port.text("protocol"))"
        )
      }
    }
    let endpoints = object.list("endpoints")
    if endpoints.isEmpty { text.line(0, "Endpoints: <none>") } else { text.line(0, "Endpoints:") }
    for endpoint in endpoints {
      let addresses = endpoint.list("addresses").compactMap(\.stringValue).joined(separator: ",")
      text.line(1, "- Addresses:\t\(addresses)")
      text.line(2, "Conditions:")
      text.field(3, "Ready", endpoint[path: "conditions", "ready"].map(JSONPath.text) ?? "<unset>")
      text.field(2, "Hostname", endpoint["hostname"]?.stringValue ?? "<unset>")
      if let target = endpoint["targetRef"] {
        text.field(2, "TargetRef", "\(target.text("kind"))/\(target.text("name"))")
      }
      text.field(2, "NodeName", endpoint["nodeName"]?.stringValue ?? "<unset>")
      text.field(2, "Zone", endpoint["zone"]?.stringValue ?? "<unset>")
      let topology = endpoint.entries("deprecatedTopology")
      if !topology.isEmpty {
        text.line(2, "Topology:")
        for (key, value) in topology { text.field(3, key, JSONPath.text(value)) }
      }
    }
    await context.addEvents(to: &text)
  }

  static func ingress(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    let spec = object["spec"] ?? [:]
    text.field(0, "Name", context.name)
    text.map(0, "Labels", object[path: "metadata", "labels"])
    text.field(0, "Namespace", context.namespace)
    let addresses = (object[path: "status", "loadBalancer"]?.list("ingress") ?? [])
      .map { $0["ip"]?.stringValue ?? $0.text("hostname") }
    text.field(0, "Address", addresses.joined(separator: ","))
    text.field(0, "Ingress Class", spec["ingressClassName"]?.stringValue ?? "<none>")
    var backend = "<default>"
    if let own = spec["defaultBackend"] { backend = await self.backend(own, context) }
    text.field(0, "Default backend", backend)
    if !spec.list("tls").isEmpty {
      text.line(0, "TLS:")
      for entry in spec.list("tls") {
        let hosts = entry.list("hosts").compactMap(\.stringValue).joined(separator: ",")
        let secret = entry.text("secretName")
        text.line(1, secret.isEmpty ? "SNI routes \(hosts)" : "\(secret) terminates \(hosts)")
      }
    }
    text.line(0, "Rules:")
    text.line(1, "Host\tPath\tBackends")
    text.line(1, "----\t----\t--------")
    var rules = 0
    for rule in spec.list("rules") {
      guard let paths = rule[path: "http"]?.list("paths") else { continue }
      rules += 1
      let host = rule["host"]?.stringValue ?? "*"
      text.line(1, "\(host)\t")
      for path in paths {
        text.line(1, "\t\(path.text("path")) \t\(await self.backend(path["backend"] ?? [:], context))")
      }
    }
    if rules == 0 { text.line(1, "\("*")\t\("*")\t\(backend)") }
    text.map(0, "Annotations", object[path: "metadata", "annotations"], separator: ": ", skipping: hiddenAnnotations)
    await context.addEvents(to: &text)
  }

  /// `web:http (10.0.0.1:8080)`.
  private static func backend(_ backend: JSONValue, _ context: DescribeContext) async -> String {
    guard let service = backend["service"] else {
      let resource = backend["resource"] ?? [:]
      let group = resource.text("apiGroup")
      return
        "APIGroup: \(group.isEmpty ? "<none>" : group), Kind: \(resource.text("kind")), Name: \(resource.text("name"))"
    }
    let name = service.text("name")
    let port = service["port"] ?? [:]
    let shown = port["name"]?.stringValue ?? String(port.number("number"))
    let found: JSONValue
    do {
      found = try await context.session.json("GET", "/api/v1/namespaces/\(context.namespace)/services/\(name)")
    } catch let error as APIError {
      return "\(name):\(shown) (<error: \(error.message)>)"
    } catch {
      return "\(name):\(shown) (<error: \(error)>)"
    }
    let its = found["spec"]?.list("ports").first { candidate in
      port["name"]?.stringValue.map { candidate.text("name") == $0 } ?? (candidate["port"] == port["number"])
    }
    let slices = await endpointSlices(of: name, context)
    return "\(name):\(shown) (\(addresses(slices, port: its?.text("name") ?? "")))"
  }

  static func ingressClass(_ context: DescribeContext, into text: inout DescribeText) async {
    text.field(0, "Name", context.name)
    labelsAndAnnotations(context.object, into: &text)
    text.field(0, "Controller", context.object["spec"]?.text("controller") ?? "")
    if let parameters = context.object[path: "spec", "parameters"] {
      text.line(0, "Parameters:")
      if let group = parameters["apiGroup"]?.stringValue { text.field(1, "APIGroup", group) }
      text.field(1, "Kind", parameters.text("kind"))
      text.field(1, "Name", parameters.text("name"))
    }
    await context.addEvents(to: &text)
  }
}

/// Ranges and addresses of Services.
extension Describers {
  static func serviceCIDR(_ context: DescribeContext, into text: inout DescribeText) async {
    text.field(0, "Name", context.name)
    labelsAndAnnotations(context.object, into: &text)
    text.field(
      0, "CIDRs", (context.object["spec"]?.list("cidrs") ?? []).compactMap(\.stringValue).joined(separator: ", "))
    let conditions = context.object["status"]?.list("conditions") ?? []
    if !conditions.isEmpty {
      text.line(0, "Status:")
      text.line(0, "Conditions:")
      text.line(1, "Type\tStatus\tLastTransitionTime\tReason\tMessage")
      text.line(1, "----\t------\t------------------\t------\t-------")
      for condition in conditions {
        text.line(
          1,
          "\(condition.text("type")) \t\(condition.text("status")) \t\(DescribeTime.text(condition["lastTransitionTime"])) \t\(condition.text("reason")) \t\(condition.text("message"))"
        )
      }
    }
    await context.addEvents(to: &text)
  }

  static func ipAddress(_ context: DescribeContext, into text: inout DescribeText) async {
    text.field(0, "Name", context.name)
    labelsAndAnnotations(context.object, into: &text)
    if let parent = context.object[path: "spec", "parentRef"] {
      text.line(0, "Parent Reference:")
      text.field(1, "Group", parent.text("group"))
      text.field(1, "Resource", parent.text("resource"))
      text.field(1, "Namespace", parent.text("namespace"))
      text.field(1, "Name", parent.text("name"))
    }
    await context.addEvents(to: &text)
  }
}
