import APIMachinery
import ArgumentParser

/// `kubectl create namespace`.
struct CreateNamespace: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "namespace", abstract: "Create a namespace.", aliases: ["ns"])
  @OptionGroup var flags: GeneratorFlags
  @OptionGroup var argument: NameArgument

  func run() async throws {
    try await flags.create([
      "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(try argument.name("namespace"))],
      "spec": [:], "status": [:],
    ])
  }
}

/// `kubectl create serviceaccount`.
struct CreateServiceAccount: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serviceaccount", abstract: "Create a service account.", aliases: ["sa"])
  @OptionGroup var flags: GeneratorFlags
  @OptionGroup var argument: NameArgument

  func run() async throws {
    try await flags.create([
      "apiVersion": "v1", "kind": "ServiceAccount",
      "metadata": ["name": .string(try argument.name("serviceaccount"))],
    ])
  }
}

/// `kubectl create poddisruptionbudget`.
struct CreatePodDisruptionBudget: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "poddisruptionbudget", abstract: "Create a pod disruption budget.", aliases: ["pdb"])
  @OptionGroup var flags: GeneratorFlags
  /// `create` itself has a flag of this name, and the parser gives it the value.
  @ParentCommand var create: Create
  @Option(
    name: .customLong("min-available"),
    help: ArgumentHelp("How many, or how many percent, must be there.", valueName: "number")) var minAvailable: String?
  @Option(
    name: .customLong("max-unavailable"),
    help: ArgumentHelp("How many, or how many percent, may be missing.", valueName: "number"))
  var maxUnavailable: String?
  @OptionGroup var argument: NameArgument

  func run() async throws {
    let name = try argument.name("poddisruptionbudget")
    guard let selector = create.selector else { throw KubectlError("error: required flag(s) \"selector\" not set") }
    guard minAvailable == nil || maxUnavailable == nil else {
      throw KubectlError("error: min-available and max-unavailable cannot be both specified")
    }
    var spec: JSONValue = ["selector": try LabelSelector.parse(selector).object]
    if let minAvailable {
      spec["minAvailable"] = .intOrString(minAvailable)
    } else if let maxUnavailable {
      spec["maxUnavailable"] = .intOrString(maxUnavailable)
    } else {
      throw KubectlError("error: one of min-available or max-unavailable must be specified")
    }
    try await flags.create([
      "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": ["name": .string(name)], "spec": spec,
      "status": ["currentHealthy": 0, "desiredHealthy": 0, "disruptionsAllowed": 0, "expectedPods": 0],
    ])
  }
}

extension LabelSelector {
  /// As the API's objects have it.
  var object: JSONValue {
    var labels = JSONObject()
    var expressions: [JSONValue] = []
    for requirement in requirements {
      let values = JSONValue.array(requirement.values.map(JSONValue.string))
      switch requirement.operator {
      case .equals where requirement.values.count == 1, .doubleEquals where requirement.values.count == 1:
        labels[requirement.key] = .string(requirement.values[0])
      case .in: expressions.append(["key": .string(requirement.key), "operator": "In", "values": values])
      case .notIn, .notEquals:
        expressions.append(["key": .string(requirement.key), "operator": "NotIn", "values": values])
      case .exists: expressions.append(["key": .string(requirement.key), "operator": "Exists"])
      default: expressions.append(["key": .string(requirement.key), "operator": "DoesNotExist"])
      }
    }
    var selector: JSONValue = [:]
    if !labels.isEmpty { selector["matchLabels"] = .object(labels) }
    if !expressions.isEmpty { selector["matchExpressions"] = .array(expressions) }
    return selector
  }
}

/// `kubectl create priorityclass`.
struct CreatePriorityClass: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "priorityclass", abstract: "Create a priority class.", aliases: ["pc"])
  @OptionGroup var flags: GeneratorFlags
  @Option(help: "The priority of pods of the class.") var value = 0
  @Flag(name: .customLong("global-default"), help: "Pods that name no class have this one.") var globalDefault = false
  @Option(help: ArgumentHelp("When to use the class.", valueName: "text")) var description: String?
  @Option(
    name: .customLong("preemption-policy"),
    help: ArgumentHelp("PreemptLowerPriority or Never.", valueName: "policy")) var preemptionPolicy =
    "PreemptLowerPriority"
  @OptionGroup var argument: NameArgument

  func run() async throws {
    var object: JSONValue = [
      "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass",
      "metadata": ["name": .string(try argument.name("priorityclass"))],
      "preemptionPolicy": .string(preemptionPolicy), "value": .integer(Int64(value)),
    ]
    if globalDefault { object["globalDefault"] = true }
    if let description, !description.isEmpty { object["description"] = .string(description) }
    try await flags.create(object)
  }
}

/// `kubectl create quota`.
struct CreateQuota: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quota", abstract: "Create a resource quota.", aliases: ["resourcequota"])
  @OptionGroup var flags: GeneratorFlags
  @Option(help: ArgumentHelp("The limits, such as cpu=1,pods=10.", valueName: "resource=amount,…")) var hard: String?
  @Option(help: ArgumentHelp("What the quota counts, such as BestEffort.", valueName: "scope,…")) var scopes: String?
  @OptionGroup var argument: NameArgument

  func run() async throws {
    let name = try argument.name("quota")
    var spec: JSONValue = [:]
    if let hard { spec["hard"] = try Amounts.parse(hard) }
    if let scopes { spec["scopes"] = .array(scopes.split(separator: ",").map { .string(String($0)) }) }
    try await flags.create([
      "apiVersion": "v1", "kind": "ResourceQuota", "metadata": ["name": .string(name)], "spec": spec, "status": [:],
    ])
  }
}

/// Amounts of resources as flags give them.
enum Amounts {
  /// `cpu=100m,memory=256Mi` as an object.
  static func parse(_ text: String) throws -> JSONValue {
    .object(
      JSONObject(
        try text.split(separator: ",").map { pair in
          let parts = pair.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
          guard parts.count == 2 else {
            throw KubectlError("error: invalid argument syntax \(pair), expected <resource>=<value>")
          }
          do {
            return (parts[0], .string(try Quantity(parsing: parts[1]).description))
          } catch {
            throw KubectlError("error: \(parts[1]): \(error)")
          }
        }))
  }
}
