import APIMachinery

/// PriorityLevelConfigurations: how many requests of a level run, and how the others wait.
struct PriorityLevelConfigurationValidator: ObjectValidator {
  private static let queuesMax: Int64 = 10_000_000
  /// What one 64 bit hash has for shuffle sharding.
  private static let hashBitsMax = 60

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let (type, limited) = (spec["type"], spec["limited"])
    var errors: [FieldError] = []
    if (object.name == "exempt") != (type.string == "Exempt") {
      errors.append(
        type.invalid(showing: .string(type.string), "type must be 'Exempt' if and only if name is 'exempt'"))
    }
    switch type.string {
    case "Exempt":
      if limited.isPresent { errors.append(limited.forbidden("must be nil if the type is not Limited")) }
      errors += shares(spec["exempt"])
    case "Limited":
      if spec["exempt"].isPresent { errors.append(spec["exempt"].forbidden("must be nil if the type is Limited")) }
      errors +=
        limited.isPresent
        ? self.limited(limited) : [limited.required("must not be empty when type is Limited")]
    default: errors.append(type.notSupported(["Exempt", "Limited"]))
    }
    return errors + fixed(object.name, spec) + FlowConditionRules.validate(object)
  }

  /// Of the levels that every cluster has, only the shares of `exempt` are for people to say.
  private func fixed(_ name: String, _ spec: ObjectField) -> [FieldError] {
    guard var fixed = MandatoryFlowControl.level(name) else { return [] }
    let isExempt = name == PriorityLevelSettings.exemptName
    if isExempt { fixed["exempt"] = spec["exempt"].value ?? .null }
    guard !MandatoryFlowControl.areSame(spec.value, fixed) else { return [] }
    return [
      spec.invalid(
        showing: GoInternalForm.of(spec.value, "flowcontrol.apiserver.k8s.io/v1.PriorityLevelConfigurationSpec"),
        "spec of '\(name)' \(isExempt ? "except the 'spec.exempt' field " : "")must equal the fixed value")
    ]
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    FlowConditionRules.validate(object)
  }

  private func shares(_ level: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    let (shares, lendable) = (level["nominalConcurrencyShares"], level["lendablePercent"])
    if shares.number < 0 { errors.append(shares.invalid("must be a non-negative integer")) }
    if !(0...100).contains(lendable.number) {
      errors.append(lendable.invalid("must be between 0 and 100, inclusive"))
    }
    return errors
  }

  private func limited(_ level: ObjectField) -> [FieldError] {
    var errors = shares(level)
    let borrowing = level["borrowingLimitPercent"]
    if borrowing.number < 0 {
      errors.append(borrowing.invalid("if specified, must be a non-negative integer"))
    }
    let (type, queuing) = (level["limitResponse", "type"], level["limitResponse", "queuing"])
    switch type.string {
    case "Reject":
      if queuing.isPresent {
        errors.append(queuing.forbidden("must be nil if limited.limitResponse.type is not Limited"))
      }
    case "Queue":
      errors +=
        queuing.isPresent
        ? self.queuing(queuing)
        : [queuing.required("must not be empty if limited.limitResponse.type is Limited")]
    default: errors.append(type.notSupported(["Queue", "Reject"]))
    }
    return errors
  }

  private func queuing(_ queuing: ObjectField) -> [FieldError] {
    let (queues, hand) = (queuing["queues"], queuing["handSize"])
    var errors: [FieldError] = []
    func complain(_ field: ObjectField, _ detail: String) {
      errors.append(field.invalid(showing: .integer(field.number), detail))
    }
    if queuing["queueLengthLimit"].number <= 0 { complain(queuing["queueLengthLimit"], "must be positive") }
    if queues.number <= 0 {
      complain(queues, "must be positive")
    } else if queues.number > Self.queuesMax {
      complain(queues, "must not be greater than \(Self.queuesMax)")
    }
    if hand.number <= 0 {
      complain(hand, "must be positive")
    } else if hand.number > queues.number {
      complain(hand, "should not be greater than queues (\(queues.number))")
    } else if Self.entropyBits(deck: queues.number, hand: hand.number) > Self.hashBitsMax {
      complain(
        hand,
        "required entropy bits of deckSize \(queues.number) and handSize \(hand.number) should not be greater than "
          + "\(Self.hashBitsMax)")
    }
    return errors
  }

  /// How many bits tell apart all ways to deal a hand: those of `deck!/(deck-hand)!`, rounded up.
  private static func entropyBits(deck: Int64, hand: Int64) -> Int {
    // 60 bits are passed long before this many cards.
    guard hand <= 64 else { return hashBitsMax + 1 }
    var (ways, bits) = (1.0, 0)
    for card in 0..<hand {
      ways *= Double(deck - card)
      while ways > 2 {
        ways /= 2
        bits += 1
      }
    }
    return ways > 1 ? bits + 1 : bits
  }
}
