import APIMachinery

/// Kinds that make pods from a template: what is said of their pods is said of them.
struct TemplateStrategy: ResourceStrategy {
  /// What is particular to the kind beside that.
  let base: any ResourceStrategy
  /// Where the template is, from the object.
  var templatePath: [String] = ["spec", "template"]
  /// The name of the object becomes part of its pods' names.
  var namesPods = false
  /// What is told of this kind beside its template.
  var ownWarnings: @Sendable (JSONValue) -> [String] = { _ in [] }
  /// Told also where nothing of the spec changes; the second argument says whether the object is new.
  var standingWarnings: @Sendable (JSONValue, Bool) -> [String] = { _, _ in [] }

  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) { base.prepareForCreate(&object, context) }
  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    base.prepareForUpdate(&object, old: old, context)
  }
  func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    base.prepareForStatusUpdate(&object, old: old, context)
  }
  func canonicalize(_ object: inout JSONValue) { base.canonicalize(&object) }
  func resetFields(subresource: String) -> [[String]] { base.resetFields(subresource: subresource) }

  func warnings(creating object: JSONValue) -> [String] {
    (namesPods ? PodWarnings.ofName(object, used: "Pod names and hostnames") : []) + specWarnings(object)
      + standingWarnings(object, true)
  }

  /// The generation tells whether the spec has changed; kinds that don't count it are looked at themselves.
  func warnings(updating object: JSONValue, old: JSONValue) -> [String] {
    let path = templatePath.joined(separator: ".")
    let isSame = object.value(at: path) == old.value(at: path) && object.generation == old.generation
    return (isSame ? [] : specWarnings(object)) + standingWarnings(object, false)
  }

  private func specWarnings(_ object: JSONValue) -> [String] {
    let template = templatePath.reduce(ObjectField(object, at: .root)) { $0[$1] }
    return ownWarnings(object) + PodWarnings.of(template, isTemplate: true)
  }
}

/// Daemon sets: a counter of older versions is kept in an annotation.
struct DaemonSetStrategy: ResourceStrategy {
  static let annotation = "deprecated.daemonset.template.generation"

  /// The counter shows in the annotation, 0 where there is none yet.
  @Sendable static func showTemplateGeneration(in object: inout JSONValue) {
    guard object.annotations[annotation].flatMap({ Int64($0) }) == nil else { return }
    object.set(["metadata", "annotations", annotation], to: "0")
  }

  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    object["status"] = [:]
    object.setGeneration(1)
    object.set(["metadata", "annotations", Self.annotation], to: "1")
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    object["status"] = old["status"]
    StandardStrategy.bumpGeneration(&object, old: old)
    let before = old.annotations[Self.annotation].flatMap { Int64($0) } ?? 0
    let isChanged = object[path: "spec", "template"] != old[path: "spec", "template"]
    object.set(["metadata", "annotations", Self.annotation], to: .string("\(before + (isChanged ? 1 : 0))"))
  }

  func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    StandardStrategy.keepAllButStatus(&object, old: old)
    let before = old.annotations[Self.annotation] ?? "0"
    object.set(["metadata", "annotations", Self.annotation], to: .string(before))
  }

  func resetFields(subresource: String) -> [[String]] { subresource == "status" ? [["spec"]] : [["status"]] }
}
