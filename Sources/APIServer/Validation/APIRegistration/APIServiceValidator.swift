import APIMachinery

/// APIServices, as kube-aggregator's `pkg/apis/apiregistration/validation`.
struct APIServiceValidator: ObjectValidator {
  var nameRule: NameRule { .unchecked }
  var metadataChecksOnUpdate: [MetadataCheck] { [.update, .create] }

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let spec = ObjectField(object, "spec")
    let (group, version) = (spec["group"], spec["version"])
    var errors: [FieldError] = []
    let name = ObjectField(object, "metadata")["name"]
    let wanted = "\(version.string).\(group.string)"
    errors += name.mustMatch(NameValidation.pathSegmentName)
    if errors.isEmpty, name.string != wanted {
      errors.append(
        name.invalid("must be `spec.version+\".\"+spec.group`: \(GoFormat.quoted(wanted))"))
    }
    if group.isEmpty, version.string != "v1" {
      errors.append(group.required("only v1 may have an empty group and it better be legacy kube"))
    }
    errors += group.mayMatch(NameValidation.dns1123Subdomain) + version.mustMatch(NameValidation.dns1035Label)
    for (member, maximum) in [("groupPriorityMinimum", Int64(20_000)), ("versionPriority", 1000)]
    where !(1...maximum).contains(spec[member].number) {
      errors.append(
        spec[member].invalid(
          showing: .integer(spec[member].number), "must be positive and less than \(maximum)"))
    }
    return errors + service(spec)
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    ObjectField(object, "status")["conditions"].elements.flatMap {
      $0["status"].mustBeOne(of: ["True", "False", "Unknown"])
    }
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
