import APIMachinery

/// Configuration, and what limits a namespace.
extension Describers {
  static func configMap(_ context: DescribeContext, into text: inout DescribeText) async {
    header(context, into: &text)
    labelsAndAnnotations(context.object, into: &text)
    text.line(0, "")
    text.line(0, "Data")
    text.line(0, "====")
    for (key, value) in context.object.entries("data") {
      text.line(0, "\(key):")
      text.line(0, "----")
      for line in (value.stringValue ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
        text.line(0, String(line))
      }
      text.line(0, "")
    }
    text.line(0, "")
    text.line(0, "BinaryData")
    text.line(0, "====")
    for (key, value) in context.object.entries("binaryData") { text.line(0, "\(key): \(bytes(value)) bytes") }
    text.line(0, "")
    await context.addEvents(to: &text)
  }

  private static func bytes(_ value: JSONValue) -> Int { (try? Base64.decode(value.stringValue ?? ""))?.count ?? 0 }

  static func secret(_ context: DescribeContext, into text: inout DescribeText) {
    header(context, into: &text)
    labelsAndAnnotations(context.object, into: &text)
    text.line(0, "")
    text.field(0, "Type", context.object.text("type"))
    text.line(0, "")
    text.line(0, "Data")
    text.line(0, "====")
    for (key, value) in context.object.entries("data") {
      let isToken = context.object["type"] == "kubernetes.io/service-account-token" && key == "token"
      let shown =
        isToken ? (try? Base64.decode(value.stringValue ?? "")).map { String(decoding: $0, as: UTF8.self) } : nil
      text.field(0, key, shown ?? "\(bytes(value)) bytes")
    }
  }

  static func namespace(_ context: DescribeContext, into text: inout DescribeText) async {
    header(context, into: &text, showsNamespace: false)
    labelsAndAnnotations(context.object, into: &text)
    text.field(0, "Status", context.object["status"]?.text("phase") ?? "")
    let quotas = await context.list("/api/v1/namespaces/\(context.name)/resourcequotas")
    text.line(0, "")
    if quotas.isEmpty {
      text.line(0, "No resource quota.")
    } else {
      text.line(0, "Resource Quotas")
      for quota in quotas {
        text.field(1, "Name", quota["metadata"]?.text("name") ?? "")
        quotaRows(quota, level: 1, ruler: "--------\t---\t---", into: &text)
      }
    }
    text.line(0, "")
    let limits = await context.list("/api/v1/namespaces/\(context.name)/limitranges")
    guard !limits.isEmpty else { return text.line(0, "No LimitRange resource.") }
    text.line(0, "Resource Limits")
    limitRows(limits.flatMap { $0["spec"]?.list("limits") ?? [] }, indent: " ", into: &text)
  }

  static func quota(_ context: DescribeContext, into text: inout DescribeText) {
    header(context, into: &text)
    let scopes = (context.object["spec"]?.list("scopes") ?? []).compactMap(\.stringValue).sorted()
    if !scopes.isEmpty {
      text.field(0, "Scopes", scopes.joined(separator: ", "))
      let meanings = [
        "Terminating":
          "Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.",
        "NotTerminating":
          "Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.",
        "BestEffort":
          "Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.",
        "NotBestEffort":
          "Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.",
      ]
      for scope in scopes { if let meaning = meanings[scope] { text.line(0, " * \(meaning)") } }
    }
    quotaRows(context.object, level: 0, ruler: "--------\t----\t----", into: &text)
  }

  private static func quotaRows(_ quota: JSONValue, level: Int, ruler: String, into text: inout DescribeText) {
    text.line(level, "Resource\tUsed\tHard")
    text.line(level, ruler)
    let status = quota["status"] ?? [:]
    for (name, hard) in status.entries("hard") {
      text.line(level, "\(name)\t\(status[path: "used", name].map(JSONPath.text) ?? "0")\t\(JSONPath.text(hard))")
    }
  }

  static func limitRange(_ context: DescribeContext, into text: inout DescribeText) {
    header(context, into: &text)
    limitRows(context.object["spec"]?.list("limits") ?? [], indent: "", into: &text)
  }

  private static func limitRows(_ limits: [JSONValue], indent: String, into text: inout DescribeText) {
    text.line(0, "\(indent)Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio")
    text.line(0, "\(indent)----\t--------\t---\t---\t---------------\t-------------\t-----------------------")
    let members = ["min", "max", "defaultRequest", "default", "maxLimitRequestRatio"]
    for limit in limits {
      let names = Set(members.flatMap { limit[$0]?.objectValue?.keys ?? [] }).sorted()
      for name in names {
        let amounts = members.map { limit[path: $0, name].map(JSONPath.text) ?? "-" }
        text.line(0, "\(indent)\(limit.text("type"))\t\(name)\t\(amounts.joined(separator: "\t"))")
      }
    }
  }
}
