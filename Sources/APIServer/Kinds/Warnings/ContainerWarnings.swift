import APIMachinery

/// What is odd about a container, but accepted.
enum ContainerWarnings {
  static func of(_ container: ObjectField) -> [String] {
    ByteWarnings.fractional(container["resources", "limits"])
      + ByteWarnings.fractional(container["resources", "requests"]) + variables(container["env"])
  }

  /// A variable may build on an earlier one of its name, not just replace it.
  private static func variables(_ variables: ObjectField) -> [String] {
    var seen: Set<String> = []
    return variables.elements.compactMap { variable in
      let name = variable["name"].string
      guard !seen.insert(name).inserted else { return nil }
      let (reference, value) = ("$(\(name))", variable["value"].string)
      guard variable["valueFrom"].isPresent || value == reference || !value.contains(reference) else { return nil }
      return "\(variable.path): hides previous definition of \(GoFormat.quoted(name)), which may be dropped when using "
        + "apply"
    }
  }

  /// Ports that are there twice, or whose order decides which one counts.
  static func ports(_ containers: [ObjectField]) -> [String] {
    var texts: [String] = []
    var known: [String: [ObjectField]] = [:]
    for port in containers.flatMap({ $0["ports"].elements }) {
      if !port["hostIP"].isEmpty, port["hostPort"].number == 0 {
        texts.append("\(port.path): hostIP set without hostPort: \(printed(port))")
      }
      let key = "\(port["containerPort"].number)/\(port["protocol"].string)"
      texts += (known[key] ?? []).compactMap { other in
        overlap(port, other).map { "\(port.path): \($0) port definition with \(other.path)" }
      }
      known[key, default: []].append(port)
    }
    return texts
  }

  private static func overlap(_ port: ObjectField, _ other: ObjectField) -> String? {
    let (address, otherAddress) = (port["hostIP"].string, other["hostIP"].string)
    let (number, otherNumber) = (port["hostPort"].number, other["hostPort"].number)
    if address == otherAddress, number == otherNumber { return "duplicate" }
    if number == 0 || otherNumber == 0 { return "overlapping" }
    return number == otherNumber && address.isEmpty != otherAddress.isEmpty ? "dangerously ambiguous" : nil
  }

  /// As Go prints upstream's internal type.
  private static func printed(_ port: ObjectField) -> String {
    "{Name:\(port["name"].string) HostPort:\(port["hostPort"].number) ContainerPort:\(port["containerPort"].number) "
      + "Protocol:\(port["protocol"].string) HostIP:\(port["hostIP"].string)}"
  }
}

/// Amounts of bytes come whole.
enum ByteWarnings {
  /// - Parameter list: Amounts by resource.
  static func fractional(_ list: ObjectField, _ names: [String] = ["memory", "ephemeral-storage"]) -> [String] {
    names.compactMap { name in
      guard let amount = list[name].quantity, amount.milliValue % 1000 != 0 else { return nil }
      return "\(list.path.key(name)): fractional byte value \(GoFormat.quoted(amount.description)) is invalid, must be "
        + "an integer"
    }
  }
}
