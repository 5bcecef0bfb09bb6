import APIMachinery

/// Ingresses, as `ValidateIngressCreate` and `ValidateIngressUpdate` upstream.
struct IngressValidator: ObjectValidator {
  private static let classAnnotation = "kubernetes.io/ingress.class"

  func validate(_ object: JSONValue, _ context: ValidationContext) -> [FieldError] {
    var errors = IngressRules().validate(ObjectField(object, "spec"))
    let annotation = ObjectField(
      object[path: "metadata", "annotations", Self.classAnnotation],
      at: FieldPath("annotations").child(Self.classAnnotation))
    if annotation.isPresent, let name = object[path: "spec", "ingressClassName"]?.stringValue,
      annotation.string != name
    {
      errors.append(annotation.invalid("must match `ingressClassName` when both are specified"))
    }
    return errors
  }

  func validateUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let before = ObjectField(old, "spec")
    var rules = IngressRules()
    // What is stored already may stay.
    rules.allowsInvalidSecretNames = before["tls"].elements.contains {
      !$0["secretName"].mayMatch(NameValidation.dns1123Subdomain).isEmpty
    }
    rules.allowsInvalidWildcardRules = before["rules"].elements.contains {
      $0["host"].string.contains("*") && !IngressRules().http($0["http"]).isEmpty
    }
    return rules.validate(ObjectField(object, "spec"))
  }

  func validateStatusUpdate(_ object: JSONValue, old: JSONValue, _ context: ValidationContext) -> [FieldError] {
    let known = Set(ObjectField(old, "status")["loadBalancer", "ingress"].elements.map { $0["ip"].string })
    return ObjectField(object, "status")["loadBalancer", "ingress"].elements.flatMap { point in
      let (address, name) = (point["ip"], point["hostname"])
      var errors: [FieldError] = []
      if !address.isEmpty {
        errors += IPValidation.legacyAddress(
          address.string, at: address.path, isStrict: !known.contains(address.string))
      }
      if !name.isEmpty {
        errors += name.mustMatch(NameValidation.dns1123Subdomain)
        if IPAddress(sloppy: name.string) != nil {
          errors.append(name.invalid("must be a DNS name, not an IP address"))
        }
      }
      return errors
    }
  }
}

/// The rules of an Ingress' spec.
struct IngressRules {
  var allowsInvalidSecretNames = false
  var allowsInvalidWildcardRules = false

  private static let badSequences = ["//", "/./", "/../", "%2f", "%2F"]
  private static let badEnds = ["/..", "/."]

  func validate(_ spec: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    let (rules, fallback) = (spec["rules"], spec["defaultBackend"])
    if rules.isEmpty, !fallback.isPresent {
      errors.append(
        spec.invalid(showing: rules.value, "either `defaultBackend` or `rules` must be specified"))
    }
    if fallback.isPresent { errors += backend(fallback) }
    errors += rules.elements.flatMap(rule)
    errors += spec["tls"].elements.flatMap(tls)
    if spec["ingressClassName"].isPresent {
      errors += spec["ingressClassName"].mustMatch(NameValidation.dns1123Subdomain)
    }
    return errors
  }

  private func tls(_ tls: ObjectField) -> [FieldError] {
    let hosts = tls["hosts"].elements.flatMap(hostName)
    return allowsInvalidSecretNames
      ? hosts : hosts + tls["secretName"].mayMatch(NameValidation.dns1123Subdomain)
  }

  private func hostName(_ host: ObjectField) -> [FieldError] {
    host.mustMatch(
      host.string.contains("*") ? NameValidation.wildcardDNS1123Subdomain : NameValidation.dns1123Subdomain)
  }

  private func rule(_ rule: ObjectField) -> [FieldError] {
    let host = rule["host"]
    var errors: [FieldError] = []
    if !host.isEmpty {
      if IPAddress(sloppy: host.string) != nil {
        errors.append(host.invalid("must be a DNS name, not an IP address"))
      }
      errors += hostName(host)
    }
    if host.string.contains("*"), allowsInvalidWildcardRules { return errors }
    return errors + http(rule["http"])
  }

  func http(_ http: ObjectField) -> [FieldError] {
    guard http.isPresent else { return [] }
    return http["paths"].mustBeSet() + http["paths"].elements.flatMap(path)
  }

  private func path(_ rule: ObjectField) -> [FieldError] {
    let (type, path) = (rule["pathType"], rule["path"])
    guard type.isPresent else { return [type.required("pathType must be specified")] }
    var errors: [FieldError] = []
    func absolute() -> [FieldError] {
      path.string.hasPrefix("/") ? [] : [path.invalid("must be an absolute path")]
    }
    switch type.string {
    case "Exact", "Prefix":
      errors += absolute()
      errors += Self.badSequences.filter { path.string.contains($0) }.map {
        path.invalid("must not contain '\($0)'")
      }
      errors += Self.badEnds.filter { path.string.hasSuffix($0) }.map { path.invalid("cannot end with '\($0)'") }
    case "ImplementationSpecific": if !path.isEmpty { errors += absolute() }
    default: errors.append(type.notSupported(["Exact", "ImplementationSpecific", "Prefix"]))
    }
    return errors + backend(rule["backend"])
  }

  private func backend(_ backend: ObjectField) -> [FieldError] {
    let (resource, service) = (backend["resource"], backend["service"])
    switch (resource.isPresent, service.isPresent) {
    case (true, true): return [backend.invalid(showing: "", "cannot set both resource and service backends")]
    case (true, false): return Self.typedReference(resource)
    case (false, false): return [backend.invalid(showing: "", "resource or service backend is required")]
    case (false, true): break
    }
    var errors = service["name"].mustBeSetAndMatch(NameValidation.dns1123Label)
    let (name, number) = (service["port", "name"], service["port", "number"])
    switch (!name.isEmpty, number.number != 0) {
    case (true, true): errors.append(backend.invalid(showing: "", "cannot set both port name & port number"))
    case (true, false): errors += name.mustMatch(NameValidation.portName)
    case (false, true): errors += number.mustBePort()
    case (false, false): errors.append(backend.required("port name or number is required"))
    }
    return errors
  }

  /// A reference by group, kind and name to something in the same namespace.
  static func typedReference(_ reference: ObjectField) -> [FieldError] {
    let group = reference["apiGroup"]
    return (group.isPresent ? group.mustMatch(NameValidation.dns1123Subdomain) : [])
      + ["kind", "name"].flatMap { reference[$0].mustBeSetAndMatch(NameValidation.pathSegmentName) }
  }
}
