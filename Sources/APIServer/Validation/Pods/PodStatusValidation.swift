import APIMachinery

/// What a kubelet may say of a pod.
enum PodStatusValidation {
  private static let systemConditions: Set<String> = ["PodScheduled", "Ready", "Initialized"]

  static func validate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
    let status = ObjectField(object, "status")
    let before = ObjectField(old, "status")
    let spec = ObjectField(object, "spec")
    var errors: [FieldError] = []
    for condition in status["conditions"].elements where !systemConditions.contains(condition["type"].string) {
      errors += ObjectField(condition["type"].value, at: condition.path.child("Type"))
        .mustMatch(NameValidation.qualifiedName)
    }
    let nominated = status["nominatedNodeName"]
    if nominated.string != before["nominatedNodeName"].string {
      errors += nominated.mayMatch(NameValidation.dns1123Subdomain)
    }
    errors += status["qosClass"].mustEqual(before["qosClass"])
    errors += transitions(status, before, ObjectField(old, "spec"))
    errors += claims(status["resourceClaimStatuses"], spec["resourceClaims"])
    errors += addresses(status["podIPs"])
    if let first = status["hostIPs"].elements.first {
      if status["hostIP"].string != first["ip"].string {
        errors.append(first["ip"].invalid("must be equal to `hostIP`"))
      }
      errors += addresses(status["hostIPs"])
    }
    return errors
  }

  /// What has ended for good doesn't run again.
  private static func transitions(_ status: ObjectField, _ old: ObjectField, _ spec: ObjectField) -> [FieldError] {
    let sidecars = Set(
      spec["initContainers"].elements.filter { $0["restartPolicy"].string == "Always" }.map { $0["name"].string })
    let policy = spec["restartPolicy"].string
    var errors: [FieldError] = []
    for (list, policy, excepted) in [
      ("containerStatuses", policy, Set<String>()), ("initContainerStatuses", policy, sidecars),
      ("ephemeralContainerStatuses", "Never", []),
    ] where policy != "Always" {
      for (index, before) in old[list].elements.enumerated() {
        let ended = before["state", "terminated"]
        guard ended.isPresent, !excepted.contains(before["name"].string) else { continue }
        if (ended["exitCode"].integer ?? 0) != 0, policy == "OnFailure" { continue }
        for now in status[list].elements
        where now["name"].string == before["name"].string && !now["state", "terminated"].isPresent {
          errors.append(
            .forbidden(
              status[list].path.index(index).child("state"), "may not be transitioned to non-terminated state"))
        }
      }
    }
    return errors
  }

  private static func claims(_ statuses: ObjectField, _ claims: ObjectField) -> [FieldError] {
    let known = Set(claims.elements.map { $0["name"].string })
    var errors = statuses.elements.filter { !known.contains($0["name"].string) }.map {
      $0["name"].invalid("must match the name of an entry in `spec.resourceClaims`")
    }
    errors += statuses.mustBeUnique(by: "name")
    for status in statuses.elements {
      errors += ObjectField(status["resourceClaimName"].value, at: status["name"].path)
        .mayMatch(NameValidation.dns1123Subdomain)
    }
    return errors
  }

  /// One address of each family at most.
  private static func addresses(_ list: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    for address in list.elements {
      errors += IPValidation.legacyAddress(address["ip"].string, at: address.path)
    }
    guard list.count > 1 else { return errors }
    let parsed = list.elements.compactMap { IPAddress(sloppy: $0["ip"].string) }
    if Set(parsed.map(\.family)).count < 2 || list.count > 2 {
      errors.append(list.invalid("may specify no more than one IP for each IP family"))
    }
    var seen: Set<String> = []
    for address in list.elements where !seen.insert(address["ip"].string).inserted {
      errors.append(address.duplicate())
    }
    return errors
  }
}
