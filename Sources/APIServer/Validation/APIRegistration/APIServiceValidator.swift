import APIMachinery

/// APIServices, as kube-aggregator's `pkg/apis/apiregistration/validation`.
struct APIServiceValidator: ObjectValidator {
  var nameRule: NameRule { .unchecked }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let (group, version) = (spec["group"], spec["version"])
    var errors: [FieldError] = []
    let name = ObjectField(object, "metadata")["name"]
    let wanted = "\(version.string).\(group.string)"
    errors += name.mustMatch(NameValidation.pathSegmentName)
    if name.string != wanted {
      errors.append(
        name.invalid("must be `spec.version+\".\"+spec.group`: \(GoFormat.quoted(wanted))"))
    }
    errors += joined(group, group.isEmpty ? [] : NameValidation.dns1123Subdomain(group.string))
    errors += joined(version, NameValidation.dns1035Label(version.string))
    for (member, maximum) in [("groupPriorityMinimum", Int64(20_000)), ("versionPriority", 1000)]
    where !(1...maximum).contains(spec[member].number) {
      errors.append(
        spec[member].invalid(
          showing: .integer(spec[member].number), "must be positive and less than \(maximum)"))
    }
    return errors + service(spec)
  }

  private func joined(_ field: ObjectField, _ problems: [String]) -> [FieldError] {
    problems.isEmpty ? [] : [field.invalid(problems.joined(separator: ","))]
  }

  private func service(_ spec: ObjectField) -> [FieldError] {
    let (service, bundle, insecure) = (spec["service"], spec["caBundle"], spec["insecureSkipTLSVerify"])
    var errors: [FieldError] = []
    if service.isPresent {
      errors += service["namespace"].mustBeSet() + service["name"].mustBeSet()
      if service["port"].isPresent {
        errors += NameValidation.portNumber(service["port"].number).map {
          service["port"].invalid("port is not valid: \($0)")
        }
      }
      if insecure.bool, !bundle.isEmpty {
        errors.append(insecure.invalid("may not be true if caBundle is present"))
      }
    } else {
      if !bundle.isEmpty {
        let size = (try? Base64.decode(bundle.string))?.count ?? 0
        errors.append(bundle.invalid(showing: .string("\(size) bytes"), "local APIServices may not have a caBundle"))
      }
      if insecure.bool {
        errors.append(insecure.invalid("local APIServices may not have insecureSkipTLSVerify"))
      }
    }
    return errors
  }
}
