import APIMachinery

/// The ports of a Service.
enum ServicePortRules {
  static func validate(_ ports: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    var names: Set<String> = []
    for port in ports.elements {
      errors += name(port["name"], isNeeded: ports.count > 1)
      if !port["name"].isEmpty, !names.insert(port["name"].string).inserted { errors.append(port["name"].duplicate()) }
      errors += port["port"].mustBePort()
      errors += port["protocol"].mustBeSetAndOne(of: ContainerValidation.protocols)
      errors += port["targetPort"].mustBePortOrName()
      if port["appProtocol"].isPresent { errors += port["appProtocol"].mustMatch(NameValidation.qualifiedName) }
    }
    return errors
  }

  /// Several ports need names to tell them apart.
  static func name(_ name: ObjectField, isNeeded: Bool) -> [FieldError] {
    name.isEmpty ? (isNeeded ? [name.required()] : []) : name.mustMatch(NameValidation.dns1123Label)
  }

  /// The same port twice, here or on the nodes.
  static func repetitions(_ ports: ObjectField, type: String) -> [FieldError] {
    let onNodes = ports.elements.filter { ($0["nodePort"].integer ?? 0) != 0 }
    var errors: [FieldError] = []
    if type == "ClusterIP" {
      errors += onNodes.map { $0["nodePort"].forbidden("may not be used when `type` is 'ClusterIP'") }
    }
    var seen: Set<String> = []
    for port in onNodes where !seen.insert("\(port["protocol"].string)/\(port["nodePort"].integer ?? 0)").inserted {
      errors.append(port["nodePort"].duplicate())
    }
    seen = []
    for port in ports.elements {
      let number = port["port"].integer ?? 0
      guard !seen.insert("\(port["protocol"].string)/\(number)").inserted else { continue }
      // What upstream compares by, written as its internal type.
      errors.append(
        port.duplicate([
          "Name": "", "Protocol": .string(port["protocol"].string), "AppProtocol": .null, "Port": .integer(number),
          "TargetPort": 0, "NodePort": 0,
        ]))
    }
    return errors
  }
}
