import APIMachinery

/// What a deletion does to an object before it is gone (upstream's `rest.BeforeDelete` and the registry's finalizer
/// rules). Pure: from an object and options to the next state.
enum Deletion {
  static let orphanFinalizer = "orphan"
  static let foregroundFinalizer = "foregroundDeletion"

  enum Outcome {
    /// Nothing changes: it is being deleted already, and no sooner than asked.
    case unchanged
    /// The object stays for now, in this form.
    case marked(JSONValue)
    /// The object goes at once.
    case remove(JSONValue)
  }

  /// A marked object nobody waits for any more.
  static func isFinished(_ object: JSONValue) -> Bool {
    object.deletionTimestamp != nil && object.finalizers.isEmpty && (object.deletionGracePeriodSeconds ?? 0) == 0
      && !isHeldNamespace(object)
  }

  /// A namespace stays until its controller has emptied it and taken its name off `spec.finalizers`.
  private static func isHeldNamespace(_ object: JSONValue) -> Bool {
    object["kind"]?.stringValue == "Namespace" && object["apiVersion"]?.stringValue == "v1"
      && !(object[path: "spec", "finalizers"]?.arrayValue ?? []).isEmpty
  }

  static func begin(
    _ object: JSONValue, options: DeleteOptions, gracePeriod: Int64?, behavior: ResourceBehavior, now: Timestamp,
    tracksGeneration: Bool = true
  ) -> Outcome {
    var new = object
    applyPropagation(&new, options, behavior)
    let finalizersChanged = new.finalizers != object.finalizers

    if object.deletionTimestamp != nil {
      // A second deletion can only shorten the wait.
      if let gracePeriod, let current = object.deletionGracePeriodSeconds, current > 0,
        options.gracePeriodSeconds != nil, gracePeriod < current
      {
        let began = ((try? Timestamp(rfc3339: object.deletionTimestamp ?? "")) ?? now) - .seconds(current)
        new.setMetadata("deletionTimestamp", .string((began + .seconds(gracePeriod)).rfc3339))
        new.setMetadata("deletionGracePeriodSeconds", .integer(gracePeriod))
        return isFinished(new) ? .remove(new) : .marked(new)
      }
      if finalizersChanged { return .marked(new) }
      return isFinished(new) ? .remove(new) : .unchanged
    }
    let wait = gracePeriod ?? 0
    if isHeldNamespace(new) {
      new.setMetadata("deletionTimestamp", .string(now.wholeSeconds.rfc3339))
      new["status"] = ["phase": "Terminating"]
      return .marked(new)
    }
    if wait == 0, new.finalizers.isEmpty {
      if gracePeriod != nil { mark(&new, wait: 0, now) }
      return .remove(new)
    }
    mark(&new, wait: wait, now)
    return .marked(new)
  }

  private static func mark(_ object: inout JSONValue, wait: Int64, _ now: Timestamp) {
    object.setMetadata("deletionTimestamp", .string((now.wholeSeconds + .seconds(wait)).rfc3339))
    object.setMetadata("deletionGracePeriodSeconds", .integer(wait))
    if object.generation > 0 { object.setGeneration(object.generation + 1) }
  }

  /// What happens to dependents is left to the garbage collector by a finalizer.
  private static func applyPropagation(
    _ object: inout JSONValue, _ options: DeleteOptions, _ behavior: ResourceBehavior
  ) {
    guard behavior.garbageCollection != .unsupported else { return }
    let existing = object.finalizers
    let orphans: Bool
    let isForeground: Bool
    if let orphan = options.orphanDependents {
      (orphans, isForeground) = (orphan, false)
    } else if let propagation = options.propagation {
      (orphans, isForeground) = (propagation == .orphan, propagation == .foreground)
    } else if existing.contains(orphanFinalizer) {
      (orphans, isForeground) = (true, false)
    } else if existing.contains(foregroundFinalizer) {
      (orphans, isForeground) = (false, true)
    } else {
      (orphans, isForeground) = (behavior.garbageCollection == .orphan, false)
    }
    var finalizers = existing.filter { $0 != orphanFinalizer && $0 != foregroundFinalizer }
    if orphans { finalizers.append(orphanFinalizer) }
    if isForeground { finalizers.append(foregroundFinalizer) }
    if finalizers != existing { object.setFinalizers(finalizers) }
  }
}
