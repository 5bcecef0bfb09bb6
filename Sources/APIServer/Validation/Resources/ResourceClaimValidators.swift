import APIMachinery

/// ResourceClaims: what is asked for never changes; what was allotted is written once.
struct ResourceClaimValidator: ObjectValidator {
  var metadataChecksOnUpdate: [MetadataCheck] { [.create, .update] }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    DeviceAdministration.validate(object["spec"], context)
      + DeviceClaimRules(ObjectField(object, "spec")["devices"]).errors()
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    GoInternalForm.immutable(ObjectField(object, "spec"), old["spec"], "resource.k8s.io/v1.ResourceClaimSpec")
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    ResourceClaimStatusRules(object, old).errors()
  }
}

/// ResourceClaimTemplates: a claim's spec, which never changes.
struct ResourceClaimTemplateValidator: ObjectValidator {
  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let metadata = spec["metadata"]
    return DeviceAdministration.validate(object[path: "spec", "spec"], context)
      + ObjectMetaValidation.labels(metadata["labels"].value, metadata["labels"].path)
      + ObjectMetaValidation.annotations(metadata["annotations"].value, metadata["annotations"].path)
      + DeviceClaimRules(spec["spec", "devices"]).errors()
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    GoInternalForm.immutable(
      ObjectField(object, "spec"), old["spec"], "resource.k8s.io/v1.ResourceClaimTemplateSpec")
  }
}

/// Devices that others use are for claims of namespaces with a label of their own.
enum DeviceAdministration {
  private static let label = "resource.kubernetes.io/admin-access"

  /// - Parameter spec: The spec of a claim; templates' are told of as if it were theirs.
  static func validate(_ spec: JSONValue?, _ context: ValidationContext) -> [FieldError] {
    let requests = ObjectField(spec?[path: "devices", "requests"], at: FieldPath("spec", "devices", "requests"))
    guard let wanted = requests.elements.first(where: { $0["exactly", "adminAccess"].bool }) else { return [] }
    let namespace = context.reader?.object(GroupResource("namespaces"), namespace: "", name: context.namespace)
    guard namespace?[path: "metadata", "labels", label]?.stringValue != "true" else { return [] }
    return [
      wanted["adminAccess"].forbidden(
        "admin access to devices requires the `\(label): true` label on the containing namespace")
    ]
  }
}

/// The requests of a claim, what must hold among them, and settings for their devices.
struct DeviceClaimRules {
  private static let requestsMax = 32
  private static let constraintsMax = 32
  private static let configMax = 32
  private static let alternativesMax = 8

  let claim: ObjectField

  init(_ claim: ObjectField) { self.claim = claim }

  func errors() -> [FieldError] {
    DeviceRules.set(claim["requests"], max: Self.requestsMax, by: { .string($0["name"].string) }, request)
      + DeviceRules.list(claim["constraints"], max: Self.constraintsMax, constraint)
      + DeviceRules.list(claim["config"], max: Self.configMax) { config in
        names(config["requests"]) + DeviceRules.configuration(config)
      }
  }

  private func request(_ request: ObjectField) -> [FieldError] {
    let (exactly, alternatives) = (request["exactly"], request["firstAvailable"])
    let name = DeviceRules.label(request["name"])
    switch (exactly.isPresent, !alternatives.isEmpty) {
    case (false, false): return name + [request.required("exactly one of `exactly` or `firstAvailable` is required")]
    case (true, true):
      return name + [
        request.invalid(
          showing: .null, "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set")
      ]
    case (true, false): return name + details(exactly)
    case (false, true):
      return name
        + DeviceRules.set(alternatives, max: Self.alternativesMax, by: { .string($0["name"].string) }) {
          DeviceRules.label($0["name"]) + details($0)
        }
    }
  }

  private func details(_ request: ObjectField) -> [FieldError] {
    DeviceRules.className(request["deviceClassName"]) + DeviceSelectors.validate(request["selectors"])
      + allocation(request) + request["tolerations"].elements.flatMap(DeviceRules.toleration)
  }

  private func allocation(_ request: ObjectField) -> [FieldError] {
    let (mode, count) = (request["allocationMode"], request["count"])
    switch mode.string {
    case "All":
      return count.number == 0
        ? [] : [count.invalid("must not be specified when allocationMode is '\(mode.string)'")]
    case "ExactCount":
      return count.number > 0 ? [] : [count.invalid(showing: .integer(count.number), "must be greater than zero")]
    default: return [mode.notSupported(["All", "ExactCount"])]
    }
  }

  private func constraint(_ constraint: ObjectField) -> [FieldError] {
    let (match, distinct) = (constraint["matchAttribute"], constraint["distinctAttribute"])
    let errors = names(constraint["requests"])
    if match.isPresent { return errors + DeviceRules.fullyQualifiedName(match) }
    if distinct.isPresent { return errors + DeviceRules.fullyQualifiedName(distinct) }
    // Upstream's words for this, although neither is set.
    return errors + [
      constraint.required(
        "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple fields are set")
    ]
  }

  private func names(_ requests: ObjectField) -> [FieldError] {
    DeviceRules.set(requests, max: Self.requestsMax, by: { .string($0.string) }, reference)
  }

  /// The name of a request, or of one of its alternatives behind a slash.
  func reference(_ name: ObjectField) -> [FieldError] {
    let unknown = name.invalid(
      "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'")
    let parts = name.string.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2 else { return [unknown] }
    let form = parts.flatMap { part in
      NameValidation.dns1123Label(part).map { name.invalid(showing: .string(part), $0) }
    }
    return form + (isKnown(parts) ? [] : [unknown])
  }

  private func isKnown(_ parts: [String]) -> Bool {
    guard let request = claim["requests"].elements.first(where: { $0["name"].string == parts.first }) else {
      return false
    }
    return parts.count == 1 || request["firstAvailable"].elements.contains { $0["name"].string == parts[1] }
  }
}

/// What the status of a claim may say.
struct ResourceClaimStatusRules {
  private static let consumersMax = 256
  private static let resultsMax = 32
  private static let configMax = 64
  private static let requestsMax = 32
  private static let conditionsMax = 8
  private static let interfaceNameBytesMax = 256
  private static let hardwareAddressBytesMax = 128
  private static let addressesMax = 16

  private let object: JSONValue
  private let status: ObjectField
  private let before: ObjectField
  private let claim: DeviceClaimRules

  init(_ object: JSONValue, _ old: JSONValue) {
    self.object = object
    status = ObjectField(object, "status")
    before = ObjectField(old, "status")
    claim = DeviceClaimRules(ObjectField(object, "spec")["devices"])
  }

  func errors() -> [FieldError] {
    let (reserved, allocation) = (status["reservedFor"], status["allocation"])
    var errors = DeviceRules.set(reserved, max: Self.consumersMax, by: { .string($0["uid"].string) }) { consumer in
      ["resource", "name", "uid"].flatMap { consumer[$0].mustBeSet() }
    }
    errors += Self.showingNothing(
      ofDuplicates: DeviceRules.set(status["devices"], max: .max, by: Self.identity, device))
    if !reserved.isEmpty {
      if !allocation.isPresent {
        errors.append(reserved.forbidden("may not be specified when `allocated` is not set"))
      } else if object.deletionTimestamp != nil,
        !reserved.elements.allSatisfy({ consumer in
          before["reservedFor"].elements.contains { $0.value == consumer.value }
        })
      {
        errors.append(
          reserved.forbidden(
            "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set"))
      }
    }
    guard allocation.isPresent else { return errors }
    if before["allocation"].isPresent {
      return errors
        + GoInternalForm.immutable(allocation, before["allocation"].value, "resource.k8s.io/v1.AllocationResult")
    }
    return errors + allocated(allocation)
  }

  private func allocated(_ allocation: ObjectField) -> [FieldError] {
    DeviceRules.list(allocation["devices", "results"], max: Self.resultsMax) { result in
      claim.reference(result["request"]) + StorageRules.driverName(result["driver"])
        + DeviceRules.poolName(result["pool"]) + DeviceRules.label(result["device"]) + DeviceRules.binding(result)
        + result["tolerations"].elements.flatMap(DeviceRules.toleration) + DeviceRules.share(result["shareID"])
    }
      + DeviceRules.list(allocation["devices", "config"], max: Self.configMax) { config in
        config["source"].mustBeSetAndOne(of: ["FromClaim", "FromClass"])
          + DeviceRules.set(config["requests"], max: Self.requestsMax, by: { .string($0.string) }, claim.reference)
          + DeviceRules.configuration(config)
      } + (allocation["nodeSelector"].isPresent ? AffinityValidation.nodeSelector(allocation["nodeSelector"]) : [])
  }

  private static func identity(_ device: ObjectField) -> JSONValue {
    .array(["driver", "pool", "device", "shareID"].map { .string(device[$0].string) })
  }

  /// What upstream's messages make of the identity of a device, whose parts have nothing that is shown.
  private static let shownIdentity: JSONValue = ["Driver": [:], "Pool": [:], "Device": [:], "ShareID": [:]]

  private static func showingNothing(ofDuplicates errors: [FieldError]) -> [FieldError] {
    errors.map { error in
      var error = error
      if error.kind == .duplicate, error.value?.arrayValue != nil { error.value = shownIdentity }
      return error
    }
  }

  private func device(_ device: ObjectField) -> [FieldError] {
    var errors =
      StorageRules.driverName(device["driver"]) + DeviceRules.poolName(device["pool"])
      + DeviceRules.label(device["device"]) + DeviceRules.share(device["shareID"])
    let isAllocated = status["allocation", "devices", "results"].elements.contains {
      Self.identity($0) == Self.identity(device)
    }
    if !isAllocated {
      errors.append(device.invalid(showing: Self.shownIdentity, "must be an allocated device in the claim"))
    }
    if device["conditions"].count > Self.conditionsMax {
      errors.append(device["conditions"].tooMany(Self.conditionsMax))
    }
    errors += ConditionRules.validate(device["conditions"])
    if device["data"].isPresent { errors += DeviceRules.parameters(device["data"]) }
    return errors + network(device["networkData"])
  }

  private func network(_ data: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    for (name, limit) in [
      ("interfaceName", Self.interfaceNameBytesMax), ("hardwareAddress", Self.hardwareAddressBytesMax),
    ] where data[name].string.utf8.count > limit {
      errors.append(data[name].tooLong(limit))
    }
    return errors
      + DeviceRules.set(data["ips"], max: Self.addressesMax, by: { .string($0.string) }) { address in
        CIDR(address.string) == nil
          ? [address.invalid("must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)")] : []
      }
  }
}
