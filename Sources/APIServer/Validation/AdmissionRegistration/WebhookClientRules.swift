import APIMachinery

/// How to reach a webhook: by a URL or a service (k8s.io/apiserver's `pkg/util/webhook`).
enum WebhookClientRules {
  static func validate(_ client: ObjectField) -> [FieldError] {
    let (url, service) = (client["url"], client["service"])
    switch (url.isPresent, service.isPresent) {
    case (true, false): return Self.url(url)
    case (false, true): return Self.service(service)
    default: return [client.required("exactly one of url or service is required")]
    }
  }

  static func service(_ service: ObjectField) -> [FieldError] {
    var errors = service["name"].mustBeSet() + service["namespace"].mustBeSet()
    let (port, path) = (service["port"], service["path"])
    if port.isPresent {
      errors += NameValidation.portNumber(port.number).map { port.invalid("port is not valid: \($0)") }
    }
    return path.isPresent ? errors + Self.path(path) : errors
  }

  private static func path(_ path: ObjectField) -> [FieldError] {
    let text = path.string
    if text.isEmpty || text == "/" { return [] }
    if text == "//" { return [path.invalid("segment[0] may not be empty")] }
    var errors: [FieldError] = []
    if !text.hasPrefix("/") { errors.append(path.invalid("must start with a '/'")) }
    var rest = text.hasPrefix("/") ? String(text.dropFirst()) : text
    if rest.hasSuffix("/") { rest = String(rest.dropLast()) }
    for (index, step) in rest.split(separator: "/", omittingEmptySubsequences: false).enumerated() {
      if step.isEmpty {
        errors.append(path.invalid("segment[\(index)] may not be empty"))
      } else {
        errors += NameValidation.dns1123Subdomain(String(step)).map { path.invalid("segment[\(index)]: \($0)") }
      }
    }
    return errors
  }

  private static func url(_ url: ObjectField) -> [FieldError] {
    let form = "; desired format: https://host[/path]"
    let text = url.string
    if text.isEmpty { return [url.required("url must be specified")] }
    let scheme = text.firstRange(of: "://").map { String(text[..<$0.lowerBound]) } ?? ""
    var errors: [FieldError] = []
    if scheme != "https" {
      errors.append(
        .invalid(
          url.path, .string(scheme), "'https' is the only allowed URL scheme\(form)"))
    }
    let rest = scheme.isEmpty ? Substring("") : text.dropFirst(scheme.count + 3)
    let authority = rest.prefix { !"/?#".contains($0) }
    let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    if host.isEmpty { errors.append(.invalid(url.path, .string(""), "host must be specified\(form)")) }
    if authority.contains("@") {
      errors.append(
        .invalid(
          url.path, .string(String(authority.prefix { $0 != "@" })), "user information is not permitted in the URL"))
    }
    if let mark = rest.firstIndex(of: "#"), rest.index(after: mark) < rest.endIndex {
      errors.append(
        .invalid(url.path, .string(String(rest[rest.index(after: mark)...])), "fragments are not permitted in the URL"))
    }
    let beforeFragment = rest.prefix { $0 != "#" }
    if let mark = beforeFragment.firstIndex(of: "?"), beforeFragment.index(after: mark) < beforeFragment.endIndex {
      errors.append(
        .invalid(
          url.path, .string(String(beforeFragment[beforeFragment.index(after: mark)...])),
          "query parameters are not permitted in the URL"))
    }
    return errors
  }
}
