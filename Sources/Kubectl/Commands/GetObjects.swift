import APIMachinery

/// The outputs of `kubectl get` that show the objects themselves.
struct GetObjects {
  let command: Get
  let session: Session
  let format: OutputFormat

  private var printer: ObjectPrinter {
    ObjectPrinter(
      format: format, showsManagedFields: command.output.showManagedFields, hidesHeaders: command.noHeaders,
      allowsMissing: command.output.allowMissingTemplateKeys)
  }

  func run(_ arguments: ResourceArguments, namespaces: [String?]) async throws {
    var objects: [(object: JSONValue, resource: MappedResource)] = []
    var version = "0"
    var failures = Failures()
    for (selection, namespace) in zip(arguments.selections, namespaces) {
      do {
        let value = try await command.fetch(selection, namespace: namespace, session: session)
        version = value[path: "metadata", "resourceVersion"]?.stringValue ?? version
        let items = selection.name == nil ? Get.typedItems(value, resource: selection.resource) : [value]
        objects += items.map { ($0, selection.resource) }
      } catch let error as APIError where error.code == 404 && command.ignoreNotFound && selection.name != nil {
        continue
      } catch let error as APIError where arguments.selections.count > 1 {
        failures.add(error)
      }
    }
    if let sortBy = command.sortBy {
      objects = try SortKey.sorted(objects, by: sortBy) { $0.object }
    }
    let watches = command.watch || command.watchOnly
    var stream = ObjectStream(printer: printer)
    if watches {
      guard let selection = arguments.selections.first else { return }
      if !command.watchOnly {
        for entry in objects { try show("ADDED", entry.object, selection.resource, &stream) }
      }
      try await WatchLoop(session: session).run(
        selection, namespace: namespaces[0], selectors: command.selectors, from: version, accept: "application/json"
      ) { type, object in try show(type, object, selection.resource, &stream) }
      return
    }
    if case .name = format {
      for entry in objects { try stream.print(entry.object, resource: entry.resource) }
    } else if arguments.isSingular {
      if let entry = objects.first { try stream.print(entry.object) }
    } else if !objects.isEmpty || failures.isEmpty {
      try stream.print([
        "apiVersion": "v1", "items": .array(objects.map(\.object)), "kind": "List",
        "metadata": ["resourceVersion": ""],
      ])
    }
    try failures.finish()
  }

  private func show(
    _ type: String, _ object: JSONValue, _ resource: MappedResource, _ stream: inout ObjectStream
  ) throws {
    guard command.outputWatchEvents else { return try stream.print(object, resource: resource) }
    let event: JSONValue = ["type": .string(type), "object": JSONText.sorted(object)]
    switch format {
    case .json: Terminal.print(String(decoding: event.encoded(), as: UTF8.self))
    default: try stream.print(event, resource: resource)
    }
  }
}

/// The order of `--sort-by`: missing values first, numbers and quantities by value, text by its letters.
enum SortKey {
  /// Sorts by the field that `expression` names; what is equal keeps its order.
  static func sorted<Element>(
    _ elements: [Element], by expression: String, object: (Element) -> JSONValue
  ) throws -> [Element] {
    let path = try JSONPath(relaxed: expression)
    return try elements.map { (key: try path.find(in: object($0)).first, element: $0) }
      .sorted { isLess($0.key, $1.key) }.map(\.element)
  }

  static func isLess(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
    guard let left else { return right != nil }
    guard let right else { return false }
    if let left = left.doubleValue, let right = right.doubleValue { return left < right }
    let (first, second) = (JSONPath.text(left), JSONPath.text(right))
    if let left = try? Quantity(parsing: first), let right = try? Quantity(parsing: second) { return left < right }
    return naturalLess(first, second)
  }

  /// Digits within names count as numbers: `pod-2` comes before `pod-10`.
  static func naturalLess(_ left: String, _ right: String) -> Bool {
    var (left, right) = (Array(left)[...], Array(right)[...])
    while let first = left.first, let second = right.first {
      if first.isNumber && second.isNumber {
        let leftDigits = left.prefix { $0.isNumber }
        let rightDigits = right.prefix { $0.isNumber }
        let (leftNumber, rightNumber) = (leftDigits.drop { $0 == "0" }, rightDigits.drop { $0 == "0" })
        if leftNumber.count != rightNumber.count { return leftNumber.count < rightNumber.count }
        if leftNumber != rightNumber { return String(leftNumber) < String(rightNumber) }
        if leftDigits.count != rightDigits.count { return leftDigits.count < rightDigits.count }
        left = left.dropFirst(leftDigits.count)
        right = right.dropFirst(rightDigits.count)
      } else {
        if first != second { return first < second }
        left.removeFirst()
        right.removeFirst()
      }
    }
    return left.count < right.count
  }
}
