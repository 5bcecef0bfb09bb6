import APIMachinery
import ArgumentParser

/// `kubectl certificate`.
struct Certificate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Decide on certificate signing requests.", subcommands: [Approve.self, Deny.self])

  struct Approve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Approve certificate signing requests.")
    @OptionGroup var decision: CertificateDecision

    func run() async throws { try await decision.run("Approved", refusing: "Denied", verb: "approved") }
  }

  struct Deny: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Deny certificate signing requests.")
    @OptionGroup var decision: CertificateDecision

    func run() async throws { try await decision.run("Denied", refusing: "Approved", verb: "denied") }
  }
}

/// What approving and denying share.
struct CertificateDecision: ParsableArguments {
  @OptionGroup var global: GlobalFlags
  @OptionGroup var files: FileFlags
  @OptionGroup var output: OutputFlags
  @Argument(help: "NAME…") var names: [String] = []
  @Flag(help: "Also where the request has been decided already.") var force = false

  func run(_ condition: String, refusing other: String, verb: String) async throws {
    guard !names.isEmpty || !files.isEmpty else {
      throw KubectlError("error: one or more CSRs must be specified as <name> or -f <filename>")
    }
    let session = try global.session()
    let resolver = ObjectResolver(session: session, global: global, files: files)
    let words = names.map { $0.contains("/") ? $0 : "certificatesigningrequests.certificates.k8s.io/\($0)" }
    var failures = Failures()
    for target in try await resolver.resolve(words, &failures) {
      do {
        try await decide(target, condition, refusing: other, verb: verb, session)
      } catch {
        failures.add(error)
      }
    }
    try failures.finish()
  }

  private func decide(
    _ target: ResolvedObject, _ condition: String, refusing other: String, verb: String, _ session: Session
  ) async throws {
    var request = target.object
    var status = request["status"] ?? [:]
    var conditions = status["conditions"]?.arrayValue ?? []
    let present = conditions.compactMap { $0["type"]?.stringValue }
    guard force || !present.contains(other) else {
      throw KubectlError("error: certificate signing request \"\(target.name)\" is already \(other)")
    }
    if !present.contains(condition) {
      let reason = condition == "Approved" ? "KubectlApprove" : "KubectlDeny"
      conditions.append([
        "type": .string(condition), "status": "True", "reason": .string(reason),
        "message": .string("This CSR was \(verb) by kubectl certificate \(verb.hasPrefix("a") ? "approve" : "deny")."),
        "lastUpdateTime": .string(session.time.now().rfc3339),
      ])
      status["conditions"] = .array(conditions)
      request["status"] = status
      request = try await session.json("PUT", target.path + "/approval", body: request)
    }
    let printer = try output.printer()
    if printer.format.isTable {
      Terminal.print("\(target.display) \(verb)")
    } else {
      Terminal.write(try printer.text(request, resource: target.resource), to: 1)
    }
  }
}
