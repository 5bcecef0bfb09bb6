import APIMachinery

/// Annotations of nodes that once said what members of theirs say now, and are still read
/// (`ValidateNodeSpecificAnnotations` upstream).
enum NodeAnnotationRules {
  private static let taints = "scheduler.alpha.kubernetes.io/taints"
  private static let avoidance = "scheduler.alpha.kubernetes.io/preferAvoidPods"

  static func validate(_ object: JSONValue) -> [FieldError] {
    let path = FieldPath("metadata", "annotations")
    var errors: [FieldError] = []
    if let text = object.annotations[taints], !text.isEmpty {
      switch read(text) {
      case .success(let value): errors += NodeValidator.taints(ObjectField(value, at: path.child(taints)))
      case .failure(let problem): errors.append(.invalid(path, .string(taints), problem.message))
      }
    }
    if let text = object.annotations[avoidance], !text.isEmpty {
      switch read(text) {
      case .success(let value):
        let entries = ObjectField(value["preferAvoidPods"], at: path.child(avoidance))
        errors += entries.elements.flatMap(signature)
      case .failure(let problem):
        errors.append(.invalid(path.child("AvoidPods"), .string(avoidance), problem.message))
      }
    }
    return errors
  }

  /// Pods to avoid are told by their controller.
  private static func signature(_ entry: ObjectField) -> [FieldError] {
    let controller = entry["podSignature", "podController"]
    let path = entry.path.child("PodSignature")
    guard controller.isPresent else { return [.required(path)] }
    guard !controller["controller"].bool else { return [] }
    return [.invalid(path.child("PodController").child("Controller"), false, "must point to a controller")]
  }

  static func read(_ text: String) -> Result<JSONValue, ParseError> {
    do throws(JSONError) {
      return .success(try JSONParser.parse(text))
    } catch {
      return .failure(ParseError(error.message))
    }
  }
}
