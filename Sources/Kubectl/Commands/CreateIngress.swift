import APIMachinery
import ArgumentParser

/// `kubectl create ingress`.
struct CreateIngress: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingress", abstract: "Create an Ingress.",
    discussion: "A rule is HOST/PATH=SERVICE:PORT[,tls[=SECRET]]; a path that ends in * takes all that begins so.",
    aliases: ["ing"])
  @OptionGroup var flags: GeneratorFlags
  @Option(name: .customLong("class"), help: ArgumentHelp("Class of the Ingress.", valueName: "name"))
  var className: String?
  @Option(help: ArgumentHelp("May be repeated.", valueName: "host/path=service:port[,tls[=secret]]"))
  var rule: [String] = []
  @Option(
    name: .customLong("default-backend"), help: ArgumentHelp("For all other requests.", valueName: "service:port"))
  var defaultBackend: String?
  @Option(help: ArgumentHelp("May be repeated.", valueName: "key=value")) var annotation: [String] = []
  @OptionGroup var argument: NameArgument

  func run() async throws {
    let name = try argument.name("ingress")
    guard !rule.isEmpty || defaultBackend != nil else {
      throw KubectlError(
        "error: not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)"
      )
    }
    var metadata: JSONValue = ["name": .string(name)]
    if !annotation.isEmpty {
      metadata["annotations"] = .object(
        JSONObject(
          try annotation.map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else {
              throw KubectlError("error: annotation \(pair) is invalid and should be in format key=[value]")
            }
            return (parts[0], .string(parts[1]))
          }))
    }
    var spec: JSONValue = [:]
    if let className { spec["ingressClassName"] = .string(className) }
    if let defaultBackend { spec["defaultBackend"] = try IngressRule.backend(defaultBackend) }
    let rules = try rule.map { try IngressRule($0) }
    let tls = IngressRule.tls(rules)
    if !tls.isEmpty { spec["tls"] = .array(tls) }
    if !rules.isEmpty { spec["rules"] = .array(IngressRule.rules(rules)) }
    try await flags.create([
      "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": spec,
      "status": ["loadBalancer": [:]],
    ])
  }
}

/// `foo.com/path*=service:8080,tls=secret`.
struct IngressRule {
  var host: String
  var path: String
  var pathType: String
  var backend: JSONValue
  /// Nil without TLS, empty for TLS without a secret of its own.
  var secret: String?

  init(_ text: String) throws {
    let parts = text.split(separator: ",", maxSplits: 1).map(String.init)
    let pair = (parts.first ?? "").split(separator: "=", maxSplits: 1).map(String.init)
    guard pair.count == 2, let slash = pair[0].firstIndex(of: "/") else {
      throw KubectlError(
        "error: rule \(text) is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]")
    }
    host = String(pair[0][..<slash])
    path = String(pair[0][slash...])
    pathType = "Exact"
    if path.hasSuffix("*") {
      pathType = "Prefix"
      path.removeLast()
    }
    backend = try Self.backend(pair[1])
    guard parts.count > 1 else { return }
    let tls = parts[1].split(separator: "=", maxSplits: 1).map(String.init)
    guard tls.first == "tls" else {
      throw KubectlError(
        "error: rule \(text) is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]")
    }
    secret = tls.count > 1 ? tls[1] : ""
  }

  static func backend(_ text: String) throws -> JSONValue {
    let parts = text.split(separator: ":").map(String.init)
    guard parts.count == 2 else {
      throw KubectlError("error: backend \(text) is invalid and should be in format svcname:svcport")
    }
    let port: JSONValue = Int64(parts[1]).map { ["number": .integer($0)] } ?? ["name": .string(parts[1])]
    return ["service": ["name": .string(parts[0]), "port": port]]
  }

  /// The rules of a host together, in order.
  static func rules(_ rules: [IngressRule]) -> [JSONValue] {
    var hosts: [(host: String, paths: [JSONValue])] = []
    for rule in rules {
      let path: JSONValue = [
        "backend": rule.backend, "path": .string(rule.path), "pathType": .string(rule.pathType),
      ]
      if let index = hosts.firstIndex(where: { $0.host == rule.host }) {
        hosts[index].paths.append(path)
      } else {
        hosts.append((rule.host, [path]))
      }
    }
    return hosts.map { host, paths in
      var rule: JSONValue = ["http": ["paths": .array(paths)]]
      if !host.isEmpty { rule["host"] = .string(host) }
      return rule
    }
  }

  /// The hosts of a secret together, in order.
  static func tls(_ rules: [IngressRule]) -> [JSONValue] {
    var secrets: [(secret: String, hosts: [String])] = []
    for rule in rules {
      guard let secret = rule.secret else { continue }
      if let index = secrets.firstIndex(where: { $0.secret == secret }) {
        if !secrets[index].hosts.contains(rule.host) { secrets[index].hosts.append(rule.host) }
      } else {
        secrets.append((secret, [rule.host]))
      }
    }
    return secrets.map { secret, hosts in
      var entry: JSONValue = [:]
      let named = hosts.filter { !$0.isEmpty }
      if !named.isEmpty { entry["hosts"] = .array(named.map(JSONValue.string)) }
      if !secret.isEmpty { entry["secretName"] = .string(secret) }
      return entry
    }
  }
}
