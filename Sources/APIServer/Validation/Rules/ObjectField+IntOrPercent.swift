import APIMachinery

// Values such as `maxUnavailable` that are a number or a percentage.
extension ObjectField {
  /// A percentage in the right form or a number that isn't negative (`ValidatePositiveIntOrPercent` upstream).
  func mustBeIntOrPercent() -> [FieldError] {
    if case .string(let text) = value { return NameValidation.percentage(text).map { invalid($0) } }
    return mustNotBeNegative()
  }

  func mustBeAtMostHundredPercent() -> [FieldError] {
    guard let percentage = validPercentage, percentage > 100 else { return [] }
    return [invalid("must not be greater than 100%")]
  }

  /// The number or the percentage; zero where it is neither.
  var intOrPercentValue: Int64 { validPercentage ?? integer ?? 0 }

  private var validPercentage: Int64? {
    guard case .string(let text)? = value, NameValidation.percentage(text).isEmpty else { return nil }
    return Int64(text.dropLast())
  }
}
