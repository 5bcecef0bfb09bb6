import APIMachinery

/// Which of the names a definition wants it can have: those that no other definition of the group has
/// (upstream's naming controller).
struct CustomResourceNames {
  /// `status.acceptedNames`.
  private(set) var accepted: JSONValue
  private(set) var condition: CustomResourceConditions.Condition

  private static let resourceNames = ["plural", "singular"]
  private static let kindNames = ["kind", "listKind"]

  /// - Parameter others: All definitions; those of other groups don't matter.
  init(_ definition: JSONValue, among others: [JSONValue]) {
    let group = definition[path: "spec", "group"]
    var resources: Set<String> = []
    var kinds: Set<String> = []
    for other in others where other[path: "spec", "group"] == group && other.name != definition.name {
      let names = other[path: "status", "acceptedNames"] ?? [:]
      resources.formUnion(Self.resourceNames.compactMap { names[$0]?.stringValue })
      resources.formUnion(Self.strings(names["shortNames"]))
      kinds.formUnion(Self.kindNames.compactMap { names[$0]?.stringValue })
    }
    let wanted = definition[path: "spec", "names"] ?? [:]
    let before = definition[path: "status", "acceptedNames"] ?? [:]
    accepted = before
    condition = .init(type: "NamesAccepted", status: "True", reason: "NoConflicts", message: "no conflicts found")
    for (name, reason) in [("plural", "PluralConflict"), ("singular", "SingularConflict")] {
      take(name, reason, wanted, before, resources)
    }
    takeShortNames(wanted, before, resources)
    for (name, reason) in [("kind", "KindConflict"), ("listKind", "ListKindConflict")] {
      take(name, reason, wanted, before, kinds)
    }
    accepted["categories"] = wanted["categories"]
    accepted = Self.ordered(accepted)
  }

  var isAccepted: Bool { condition.status == "True" }

  private mutating func take(
    _ name: String, _ reason: String, _ wanted: JSONValue, _ before: JSONValue, _ taken: Set<String>
  ) {
    let value = wanted[name]?.stringValue ?? ""
    guard value != before[name]?.stringValue ?? "", taken.contains(value) else {
      accepted[name] = wanted[name]
      return
    }
    refuse(reason, "\(quoted(value)) is already in use")
  }

  private mutating func takeShortNames(_ wanted: JSONValue, _ before: JSONValue, _ taken: Set<String>) {
    let own = Set(Self.strings(before["shortNames"]))
    let conflicts = Self.strings(wanted["shortNames"]).filter { !own.contains($0) && taken.contains($0) }
    guard !conflicts.isEmpty else {
      accepted["shortNames"] = wanted["shortNames"]
      return
    }
    refuse("ShortNamesConflict", ErrorText.joined(conflicts.map { "\(quoted($0)) is already in use" }))
  }

  private mutating func refuse(_ reason: String, _ message: String) {
    condition.status = "False"
    condition.reason = reason
    condition.message = message
  }

  private static func strings(_ value: JSONValue?) -> [String] { (value?.arrayValue ?? []).compactMap(\.stringValue) }

  private static func ordered(_ names: JSONValue) -> JSONValue {
    var result = JSONObject()
    for name in ["plural", "singular", "shortNames", "kind", "listKind", "categories"] { result[name] = names[name] }
    return .object(result)
  }
}

/// Versions of an API by the conventions of their names: `v2`, `v1`, `v1beta2`, `v1alpha1`, and then the others.
struct APIVersionPriority: Comparable {
  private let name: String
  /// 2 for stable ones, 1 for beta, 0 for alpha; nil for names of another form.
  private let stability: Int?
  private let major: Int
  private let minor: Int

  init(_ name: String) {
    self.name = name
    var digits = name.dropFirst().prefix { $0.isASCII && $0.isNumber }
    guard name.hasPrefix("v"), let major = Int(digits) else {
      (stability, self.major, minor) = (nil, 0, 0)
      return
    }
    self.major = major
    let rest = name.dropFirst(1 + digits.count)
    if rest.isEmpty {
      (stability, minor) = (2, 0)
      return
    }
    for (word, rank) in [("beta", 1), ("alpha", 0)] where rest.hasPrefix(word) {
      digits = rest.dropFirst(word.count)
      if let minor = Int(digits), digits.allSatisfy({ $0.isASCII && $0.isNumber }) {
        (stability, self.minor) = (rank, minor)
        return
      }
    }
    (stability, minor) = (nil, 0)
  }

  /// The preferred version is the greatest.
  static func < (left: APIVersionPriority, right: APIVersionPriority) -> Bool {
    switch (left.stability, right.stability) {
    case (let one?, let other?): (one, left.major, left.minor) < (other, right.major, right.minor)
    case (nil, _?): true
    case (_?, nil): false
    case (nil, nil): left.name > right.name
    }
  }
}
