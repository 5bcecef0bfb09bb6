import APIMachinery

/// What the positional arguments of a command mean: `pods web`, `pod/web svc/web`, `deploy,svc`, `all`.
struct ResourceArguments: Sendable {
  struct Selection: Sendable, Equatable {
    var resource: MappedResource
    /// Nil: every object of the resource (that the selectors match).
    var name: String?
  }

  var selections: [Selection]
  /// True where exactly one object was named, so that output is that object and not a list.
  var isSingular: Bool

  init(selections: [Selection], isSingular: Bool) {
    self.selections = selections
    self.isSingular = isSingular
  }

  init(_ arguments: [String], mapper: ResourceMapper) throws {
    selections = []
    isSingular = false
    guard let first = arguments.first else {
      throw KubectlError(
        "error: You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete list of supported resources."
      )
    }
    if arguments.contains(where: { $0.contains("/") }) {
      for argument in arguments {
        let parts = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
          throw KubectlError(
            "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form "
              + "(e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'"
          )
        }
        selections.append(Selection(resource: try mapper.resource(named: parts[0]), name: parts[1]))
      }
      isSingular = arguments.count == 1
      return
    }
    let types = first.split(separator: ",").map(String.init)
    var resources: [MappedResource] = []
    for type in types {
      let members = mapper.category(type)
      resources += try members.isEmpty ? [mapper.resource(named: type)] : members
    }
    let names = arguments.dropFirst()
    if names.isEmpty {
      selections = resources.map { Selection(resource: $0, name: nil) }
    } else {
      selections = resources.flatMap { resource in names.map { Selection(resource: resource, name: $0) } }
      isSingular = resources.count == 1 && names.count == 1
    }
  }
}
