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
  /// True where several types were asked for in one word, such as `pods,services` or `all`.
  var namesSeveralTypes = false

  init(selections: [Selection], isSingular: Bool) {
    self.selections = selections
    self.isSingular = isSingular
  }

  init(_ arguments: [String], mapper: ResourceMapper) throws {
    selections = []
    isSingular = false
    guard let first = arguments.first else { throw KubectlError.needsResources }
    let slashes = arguments.filter { $0.contains("/") }
    if !slashes.isEmpty {
      guard slashes.count == arguments.count else {
        throw KubectlError(
          "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form "
            + "(e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'"
        )
      }
      for argument in arguments {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
          throw KubectlError("error: arguments in resource/name form may not have more than one slash")
        }
        guard !parts[0].isEmpty, !parts[1].isEmpty, !parts[0].contains(",") else {
          throw KubectlError("error: arguments in resource/name form must have a single resource and name")
        }
        add(Selection(resource: try mapper.resource(named: parts[0]), name: parts[1]))
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
    namesSeveralTypes = resources.count > 1
    let names = Array(arguments.dropFirst())
    for resource in resources {
      if names.isEmpty {
        add(Selection(resource: resource, name: nil))
      } else {
        for name in names { add(Selection(resource: resource, name: name)) }
      }
    }
    isSingular = resources.count == 1 && names.count == 1
  }

  /// The same thing named twice is meant once.
  private mutating func add(_ selection: Selection) {
    if !selections.contains(selection) { selections.append(selection) }
  }
}
