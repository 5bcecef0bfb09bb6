import APIMachinery

/// What of the rules for pods depends on where the pod spec stands, and on what was stored before.
struct PodValidationOptions {
  /// The spec is a pod's own, not a template's.
  var isPod = false
  /// `--allow-privileged`.
  var allowsPrivileged = true
  /// The stored object already had a label selector with a value that isn't a label's.
  var allowsInvalidSelectorValues = false
  /// The stored object already had an annotation for the cost of deletion that isn't a number.
  var allowsInvalidDeletionCost = false

  init(isPod: Bool = false, _ context: ValidationContext) {
    self.isPod = isPod
    allowsPrivileged = context.allowsPrivileged
  }

  init(isPod: Bool = false) { self.isPod = isPod }
}
