import APIMachinery
import CEL

/// An expression of a configuration file, compiled.
struct ConfigurationExpression: Sendable {
  let source: String
  private let program: CELProgram

  /// Throws what is wrong with it as upstream words it.
  init(_ source: String, in environment: CELEnvironment, expecting types: [CELType] = []) throws(ParseError) {
    self.source = source
    do throws(CELCompileError) {
      program = try environment.compile(source)
    } catch {
      throw ParseError("compilation failed: \(error)")
    }
    guard !types.isEmpty, !types.contains(program.type) else { return }
    throw ParseError("must evaluate to \(types.map(\.description).joined(separator: " or "))")
  }

  func evaluate(_ activation: CELActivation) throws(CELError) -> CELValue { try program.evaluate(activation).get() }
}

/// The expressions of one issuer, compiled.
struct JWTExpressions: Sendable {
  struct Rule: Sendable {
    let expression: ConfigurationExpression
    let message: String
  }

  var username: ConfigurationExpression?
  var groups: ConfigurationExpression?
  var uid: ConfigurationExpression?
  var extra: [(key: String, value: ConfigurationExpression)] = []
  var claimRules: [Rule] = []
  var userRules: [Rule] = []

  /// What expressions about a token's claims can use.
  static let claims: CELEnvironment = {
    var environment = CELEnvironment.kubernetes
    environment.declare("claims", CELSchema(.map(.any)))
    return environment
  }()

  /// What expressions about the user made of them can use.
  static let user: CELEnvironment = {
    var environment = CELEnvironment.kubernetes
    environment.declare("user", CELSchema(.object(userType)))
    return environment
  }()

  static let userType: CELObjectType = {
    let string = CELSchema(.string)
    let list = CELSchema(.list(string, .atomic))
    let fields = [("username", string), ("uid", string), ("groups", list), ("extra", CELSchema(.map(list)))]
    return CELObjectType(
      name: "kubernetes.UserInfo",
      fields: Dictionary(
        fields.map { ($0.0, CELField(jsonName: $0.0, schema: $0.1)) }, uniquingKeysWith: { $1 }))
  }()
}
