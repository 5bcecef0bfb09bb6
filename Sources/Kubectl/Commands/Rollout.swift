import APIMachinery
import ArgumentParser

/// `kubectl rollout`.
struct Rollout: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Manage the rollout of workloads.",
    subcommands: [Status.self, History.self, Undo.self, Restart.self, Pause.self, Resume.self])

  /// The object a subcommand works on.
  struct Target: ParsableArguments {
    @OptionGroup var global: GlobalFlags
    @OptionGroup var selectors: SelectorFlags
    @OptionGroup var files: FileFlags
    @Argument(help: "TYPE NAME or TYPE/NAME; TYPE alone: all of them") var resources: [String] = []

    /// - Parameter all: Without a name every object of the type is meant.
    func resolve(all: Bool = false) async throws -> (Session, [ResolvedObject]) {
      guard !resources.isEmpty || !files.isEmpty else {
        throw KubectlError("error: required resource not specified")
      }
      let session = try global.session()
      let resolver = ObjectResolver(
        session: session, global: global, selectors: selectors, files: files, all: all)
      return (session, try await resolver.resolve(resources))
    }
  }

  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Wait until the newest rollout is done.")
    @OptionGroup var target: Target
    @Flag(name: [.customShort("w"), .long], inversion: .prefixedNo, help: "Wait until it is done.") var watch = true
    @Option(help: ArgumentHelp("How long to wait; 0 is for ever.", valueName: "duration")) var timeout: String?
    @Option(help: "Wait for this revision only; 0: the newest.") var revision = 0

    func run() async throws {
      let (session, objects) = try await target.resolve()
      for object in objects { try await follow(object, session) }
    }

    private func follow(_ target: ResolvedObject, _ session: Session) async throws {
      let limit = try timeout.map(Durations.required) ?? .zero
      let start = session.time.uptime()
      var last = ""
      while true {
        let object = try await session.json("GET", target.path)
        let (message, isDone) = try RolloutProgress.describe(object, name: target.name, revision: revision)
        if message != last {
          Terminal.print(message)
          last = message
        }
        if isDone || !watch { return }
        if limit > .zero && session.time.uptime() - start > limit {
          throw KubectlError("error: timed out waiting for the condition")
        }
        try await session.time.sleep(for: .milliseconds(200))
      }
    }
  }

  struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show the revisions of a workload.")
    @OptionGroup var target: Target
    @OptionGroup var output: OutputFlags
    @Option(help: "Show this revision's pod template.") var revision = 0

    func run() async throws {
      guard revision >= 0 else { throw KubectlError("error: revision must be a positive integer: \(revision)") }
      let (session, objects) = try await target.resolve()
      let printer = try output.printer()
      for object in objects {
        let revisions = try await RolloutHistory(session: session).revisions(of: object)
        if !printer.format.isTable {
          for found in revisions where revision == 0 || found.number == revision {
            Terminal.write(try printer.text(found.object, resource: nil), to: 1)
          }
          continue
        }
        Terminal.print("\(object.display)\(revision > 0 ? " with revision #\(revision)" : " ")")
        Terminal.write(try text(revisions), to: 1)
      }
    }

    private func text(_ revisions: [RolloutHistory.Revision]) throws -> String {
      guard !revisions.isEmpty else { return "No rollout history found.\n" }
      guard revision > 0 else {
        let rows = revisions.map { "\($0.number)\t\($0.changeCause.isEmpty ? "<none>" : $0.changeCause)\n" }
        return TabWriter.align("REVISION\tCHANGE-CAUSE\n" + rows.joined()) + "\n"
      }
      guard let found = revisions.first(where: { $0.number == revision }) else {
        throw KubectlError("error: unable to find the specified revision")
      }
      var text = DescribeText()
      var template = found.template
      if !found.changeCause.isEmpty {
        var metadata = template["metadata"] ?? [:]
        var annotations = metadata["annotations"] ?? [:]
        annotations[RolloutHistory.changeCause] = .string(found.changeCause)
        metadata["annotations"] = annotations
        template["metadata"] = metadata
      }
      Describers.template(template, into: &text)
      return text.text
    }
  }

  struct Undo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Go back to an earlier revision.")
    @OptionGroup var target: Target
    @OptionGroup var change: ChangeFlags
    @Option(name: .customLong("to-revision"), help: "The revision to go back to; 0: the one before.") var revision = 0

    func run() async throws {
      let (session, objects) = try await target.resolve()
      for object in objects {
        let changed = try await RolloutHistory(session: session).undo(object, to: revision, dryRun: change.dryRun)
        try change.report(
          object.object, object,
          verb: changed
            ? "rolled back" : "skipped rollback (current template already matches revision \(revision))")
      }
    }
  }

  struct Restart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Replace every pod, as a rollout does.")
    @OptionGroup var target: Target
    @OptionGroup var change: ChangeFlags

    func run() async throws {
      let time = Surroundings.current.time.now().rfc3339
      try await Rollout.change(target, change, all: true, verb: "restarted", doing: "restarting") { object in
        guard ["Deployment", "DaemonSet", "StatefulSet"].contains(object.resource.kind) else { return nil }
        guard object.object[path: "spec", "paused"] != true else {
          throw KubectlError("error: can't restart paused deployment (run rollout resume first)")
        }
        return [
          "spec": ["template": ["metadata": ["annotations": ["kubectl.kubernetes.io/restartedAt": .string(time)]]]]
        ]
      }
    }
  }

  struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Stop a Deployment's controller from rolling out.")
    @OptionGroup var target: Target
    @OptionGroup var change: ChangeFlags

    func run() async throws { try await Rollout.setPaused(true, target, change) }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let a paused Deployment go on.")
    @OptionGroup var target: Target
    @OptionGroup var change: ChangeFlags

    func run() async throws { try await Rollout.setPaused(false, target, change) }
  }

  private static func setPaused(_ paused: Bool, _ target: Target, _ change: ChangeFlags) async throws {
    try await self.change(
      target, change, all: true, verb: paused ? "paused" : "resumed", doing: paused ? "pausing" : "resuming"
    ) { object in
      guard object.resource.kind == "Deployment" else { return nil }
      guard (object.object[path: "spec", "paused"] == true) != paused else {
        throw KubectlError(
          "error: \(object.resource.qualifiedName) \"\(object.name)\" is \(paused ? "already" : "not") paused")
      }
      return ["spec": ["paused": paused ? true : .null]]
    }
  }

  /// Patches each object. `patch` gives nil for kinds that can't be changed so.
  private static func change(
    _ target: Target, _ change: ChangeFlags, all: Bool, verb: String, doing: String,
    patch: (ResolvedObject) throws -> JSONValue?
  ) async throws {
    let (session, objects) = try await target.resolve(all: all)
    var failures = Failures()
    for object in objects {
      do {
        guard let patch = try patch(object) else {
          throw KubectlError("error: \(object.resource.qualifiedName) \"\(object.name)\" \(doing) is not supported")
        }
        var result = object.object
        if !change.isClientDryRun {
          result = try await session.json(
            "PATCH", object.path, query: change.query(manager: "kubectl-rollout"), body: patch,
            contentType: "application/strategic-merge-patch+json")
        }
        try change.report(result, object, verb: verb)
      } catch {
        failures.add(error)
      }
    }
    try failures.finish()
  }
}
