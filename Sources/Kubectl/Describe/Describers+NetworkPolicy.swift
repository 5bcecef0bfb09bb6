import APIMachinery

extension Describers {
  static func networkPolicy(_ context: DescribeContext, into text: inout DescribeText) {
    let spec = context.object["spec"] ?? [:]
    header(context, into: &text)
    let made = context.object[path: "metadata", "creationTimestamp"]?.stringValue ?? ""
    let time = made.replacing("T", with: " ").replacing("Z", with: " +0000 UTC")
    text.field(0, "Created on", time)
    labelsAndAnnotations(context.object, into: &text)
    text.line(0, "Spec:")
    let chosen = selector(spec["podSelector"])
    text.line(
      1,
      "PodSelector:     \(chosen == "<none>" ? "<none> (Allowing the specific traffic to all pods in this namespace)" : chosen)"
    )
    let types = spec.list("policyTypes").compactMap(\.stringValue)
    for (type, title, member, peers, selected) in [
      ("Ingress", "ingress", "ingress", "From", "from"), ("Egress", "egress", "egress", "To", "to"),
    ] {
      guard types.contains(type) else {
        text.line(1, "Not affecting \(title) traffic")
        continue
      }
      text.line(1, "Allowing \(title) traffic:")
      rules(spec.list(member), isIngress: type == "Ingress", peers, selected, into: &text)
    }
    text.line(1, "Policy Types: \(types.joined(separator: ", "))")
  }

  private static func rules(
    _ rules: [JSONValue], isIngress: Bool, _ title: String, _ member: String, into text: inout DescribeText
  ) {
    guard !rules.isEmpty else {
      return text.line(
        2,
        isIngress
          ? "<none> (Selected pods are isolated for ingress connectivity)"
          : "<none> (Selected pods are isolated for egress connectivity)")
    }
    for (position, rule) in rules.enumerated() {
      let ports = rule.list("ports")
      if ports.isEmpty { text.line(2, "To Port: <any> (traffic allowed to all ports)") }
      for port in ports {
        let number = port["port"].map(JSONPath.text) ?? "<any>"
        let end = port["endPort"].map { "-\(JSONPath.text($0))" } ?? ""
        text.line(2, "To Port: \(number)\(end)/\(port["protocol"]?.stringValue ?? "TCP")")
      }
      let peers = rule.list(member)
      if peers.isEmpty {
        text.line(2, "\(title): <any> (traffic not restricted by \(isIngress ? "source" : "destination"))")
      }
      for peer in peers {
        text.line(2, "\(title):")
        if let block = peer["ipBlock"] {
          text.line(3, "IPBlock:")
          text.line(4, "CIDR: \(block.text("cidr"))")
          text.line(4, "Except: \(block.list("except").compactMap(\.stringValue).joined(separator: ", "))")
          continue
        }
        if let namespaces = peer["namespaceSelector"] { text.line(3, "NamespaceSelector: \(selector(namespaces))") }
        if let pods = peer["podSelector"] { text.line(3, "PodSelector: \(selector(pods))") }
      }
      if position < rules.count - 1 { text.line(2, "----------") }
    }
  }
}
