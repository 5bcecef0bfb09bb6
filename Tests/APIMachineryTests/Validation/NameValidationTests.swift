import APIMachinery
import Testing

@Suite struct NameValidationTests {
  @Test func validNames() {
    for name in ["a", "my-name", "123-abc", "a1"] { #expect(NameValidation.dns1123Label(name).isEmpty) }
    for name in ["a.b", "example.com", "1.2.3"] { #expect(NameValidation.dns1123Subdomain(name).isEmpty) }
    for name in ["a", "a-1"] { #expect(NameValidation.dns1035Label(name).isEmpty) }
    for name in ["MyName", "my.name", "123-abc", "example.com/x_y"] {
      #expect(NameValidation.qualifiedName(name).isEmpty)
    }
    for name in ["", "a", "A_b.c-9"] { #expect(NameValidation.labelValue(name).isEmpty) }
    for name in ["http", "a-b", "8080-x"] { #expect(NameValidation.portName(name).isEmpty) }
    for name in ["key.name", "KEY_NAME", ".hidden", "a..b"] { #expect(NameValidation.configMapKey(name).isEmpty) }
    #expect(NameValidation.wildcardDNS1123Subdomain("*.example.com").isEmpty)
    #expect(NameValidation.dns1123SubdomainWithUnderscore("_srv.example.com").isEmpty)
    #expect(NameValidation.environmentVariableName("MY_ENV.name-1").isEmpty)
    #expect(NameValidation.relaxedEnvironmentVariableName("a b").isEmpty)
    #expect(NameValidation.percentage("10%").isEmpty)
  }

  static let long = String(repeating: "a", count: 64)
  static let refused: [([String], [String])] = [
    (NameValidation.dns1123Label("a.b"), ["must not contain dots"]),
    (
      NameValidation.dns1123Label("A"),
      [
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
          + "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
      ]
    ),
    (NameValidation.dns1123Label(long), ["must be no more than 63 characters"]),
    (NameValidation.labelValue(long), ["must be no more than 63 bytes"]),
    (NameValidation.qualifiedName("/x"), ["prefix part must be non-empty"]),
    (
      NameValidation.qualifiedName("x/"),
      [
        "name part must be non-empty",
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
          + "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
          + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      ]
    ),
    (
      NameValidation.portName("-a--"),
      ["must not contain consecutive hyphens", "must not begin or end with a hyphen"]
    ),
    (NameValidation.portNumber(0), ["must be between 1 and 65535, inclusive"]),
    (NameValidation.configMapKey(".."), ["must not be '..'"]),
    (NameValidation.configMapKey("..a"), ["must not start with '..'"]),
    (NameValidation.pathSegmentName("a/b%"), ["may not contain '/'", "may not contain '%'"]),
    (NameValidation.pathSegmentName("."), ["may not be '.'"]),
  ]

  @Test(arguments: refused)
  func messages(actual: [String], expected: [String]) {
    #expect(actual == expected)
  }

  @Test func paths() {
    #expect(
      FieldPath("spec", "containers").index(0).child("ports").index(1).child("hostPort").description
        == "spec.containers[0].ports[1].hostPort")
    #expect(FieldPath("metadata").child("labels").key("a/b").description == "metadata.labels[a/b]")
    #expect(FieldPath.root.description == "<nil>")
    #expect(FieldPath.root.child("spec").description == "spec")
  }

  static let errors: [(FieldError, String)] = [
    (.required(FieldPath("spec", "x")), "spec.x: Required value"),
    (.required(FieldPath("x"), "why"), "x: Required value: why"),
    (.invalid(FieldPath("spec", "x"), "v", "detail"), #"spec.x: Invalid value: "v": detail"#),
    (.invalid(FieldPath("x"), -1, "d"), "x: Invalid value: -1: d"),
    (.invalid(FieldPath("x"), 1.5, "d"), "x: Invalid value: 1.5: d"),
    (.invalid(FieldPath("x"), ["a": "<b>"], "d"), #"x: Invalid value: {"a":"\u003cb\u003e"}: d"#),
    (.invalid(.root, nil, "d"), "<nil>: Invalid value: d"),
    (.duplicate(FieldPath("x"), "v"), #"x: Duplicate value: "v""#),
    (.notFound(FieldPath("x"), "v"), #"x: Not found: "v""#), (.forbidden(FieldPath("x"), "no"), "x: Forbidden: no"),
    (
      .notSupported(FieldPath("x"), "c", supported: ["a", "b"]),
      #"x: Unsupported value: "c": supported values: "a", "b""#
    ),
    (.tooLong(FieldPath("x"), maximumBytes: 128), "x: Too long: may not be more than 128 bytes"),
    (.tooMany(FieldPath("x"), count: 3, maximum: 2), "x: Too many: 3: must have at most 2 items"),
    (.typeInvalid(FieldPath("x"), "string", "d"), #"x: Invalid value: "string": d"#),
  ]

  @Test(arguments: errors)
  func fieldErrors(error: FieldError, text: String) {
    #expect(error.description == text)
  }

  @Test func addresses() {
    let path = FieldPath("ip")
    #expect(IPValidation.address("10.0.0.1", at: path).isEmpty)
    #expect(IPValidation.address("2001:db8::1", at: path).isEmpty)
    #expect(
      IPValidation.address("2001:DB8::1", at: path).joinedMessage
        == #"ip: Invalid value: "2001:DB8::1": must be in canonical form ("2001:db8::1")"#)
    #expect(
      IPValidation.address("010.0.0.1", at: path).joinedMessage
        == #"ip: Invalid value: "010.0.0.1": must not have leading 0s"#)
    #expect(
      IPValidation.address("::ffff:1.2.3.4", at: path).joinedMessage
        == #"ip: Invalid value: "::ffff:1.2.3.4": must not be an IPv4-mapped IPv6 address"#)
    #expect(
      IPValidation.address("x", at: path).joinedMessage
        == #"ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"#)
    #expect(IPValidation.cidr("10.0.0.0/8", at: path).isEmpty)
    #expect(
      IPValidation.cidr("10.0.0.1/8", at: path).joinedMessage
        == #"ip: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length"#)
    #expect(IPValidation.cidr("10.0.0.0/33", at: path).joinedMessage.contains("must be a valid CIDR value"))
    #expect(IPAddress(sloppy: "010.000.0.9")?.description == "10.0.0.9")
    #expect(IPAddress(sloppy: "1.2.3") == nil)
    #expect(
      IPValidation.warnings(forAddress: "010.0.0.1", at: path) == [
        #"ip: non-standard IP address "010.0.0.1" is invalid: use "10.0.0.1""#
      ])
  }
}
