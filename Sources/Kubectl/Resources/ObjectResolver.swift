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
  var filenames: [String] = []
  var recursive = false
  /// Every object of the named resources (`--all`).
  var all = false

  func resolve(_ arguments: [String]) async throws -> [ResolvedObject] {
    let mapper = try await session.mapper()
    if !filenames.isEmpty { return try await resolveFiles(mapper) }
    let parsed = try ResourceArguments(arguments, mapper: mapper)
    var found: [ResolvedObject] = []
    for selection in parsed.selections {
      let namespace = selectors?.allNamespaces == true ? nil : session.namespace
      if let name = selection.name {
        let path = selection.resource.path(namespace: namespace, name: name)
        found.append(
          ResolvedObject(
            resource: selection.resource, namespace: selection.resource.isNamespaced ? namespace : nil, name: name,
            object: try await session.json("GET", path)))
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

  private func resolveFiles(_ mapper: ResourceMapper) async throws -> [ResolvedObject] {
    var found: [ResolvedObject] = []
    for item in try Manifests.read(filenames, recursive: recursive) {
      let target = try ObjectTarget(
        item.object, mapper: mapper, defaultNamespace: session.namespace, namespaceFlag: global.namespace)
      found.append(
        ResolvedObject(
          resource: target.resource, namespace: target.namespace, name: target.name,
          object: try await session.json("GET", target.path)))
    }
    return found
  }
}
