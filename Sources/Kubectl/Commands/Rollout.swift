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
    @Argument(help: "TYPE NAME or TYPE/NAME") var resources: [String]

    func resolve() async throws -> (Session, [ResolvedObject]) {
      let session = try global.session()
      return (
        session, try await ObjectResolver(session: session, global: global, selectors: selectors).resolve(resources)
      )
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
      let limit = timeout.flatMap(Durations.parse) ?? .zero
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
    @Option(help: "Show this revision's pod template.") var revision: Int?

    func run() async throws {
      let (session, objects) = try await target.resolve()
      for object in objects {
        let revisions = try await RolloutHistory(session: session).revisions(of: object)
        Terminal.print("\(object.display.replacing(object.resource.objectPrefix, with: object.resource.objectPrefix)) ")
        if let revision {
          guard let found = revisions.first(where: { $0.number == revision }) else {
            throw KubectlError("error: unable to find the specified revision")
          }
          Terminal.write(String(decoding: YAMLCodec.encode(found.template), as: UTF8.self), to: 1)
          continue
        }
        let rows = revisions.map { [String($0.number), $0.changeCause.isEmpty ? "<none>" : $0.changeCause] }
        Terminal.write(TextTable(header: ["REVISION", "CHANGE-CAUSE"], rows: rows).text(), to: 1)
        Terminal.print("")
      }
    }
  }

  struct Undo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Go back to an earlier revision.")
    @OptionGroup var target: Target
    @OptionGroup var dryRun: DryRunFlags
    @Option(name: .customLong("to-revision"), help: "The revision to go back to; 0: the one before.") var revision = 0

    func run() async throws {
      let (session, objects) = try await target.resolve()
      for object in objects {
        let changed = try await RolloutHistory(session: session).undo(object, to: revision, dryRun: dryRun)
        Terminal.print(
          "\(object.display) \(changed ? "rolled back" : "skipped rollback (current template already matches revision \(revision))")\(dryRun.suffix)"
        )
      }
    }
  }

  struct Restart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Replace every pod, as a rollout does.")
    @OptionGroup var target: Target

    func run() async throws {
      let (session, objects) = try await target.resolve()
      for object in objects {
        let patch: JSONValue = [
          "spec": [
            "template": [
              "metadata": [
                "annotations": [
                  "kubectl.kubernetes.io/restartedAt": .string(session.time.now().rfc3339)
                ]
              ]
            ]
          ]
        ]
        _ = try await session.json(
          "PATCH", object.path, query: [QueryItem("fieldManager", "kubectl-rollout")], body: patch,
          contentType: "application/strategic-merge-patch+json")
        Terminal.print("\(object.display) restarted")
      }
    }
  }

  struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Stop a Deployment's controller from rolling out.")
    @OptionGroup var target: Target

    func run() async throws { try await setPaused(true, target, verb: "paused") }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let a paused Deployment go on.")
    @OptionGroup var target: Target

    func run() async throws { try await setPaused(false, target, verb: "resumed") }
  }

  private static func setPaused(_ paused: Bool, _ target: Target, verb: String) async throws {
    let (session, objects) = try await target.resolve()
    for object in objects {
      guard object.resource.kind == "Deployment" else {
        throw KubectlError(
          "error: \(object.resource.qualifiedName) \"\(object.name)\" \(paused ? "pausing" : "resuming") is not supported"
        )
      }
      _ = try await session.json(
        "PATCH", object.path, body: ["spec": ["paused": paused ? true : .null]],
        contentType: "application/merge-patch+json")
      Terminal.print("\(object.display) \(verb)")
    }
  }
}
