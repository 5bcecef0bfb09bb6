import APIMachinery
import ArgumentParser

/// `kubectl describe`.
struct Describe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show the details of objects, with their events.")
  @OptionGroup var global: GlobalFlags
  @OptionGroup var selectors: SelectorFlags
  @Argument(help: "TYPE [NAME…] or TYPE/NAME…") var resources: [String] = []
  @Option(
    name: [.customShort("f", allowingJoined: true), .customLong("filename")], help: "File that names the objects.")
  var filenames: [String] = []
  @Option(
    name: .customLong("show-events"), help: ArgumentHelp("Show the events about the objects.", valueName: "true|false"))
  var showEvents = true

  func run() async throws {
    let session = try global.session()
    var objects: [ResolvedObject]
    do {
      objects = try await ObjectResolver(
        session: session, global: global, selectors: selectors, filenames: filenames, all: true
      )
      .resolve(resources)
    } catch let error as APIError where error.code == 404 && resources.count == 2 && !resources[1].contains("/") {
      // As kubectl: a name that doesn't exist may be the beginning of others.
      objects = try await ObjectResolver(session: session, global: global, all: true).resolve([resources[0]])
        .filter { $0.name.hasPrefix(resources[1]) }
      if objects.isEmpty { throw error }
    }
    if objects.isEmpty {
      Terminal.printError(
        selectors.allNamespaces ? "No resources found" : "No resources found in \(session.namespace) namespace.")
    }
    for (position, target) in objects.enumerated() {
      if position > 0 { Terminal.write("\n\n", to: 1) }
      let context = DescribeContext(
        session: session, object: target.object, resource: target.resource, now: session.time.now())
      var text = DescribeText()
      await Describers.describe(context, into: &text)
      if showEvents { Describers.events(await context.events(), now: context.now, into: &text) }
      Terminal.write(text.text, to: 1)
    }
  }
}
