import APIMachinery
import ArgumentParser

/// `kubectl describe`.
struct Describe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show the details of objects, with their events.")
  @OptionGroup var global: GlobalFlags
  @OptionGroup var selectors: SelectorFlags
  @OptionGroup var files: FileFlags
  @Argument(help: "TYPE [NAME…] or TYPE/NAME…") var resources: [String] = []
  @Option(
    name: .customLong("show-events"), help: ArgumentHelp("Show the events about the objects.", valueName: "true|false"))
  var showEvents = true

  func run() async throws {
    guard !resources.isEmpty || !files.isEmpty else {
      throw KubectlError(
        "error: You must specify the type of resource to describe. Use \"kubectl api-resources\" for a complete list of supported resources."
      )
    }
    let session = try global.session()
    var failures = Failures()
    var objects: [ResolvedObject]
    var isPrefix = false
    do {
      objects = try await ObjectResolver(
        session: session, global: global, selectors: selectors, files: files, all: true
      ).resolve(resources, &failures)
    } catch let error as APIError where error.code == 404 && resources.count == 2 && !resources[1].contains("/") {
      // As kubectl: a name that doesn't exist may be the beginning of others.
      objects = try await ObjectResolver(session: session, global: global, all: true).resolve([resources[0]])
        .filter { $0.name.hasPrefix(resources[1]) }
      if objects.isEmpty { throw error }
      isPrefix = true
    }
    if objects.isEmpty && failures.isEmpty {
      Terminal.printError(
        selectors.allNamespaces ? "No resources found" : "No resources found in \(session.namespace) namespace.")
    }
    for (position, target) in objects.enumerated() {
      if position > 0 && !isPrefix { Terminal.write("\n\n", to: 1) }
      let context = DescribeContext(
        session: session, object: target.object, resource: target.resource, now: session.time.now(),
        showsEvents: showEvents)
      var text = DescribeText()
      await Describers.describe(context, into: &text)
      Terminal.write(text.text, to: 1)
      if isPrefix { Terminal.print("") }
    }
    try failures.finish()
  }
}
