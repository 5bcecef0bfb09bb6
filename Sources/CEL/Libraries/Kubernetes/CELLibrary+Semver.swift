import APIMachinery

extension CELLibrary {
  private static let semverType = CELType.opaque("kubernetes.Semver", [])

  /// Versions: `semver('1.2.3').isLessThan(semver('1.3.0'))`.
  public static let semver: CELLibrary = {
    var library = CELLibrary()
    library.types = ["kubernetes.Semver": semverType]
    library.functions = [
      CELFunction(
        "semver",
        [
          .global("string_to_semver", "string -> kubernetes.Semver") { value throws(CELError) in
            box(try SemanticVersion(parsing: try value.text()))
          },
          .global("string_bool_to_semver", "string, bool -> kubernetes.Semver") { value, tolerant throws(CELError) in
            box(try version(value, tolerant))
          },
        ]),
      CELFunction(
        "isSemver",
        [
          .global("is_semver_string", "string -> bool") { value throws(CELError) in
            let text = try value.text()
            return .bool((try? SemanticVersion(parsing: text)) != nil)
          },
          .global("is_semver_string_bool", "string, bool -> bool") { value, tolerant throws(CELError) in
            _ = try value.text()
            return .bool((try? version(value, tolerant)) != nil)
          },
        ]),
      comparison("isGreaterThan", "semver_is_greater_than", "bool") { .bool($0 > 0) },
      comparison("isLessThan", "semver_is_less_than", "bool") { .bool($0 < 0) },
      comparison("compareTo", "semver_compare_to", "int") { .int($0) },
      part("major") { $0.major }, part("minor") { $0.minor }, part("patch") { $0.patch },
    ]
    return library
  }()

  private static func version(_ value: CELValue, _ tolerant: CELValue) throws(CELError) -> SemanticVersion {
    guard let tolerant = tolerant.boolValue else { throw .noSuchOverload }
    let text = try value.text()
    return tolerant ? try SemanticVersion(tolerantlyParsing: text) : try SemanticVersion(parsing: text)
  }

  private static func box(_ version: SemanticVersion) -> CELValue { .opaque(BoxedValue(version, semverType)) }

  private static func comparison(
    _ name: String, _ id: String, _ result: String, _ body: @escaping @Sendable (Int64) -> CELValue
  ) -> CELFunction {
    CELFunction(
      name,
      [
        .member(id, "kubernetes.Semver, kubernetes.Semver -> \(result)") { left, right throws(CELError) in
          let (left, right) = (try left.unbox(SemanticVersion.self), try right.unbox(SemanticVersion.self))
          return body(left.compare(right))
        }
      ])
  }

  private static func part(_ name: String, _ body: @escaping @Sendable (SemanticVersion) -> UInt64) -> CELFunction {
    CELFunction(
      name,
      [
        .member("semver_\(name)", "kubernetes.Semver -> int") { value throws(CELError) in
          .int(Int64(clamping: body(try value.unbox(SemanticVersion.self))))
        }
      ])
  }

  /// `jsonpatch.escapeKey(key)`: a key as part of a JSON pointer.
  public static let jsonPatch: CELLibrary = {
    var library = CELLibrary()
    library.functions = [
      CELFunction(
        "jsonpatch.escapeKey",
        [
          .global("string_jsonpatch_escapeKey_string", "string -> string") { value throws(CELError) in
            .string(try value.text().replacing("~", with: "~0").replacing("/", with: "~1"))
          }
        ])
    ]
    return library
  }()
}
