extension CELLibrary {
  private static let urlType = CELType.opaque("kubernetes.URL", [])

  /// URLs: `url('https://example.com:80/').getHost()`.
  public static let urls: CELLibrary = {
    var library = CELLibrary()
    library.types = ["kubernetes.URL": urlType]
    library.functions = [
      CELFunction(
        "url",
        [
          .global("string_to_url", "string -> kubernetes.URL") { value throws(CELError) in
            let text = try value.text()
            return .opaque(BoxedValue(try parse(text), urlType, size: text.utf8.count))
          }
        ]),
      CELFunction(
        "isURL",
        [
          .global("is_url_string", "string -> bool") { value throws(CELError) in
            let text = try value.text()
            return .bool((try? GoURL(request: text)) != nil)
          }
        ]),
      part("getScheme", "url_get_scheme") { $0.scheme }, part("getHost", "url_get_host") { $0.host },
      part("getHostname", "url_get_hostname") { $0.hostname }, part("getPort", "url_get_port") { $0.port },
      part("getEscapedPath", "url_get_escaped_path") { $0.escapedPath },
      CELFunction(
        "getQuery",
        [
          .member("url_get_query", "kubernetes.URL -> map(string, list(string))") { value throws(CELError) in
            var dictionary = CELDictionary()
            for (key, values) in try value.unbox(GoURL.self).query {
              _ = dictionary.insert(.string(key), .list(values.map(CELValue.string)))
            }
            return .map(.values(dictionary))
          }
        ]),
    ]
    return library
  }()

  private static func parse(_ text: String) throws(CELError) -> GoURL {
    do throws(CELError) {
      return try GoURL(request: text)
    } catch {
      throw CELError("URL parse error during conversion from string: \(error.message)")
    }
  }

  private static func part(_ name: String, _ id: String, _ body: @escaping @Sendable (GoURL) -> String) -> CELFunction {
    CELFunction(
      name,
      [.member(id, "kubernetes.URL -> string") { value throws(CELError) in .string(body(try value.unbox(GoURL.self))) }]
    )
  }
}
