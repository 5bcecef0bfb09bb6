import APIMachinery
import ArgumentParser

/// One object that a command works on, with its present content.
struct ResolvedObject: Sendable {
  var resource: MappedResource
  var namespace: String?
  var name: String
  var object: JSONValue

  var path: String { resource.path(namespace: namespace, name: name) }
  var display: String { "\(resource.objectPrefix)/\(name)" }
}

/// Finds the objects that a command names by arguments, selectors or files.
struct ObjectResolver {
  let session: Session
  let global: GlobalFlags
  /// Those of the command, where it has any.
  var selectors: SelectorFlags?
  var files: FileFlags?
  /// Every object of the named resources (`--all`).
  var all = false
  /// The objects are what the files have, not what the server has (`--local`).
  var isLocal = false

  /// The objects in order. Where some can't be read, the others are still worked on: `failures` has why.
  func resolve(_ arguments: [String], _ failures: inout Failures) async throws -> [ResolvedObject] {
    guard !arguments.isEmpty || files?.isEmpty == false else { throw KubectlError.needsResources }
    if let files, !files.isEmpty { return try await resolve(files, &failures) }
    let parsed = try ResourceArguments(arguments, mapper: try await session.mapper())
    var found: [ResolvedObject] = []
    for selection in parsed.selections {
      let namespace = selectors?.allNamespaces == true ? nil : session.namespace
      if let name = selection.name {
        let path = selection.resource.path(namespace: namespace, name: name)
        do {
          found.append(
            ResolvedObject(
              resource: selection.resource, namespace: selection.resource.isNamespaced ? namespace : nil, name: name,
              object: try await session.json("GET", path)))
        } catch let error as APIError where parsed.selections.count > 1 {
          failures.add(error)
        }
        continue
      }
      guard all || selectors?.query.isEmpty == false || selectors?.allNamespaces == true else {
        throw KubectlError("error: resource(s) were provided, but no name was specified")
      }
      let list = try await ListReader(session: session)
        .list(selection.resource.path(namespace: namespace), query: selectors?.query ?? [])
      for item in Get.typedItems(list, resource: selection.resource) {
        found.append(
          ResolvedObject(
            resource: selection.resource, namespace: item[path: "metadata", "namespace"]?.stringValue,
            name: item[path: "metadata", "name"]?.stringValue ?? "", object: item))
      }
    }
    return found
  }

  /// As the other, where one that can't be read ends the command.
  func resolve(_ arguments: [String]) async throws -> [ResolvedObject] {
    var failures = Failures()
    let found = try await resolve(arguments, &failures)
    try failures.finish()
    return found
  }

  private func resolve(
    _ files: FileFlags, _ failures: inout Failures
  ) async throws -> [ResolvedObject] {
    var found: [ResolvedObject] = []
    for (item, target) in try await files.targets(session, global) {
      do {
        found.append(
          ResolvedObject(
            resource: target.resource, namespace: target.namespace, name: target.name,
            object: isLocal ? item.object : try await session.json("GET", target.path)))
      } catch let error as APIError {
        failures.add(error)
      }
    }
    return found
  }
}
