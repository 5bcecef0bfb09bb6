import APIMachinery

/// Roles, their bindings, service accounts and certificate requests.
extension Describers {
  static func role(_ context: DescribeContext, into text: inout DescribeText) {
    text.field(0, "Name", context.name)
    labelsAndAnnotations(context.object, into: &text)
    text.line(0, "PolicyRule:")
    text.line(1, "Resources\tNon-Resource URLs\tResource Names\tVerbs")
    text.line(1, "---------\t-----------------\t--------------\t-----")
    for rule in PolicyRules.compact(context.object.list("rules")) {
      text.line(
        1,
        "\(rule.qualifiedResource)\t\(PolicyRules.list(rule.paths))\t\(PolicyRules.list(rule.names))\t\(PolicyRules.list(rule.verbs))"
      )
    }
  }

  static func roleBinding(_ context: DescribeContext, into text: inout DescribeText) {
    text.field(0, "Name", context.name)
    labelsAndAnnotations(context.object, into: &text)
    text.line(0, "Role:")
    text.field(1, "Kind", context.object["roleRef"]?.text("kind") ?? "")
    text.field(1, "Name", context.object["roleRef"]?.text("name") ?? "")
    text.line(0, "Subjects:")
    text.line(1, "Kind\tName\tNamespace")
    text.line(1, "----\t----\t---------")
    for subject in context.object.list("subjects") {
      text.line(1, "\(subject.text("kind"))\t\(subject.text("name"))\t\(subject.text("namespace"))")
    }
  }

  static func serviceAccount(_ context: DescribeContext, into text: inout DescribeText) async {
    header(context, into: &text)
    labelsAndAnnotations(context.object, into: &text)
    let secrets = await context.list(
      "/api/v1/namespaces/\(context.namespace)/secrets",
      query: [QueryItem("fieldSelector", "type=kubernetes.io/service-account-token")]
    ).filter { secret in
      let annotations = secret[path: "metadata", "annotations"]
      return annotations?["kubernetes.io/service-account.name"]?.stringValue == context.name
        && annotations?["kubernetes.io/service-account.uid"] == context.object[path: "metadata", "uid"]
    }
    let there = Set(
      await context.list("/api/v1/namespaces/\(context.namespace)/secrets").map { $0["metadata"]?.text("name") ?? "" })
    func names(_ member: String) -> [String] {
      context.object.list(member).map { $0.text("name") }.map { there.contains($0) ? $0 : "\($0) (not found)" }
    }
    lines(0, "Image pull secrets", names("imagePullSecrets"), into: &text)
    lines(0, "Mountable secrets", names("secrets"), into: &text)
    lines(0, "Tokens", secrets.map { $0["metadata"]?.text("name") ?? "" }, into: &text)
    await context.addEvents(to: &text)
  }

  static func certificateRequest(_ context: DescribeContext, into text: inout DescribeText) async {
    let object = context.object
    let spec = object["spec"] ?? [:]
    text.field(0, "Name", context.name)
    labelsAndPlainAnnotations(object, into: &text)
    creationTime(object, into: &text)
    text.field(0, "Requesting User", spec.text("username"))
    if let signer = spec["signerName"]?.stringValue { text.field(0, "Signer", signer) }
    if let seconds = spec["expirationSeconds"]?.integerValue {
      text.field(0, "Requested Duration", HumanDuration.text(.seconds(seconds)))
    }
    let types = (object["status"]?.list("conditions") ?? []).map { $0.text("type") }
    var states = types.filter { $0 == "Approved" || $0 == "Denied" }
    if states.isEmpty { states = ["Pending"] }
    if object["status"]?["certificate"] != nil { states.append("Issued") }
    if types.contains("Failed") { states.append("Failed") }
    text.field(0, "Status", states.joined(separator: ","))
    if let subject = RequestSubject(request: spec.text("request")) {
      text.line(0, "Subject:")
      text.line(0, "\tCommon Name:\t\(subject.values("2.5.4.3"))")
      text.line(0, "\tSerial Number:\t\(subject.values("2.5.4.5"))")
      for (title, identifier) in [
        ("Organization", "2.5.4.10"), ("Organizational Unit", "2.5.4.11"), ("Country", "2.5.4.6"),
        ("Locality", "2.5.4.7"), ("Province", "2.5.4.8"), ("Street", "2.5.4.9"), ("Postal Code", "2.5.4.17"),
      ] {
        let found = subject.values(identifier)
        if !found.isEmpty { text.line(0, "\t\(title):\t\(found)") }
      }
    }
    await context.addEvents(to: &text)
  }
}

/// The rules of roles, one line for each resource with the verbs of all rules for it.
enum PolicyRules {
  struct Line: Equatable {
    var group = ""
    var resource = ""
    var paths: [String] = []
    var names: [String] = []
    var verbs: [String]
  }

  /// `[get list]`.
  static func list(_ words: [String]) -> String { "[" + words.joined(separator: " ") + "]" }

  /// Rules taken apart to single resources, those for the same ones joined, and sorted as upstream's
  /// `describe` and `auth can-i --list` sort them.
  static func compact(_ rules: [JSONValue]) -> [Line] {
    var lines: [Line] = []
    for line in rules.flatMap(single) {
      if let index = lines.firstIndex(where: {
        $0.group == line.group && $0.resource == line.resource && $0.names == line.names && $0.paths == line.paths
          && $0.paths.isEmpty
      }) {
        for verb in line.verbs where !lines[index].verbs.contains(verb) { lines[index].verbs.append(verb) }
      } else {
        lines.append(line)
      }
    }
    return lines.sorted { sortKey($0) < sortKey($1) }
  }

  private static func single(_ rule: JSONValue) -> [Line] {
    func words(_ member: String) -> [String] { rule.list(member).compactMap(\.stringValue) }
    let verbs = words("verbs")
    if !words("nonResourceURLs").isEmpty {
      return words("nonResourceURLs").map { Line(paths: [$0], verbs: verbs) }
    }
    let groups = words("apiGroups").isEmpty ? [""] : words("apiGroups")
    let names = words("resourceNames").isEmpty ? [[]] : words("resourceNames").map { [$0] }
    return groups.flatMap { group in
      words("resources").flatMap { resource in
        names.map { Line(group: group, resource: resource, names: $0, verbs: verbs) }
      }
    }
  }

  /// As upstream's text of a rule begins: verbs, groups, resources.
  private static func sortKey(_ line: Line) -> String {
    "\(list(line.verbs)),\(list(line.paths.isEmpty ? [line.group] : [])),\(list(line.paths.isEmpty ? [line.resource] : [])),\(list(line.names)),\(list(line.paths))"
  }
}

extension PolicyRules.Line {
  /// `deployments.apps/scale`: the group belongs to the resource, not to its part.
  var qualifiedResource: String {
    guard !group.isEmpty else { return resource }
    guard let slash = resource.firstIndex(of: "/") else { return "\(resource).\(group)" }
    return "\(resource[..<slash]).\(group)\(resource[slash...])"
  }
}
