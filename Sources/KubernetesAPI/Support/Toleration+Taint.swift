extension Toleration {
  /// Whether pods with it may be where the taint is. As upstream's `ToleratesTaint`.
  public func tolerates(_ taint: Taint) -> Bool {
    if !effect.isEmpty, effect != taint.effect { return false }
    if !key.isEmpty, key != taint.key { return false }
    switch self.operator {
    case "", "Equal": return value == taint.value && !key.isEmpty
    case "Exists": return true
    case "Gt", "Lt":
      guard let limit = Int64(value), let number = Int64(taint.value) else { return false }
      return self.operator == "Gt" ? number > limit : number < limit
    default: return false
    }
  }
}
