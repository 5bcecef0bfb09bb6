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
    // Upstream takes the one for the other.
    var errors = service["namespace"].isEmpty ? [service["name"].required()] : []
    if service["name"].isEmpty { errors.append(service["namespace"].required()) }
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
    let parsed: WebhookURL
    do throws(WebhookURL.Problem) {
      parsed = try WebhookURL(url.string)
    } catch {
      return [url.required("url must be a valid URL: \(error.message)\(form)")]
    }
    var errors: [FieldError] = []
    let complain = { (shown: String, detail: String) in errors.append(url.invalid(showing: .string(shown), detail)) }
    if parsed.scheme != "https" { complain(parsed.scheme, "'https' is the only allowed URL scheme\(form)") }
    if parsed.host.isEmpty { complain(parsed.host, "host must be specified\(form)") }
    if let user = parsed.user { complain(user, "user information is not permitted in the URL") }
    if !parsed.fragment.isEmpty { complain(parsed.fragment, "fragments are not permitted in the URL") }
    if !parsed.query.isEmpty { complain(parsed.query, "query parameters are not permitted in the URL") }
    return errors
  }
}
