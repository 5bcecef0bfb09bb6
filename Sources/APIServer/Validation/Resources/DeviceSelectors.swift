import APIMachinery
import CEL

/// Expressions by which devices are chosen (`dynamic-resource-allocation/cel` upstream).
enum DeviceSelectors {
  private static let selectorsMax = 32
  private static let expressionBytesMax = 10 * 1024
  private static let costMax: UInt64 = 1_000_000

  static func validate(_ selectors: ObjectField) -> [FieldError] {
    DeviceRules.list(selectors, max: selectorsMax) { selector in
      selector["cel"].isPresent ? expression(selector["cel", "expression"]) : [selector["cel"].required()]
    }
  }

  private static func expression(_ field: ObjectField) -> [FieldError] {
    let text = field.string
    // What is too long isn't compiled.
    guard text.utf8.count <= expressionBytesMax else { return [field.tooLong(expressionBytesMax)] }
    do throws(CELCompileError) {
      let program = try environment.compile(text)
      guard program.type == .bool || program.type == .dyn else {
        return [.invalid(field.path, .string(text), "must evaluate to bool or the unknown type, not \(program.type)")]
      }
      return program.estimatedCost.maximum > costMax ? [field.forbidden("too complex, exceeds cost limit")] : []
    } catch {
      return [.invalid(field.path, .string(text), "compilation failed: \(error)")]
    }
  }

  // MARK: What expressions can use

  private static let entriesMax: Int64 = 32
  private static let valueBytesMax: Int64 = 64
  private static let driverBytesMax: Int64 = 63

  private static let environment: CELEnvironment = {
    var environment = CELEnvironment.kubernetes
    environment.add(.bindings)
    environment.declare("device", CELSchema(.object(device)))
    return environment
  }()

  /// Attributes and capacities are told apart by a domain and a name in it.
  private static let device = CELObjectType(
    name: "kubernetes.DRADevice",
    fields: [
      "driver": CELField(jsonName: "driver", schema: CELSchema(.string, maxElements: driverBytesMax)),
      "allowMultipleAllocations": CELField(
        jsonName: "allowMultipleAllocations", schema: CELSchema(.bool, maxElements: 1)),
      "attributes": CELField(jsonName: "attributes", schema: byDomain(CELSchema(.any, maxElements: valueBytesMax))),
      "capacity": CELField(
        jsonName: "capacity", schema: byDomain(CELSchema(.declared(.opaque("kubernetes.Quantity", []))))),
    ])

  private static func byDomain(_ value: CELSchema) -> CELSchema {
    CELSchema(.map(CELSchema(.map(value), maxElements: entriesMax)), maxElements: entriesMax)
  }
}
