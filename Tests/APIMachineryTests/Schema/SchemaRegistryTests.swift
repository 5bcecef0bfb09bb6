import Testing

@testable import APIMachinery

@Suite struct SchemaRegistryTests {
  private let registry = SchemaRegistry.builtIn

  @Test func everyTypeOfEveryFileCanBeRead() throws {
    #expect(try registry.loadAll() > 600)
    #expect(registry.groupVersions.count == 39)
  }

  @Test func rolesDecideWhatStandsInFront() throws {
    let pod = try #require(registry.type(for: GroupVersionKind(group: "", version: "v1", kind: "Pod")))
    #expect(pod.role == .object)
    #expect(pod.fields.map(\.name) == ["kind", "apiVersion", "metadata", "spec", "status"])
    #expect(pod.wire.map(\.number) == [1, 2, 3])
    #expect(pod.lifetime.since == "1.0")
    #expect(!pod.documentation.isEmpty)
    let list = try #require(registry.type(named: "core/v1.PodList"))
    #expect(list.role == .list)
    #expect(list.fields.map(\.name) == ["kind", "apiVersion", "metadata", "items"])
    guard case .list(.object(let element)) = list.field(named: "items")?.type else {
      Issue.record("items is no list of objects")
      return
    }
    #expect(element === pod)
  }

  @Test func fieldsCarryWhatTheSchemaSays() throws {
    let container = try #require(registry.type(named: "core/v1.Container"))
    let ports = try #require(container.field(named: "ports"))
    #expect(ports.topology == .keyed(["containerPort", "protocol"]))
    #expect(ports.patch == PatchStrategy(merges: true, mergeKey: "containerPort"))
    #expect(ports.isOptional && ports.omitsEmpty && !ports.isRequired)
    let name = try #require(container.field(named: "name"))
    #expect(name.isRequired && !name.omitsEmpty && !name.isOptional)
    let policy = try #require(container.field(named: "imagePullPolicy"))
    #expect(policy.values == ["Always", "Never", "IfNotPresent"] && policy.valuesAreClosed)
    #expect(container.field(named: "terminationMessagePolicy")?.defaultValue == "File")
    #expect(container.field(named: "restartPolicyRules")?.featureGates == ["ContainerRestartRules"])
    let spec = try #require(registry.type(named: "apps/v1.DeploymentSpec"))
    #expect(spec.field(named: "strategy")?.patch.retainsKeys == true)
    #expect(spec.field(named: "replicas")?.defaultValue == 1)
    let requests = try #require(registry.type(named: "core/v1.ResourceRequirements")?.field(named: "requests"))
    #expect(requests.roundsUpToMilli)
  }

  @Test func inlinedStructsAreMembersAndNestedMessages() throws {
    let volume = try #require(registry.type(named: "core/v1.Volume"))
    #expect(volume.field(named: "emptyDir") != nil)
    #expect(volume.wire.map(\.number) == [1, 2])
    guard case .inlined(let inner) = volume.wire[1].content, case .member(let position)? = inner.first?.content else {
      Issue.record("the volume source is no message of its own")
      return
    }
    #expect(volume.fields[position].name == "hostPath")
  }

  @Test func typesMayFormCircles() throws {
    let props = try #require(registry.type(named: "apiextensions.k8s.io/v1.JSONSchemaProps"))
    guard case .object(let not) = props.field(named: "not")?.type,
      case .map(.object(let property)) = props.field(named: "properties")?.type,
      case .schemaOrArray(let items) = props.field(named: "items")?.type
    else {
      Issue.record("JSONSchemaProps does not refer to itself")
      return
    }
    #expect(not === props && property === props && items === props)
  }

  @Test func rulesAreReadInOrder() throws {
    let strategy = try #require(registry.type(named: "apps/v1.StatefulSetUpdateStrategy"))
    #expect(strategy.defaultRules.count == 4)
    guard case .set(["rollingUpdate"], .object(let value)) = strategy.defaultRules[0].action,
      case .isAbsent(["type"])? = strategy.defaultRules[0].conditions.first
    else {
      Issue.record("unexpected first rule")
      return
    }
    #expect(value.isEmpty)
    #expect(strategy.defaultRules[3].featureGate == "MaxUnavailableStatefulSet")
  }

  @Test func everyFieldHasItsNumberOnce() throws {
    for groupVersion in registry.groupVersions {
      for name in registry.typeNames(in: groupVersion) {
        let type = try #require(registry.type(named: name))
        #expect(Set(type.fields.map(\.name)).count == type.fields.count, "\(name)")
        #expect(Set(type.wire.map(\.number)).count == type.wire.count, "\(name)")
        for (position, field) in type.fields.enumerated() {
          #expect(type.position(of: field.name) == position, "\(name).\(field.name)")
        }
        #expect(type.position(of: "nobody") == nil)
      }
    }
  }

  @Test func everythingIsDescribed() throws {
    for groupVersion in registry.groupVersions {
      #expect(!registry.documentation(of: groupVersion).isEmpty, "\(groupVersion)")
      for name in registry.typeNames(in: groupVersion) {
        let type = try #require(registry.type(named: name))
        #expect(!type.documentation.isEmpty, "\(name)")
        for field in type.fields { #expect(!field.documentation.isEmpty, "\(name).\(field.name)") }
      }
    }
  }

  @Test func deprecatedKindsSaySo() throws {
    let endpoints = try #require(registry.type(named: "core/v1.Endpoints"))
    #expect(endpoints.lifetime.isDeprecated)
  }

  @Test func versionsTakeTypesFromTheOneTheyAreLike() throws {
    let claim = try #require(registry.type(named: "resource.k8s.io/v1beta1.ResourceClaim"))
    #expect(claim.lifetime.since == "1.32" && claim.lifetime.deprecatedSince == "1.35")
    let spec = try #require(registry.type(named: "resource.k8s.io/v1beta1.ResourceClaimSpec"))
    guard case .object(let devices)? = spec.field(named: "devices")?.type,
      case .list(.object(let request))? = devices.field(named: "requests")?.type
    else {
      Issue.record("no requests")
      return
    }
    #expect(request.name == "resource.k8s.io/v1beta1.DeviceRequest")
    #expect(request.field(named: "deviceClassName") != nil && request.field(named: "exactly") == nil)
    #expect(registry.type(named: "resource.k8s.io/v1alpha3.DeviceTaint") != nil)
  }

  static let settings: [(settings: [String], problems: [String])] = [
    (["AllAlpha=true", "AllBeta=true"], []),
    (["NoSuchGate=true"], ["unrecognized feature gate: NoSuchGate"]),
    (["GenericWorkload"], ["missing bool value for GenericWorkload"]),
    (
      ["GenericWorkload=maybe"],
      [#"invalid value of GenericWorkload=maybe, err: strconv.ParseBool: parsing "maybe": invalid syntax"#]
    ),
    (
      ["DRAAdminAccess=false"], ["cannot set feature gate DRAAdminAccess to false, feature is locked to true"]
    ),
    (
      ["GangScheduling=true"],
      ["GangScheduling is enabled, but depends on features that are disabled: [GenericWorkload]"]
    ),
    (["GangScheduling=true", "GenericWorkload=T"], []),
  ]

  @Test(arguments: settings.indices) func settingsAreChecked(index: Int) {
    let (settings, problems) = Self.settings[index]
    var gates = FeatureGates()
    #expect(gates.apply(settings) == problems)
  }

  @Test func gatesSetByNameCountMoreThanStages() {
    var gates = FeatureGates()
    #expect(gates.apply(["AllAlpha=true", "DRAListTypeAttributes=false"]) == [])
    #expect(gates.isEnabled("DRANodeAllocatableResources") && !gates.isEnabled("DRAListTypeAttributes"))
    #expect(!gates.isEnabled("ClusterTrustBundle"))
  }

  @Test func gatesHaveTheirDefaults() {
    var gates = FeatureGates()
    #expect(gates.isEnabled("PodLevelResources"))
    #expect(!gates.isEnabled("GenericWorkload"))
    #expect(gates.apply(["GenericWorkload=true"]) == [])
    #expect(gates.isEnabled("GenericWorkload"))
    #expect(gates.apply(["NoSuchGate=true"]) == ["unrecognized feature gate: NoSuchGate"])
  }
}
