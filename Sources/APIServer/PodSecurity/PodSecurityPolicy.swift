import APIMachinery

/// A pod security level with the version of its rules (`restricted:v1.20`).
struct PodSecurityLevel: Sendable, Hashable, CustomStringConvertible {
  enum Level: String, Sendable, CaseIterable, Comparable {
    case privileged, baseline, restricted

    static func < (left: Level, right: Level) -> Bool {
      (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
  }

  var level = Level.privileged
  /// Of Kubernetes 1.x; nil for the newest.
  var minor: Int?

  /// The rules are those of this release, however new a version is asked for.
  static let newestMinor = 36

  var effectiveMinor: Int { min(minor ?? Self.newestMinor, Self.newestMinor) }

  var description: String { "\(level.rawValue):\(minor.map { "v1.\($0)" } ?? "latest")" }
}

/// What the labels of a namespace say about pod security. Who says nothing allows everything.
struct PodSecurityPolicy: Sendable, Equatable {
  static let labelPrefix = "pod-security.kubernetes.io/"

  var enforce = PodSecurityLevel()
  var audit = PodSecurityLevel()
  var warn = PodSecurityLevel()

  var isFullyPrivileged: Bool {
    [enforce, audit, warn].allSatisfy { $0.level == .privileged }
  }

  /// The policy with the labels that can't be read. As upstream: a bad level to enforce counts as the strictest, a bad
  /// level of the others as the mildest.
  static func of(_ labels: [String: String]) -> (policy: PodSecurityPolicy, errors: [FieldError]) {
    var policy = PodSecurityPolicy()
    var errors: [FieldError] = []
    func read(_ mode: String, _ target: inout PodSecurityLevel, badLevel: PodSecurityLevel.Level) -> Bool {
      var isValid = false
      if let text = labels[labelPrefix + mode] {
        isValid = PodSecurityLevel.Level(rawValue: text) != nil
        target.level = PodSecurityLevel.Level(rawValue: text) ?? badLevel
        if !isValid {
          errors.append(invalid(mode, text, "must be one of privileged, baseline, restricted"))
        }
      }
      if let text = labels[labelPrefix + mode + "-version"] {
        if text != "latest", Self.minor(text) == nil {
          errors.append(invalid(mode + "-version", text, "must be \"latest\" or \"v1.x\""))
        }
        target.minor = Self.minor(text)
      }
      return isValid
    }
    let enforces = read("enforce", &policy.enforce, badLevel: .restricted)
    _ = read("audit", &policy.audit, badLevel: .privileged)
    _ = read("warn", &policy.warn, badLevel: .privileged)
    // Who enforces a level wants to hear of workloads whose pods will be refused.
    if labels[labelPrefix + "warn"] == nil, enforces, policy.enforce.level > policy.warn.level {
      policy.warn.level = policy.enforce.level
      if labels[labelPrefix + "warn-version"] == nil { policy.warn.minor = policy.enforce.minor }
    }
    return (policy, errors)
  }

  private static func minor(_ text: String) -> Int? {
    guard text.hasPrefix("v1.") else { return nil }
    let digits = text.dropFirst(3)
    let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    guard isNumber, digits == "0" || !digits.hasPrefix("0") else { return nil }
    return Int(digits)
  }

  private static func invalid(_ label: String, _ value: String, _ reason: String) -> FieldError {
    .invalid(FieldPath("metadata", "labels").key(labelPrefix + label), .string(value), reason)
  }
}
