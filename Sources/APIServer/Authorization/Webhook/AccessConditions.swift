import APIMachinery
import CEL

/// Expressions that decide whether a webhook is asked about a request (`authorization/cel` upstream).
struct AccessConditions: Sendable {
  private let expressions: [ConfigurationExpression]

  /// Throws what is wrong with an expression.
  init(_ sources: [String]) throws(ParseError) {
    var expressions: [ConfigurationExpression] = []
    for source in sources {
      expressions.append(try ConfigurationExpression(source, in: Self.environment, expecting: [.bool]))
    }
    self.expressions = expressions
  }

  /// Whether all hold. One that doesn't settles it, whatever errors others have.
  func hold(_ attributes: AuthorizationAttributes) throws(CELError) -> Bool {
    guard !expressions.isEmpty else { return true }
    let activation: CELActivation = [
      "request": .object(.json(AccessReviewForm.conditionInput(attributes), Self.request))
    ]
    var problem: CELError?
    for expression in expressions {
      do throws(CELError) {
        if try expression.evaluate(activation).boolValue != true { return false }
      } catch {
        problem = problem ?? error
      }
    }
    if let problem { throw problem }
    return true
  }

  static let environment: CELEnvironment = {
    var environment = CELEnvironment.kubernetes
    environment.declare("request", CELSchema(.object(request)))
    return environment
  }()

  // MARK: Types

  private static let string = CELSchema(.string)
  private static let texts = CELSchema(.list(string, .atomic))

  private static func object(_ name: String, _ fields: [(String, CELSchema)]) -> CELObjectType {
    CELObjectType(
      name: "kubernetes.\(name)",
      fields: Dictionary(
        fields.map { ($0.0, CELField(jsonName: $0.0, schema: $0.1)) }, uniquingKeysWith: { $1 }))
  }

  private static func selector(_ name: String) -> CELSchema {
    let requirement = object(
      "\(name)Requirement", [("key", string), ("operator", string), ("values", texts)])
    return CELSchema(
      .object(
        object(
          "\(name)Attributes",
          [("rawSelector", string), ("requirements", CELSchema(.list(CELSchema(.object(requirement)), .atomic)))])))
  }

  private static let request = object(
    "SubjectAccessReviewSpec",
    [
      (
        "resourceAttributes",
        CELSchema(
          .object(
            object(
              "ResourceAttributes",
              ["namespace", "verb", "group", "version", "resource", "subresource", "name"].map { ($0, string) }
                + [("fieldSelector", selector("FieldSelector")), ("labelSelector", selector("LabelSelector"))])))
      ),
      (
        "nonResourceAttributes",
        CELSchema(.object(object("NonResourceAttributes", [("path", string), ("verb", string)])))
      ),
      ("user", string), ("groups", texts), ("extra", CELSchema(.map(texts))), ("uid", string),
    ])
}
