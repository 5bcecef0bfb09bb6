import APIMachinery

extension CELLibrary {
  /// Questions to the authorizer of the server.
  public static let authorizer: CELLibrary = {
    var library = CELLibrary()
    let types = [
      AccessChain.authorizerType, AccessChain.pathType, AccessChain.groupType, AccessChain.resourceType,
      AccessChain.decisionType,
    ]
    for type in types { library.types[type.runtimeName] = type }
    library.functions = [
      CELFunction("path", [step("authorizer_path", "Authorizer, string", AccessChain.pathType, path)]),
      CELFunction(
        "group",
        [
          step("authorizer_group", "Authorizer, string", AccessChain.groupType) { chain, group in
            chain.target = .resource(CELAccessCheck.Resource(group: group, resource: ""))
          }
        ]),
      CELFunction("serviceAccount", [serviceAccount]),
      CELFunction("resource", [step("groupcheck_resource", "GroupCheck, string", AccessChain.resourceType, resource)]),
      refinement("subresource") { $0.subresource = $1 }, refinement("namespace") { $0.namespace = $1 },
      refinement("name") { $0.name = $1 }, refinement("fieldSelector") { $0.fieldSelector = $1 },
      refinement("labelSelector") { $0.labelSelector = $1 },
      CELFunction("check", [check("pathcheck_check", "PathCheck"), check("resourcecheck_check", "ResourceCheck")]),
      decision("allowed", "bool") { .bool($0.isAllowed) }, decision("reason", "string") { .string($0.reason) },
      decision("errored", "bool") { .bool(!$0.error.isEmpty) }, decision("error", "string") { .string($0.error) },
    ]
    return library
  }()

  private static let namespace = "kubernetes.authorization."

  private static func step(
    _ id: String, _ parameters: String, _ result: CELType,
    _ change: @escaping @Sendable (inout AccessChain, String) throws(CELError) -> Void
  ) -> CELOverload {
    .member(id, "\(namespace)\(parameters) -> \(result)") { value, argument throws(CELError) in
      var chain = try value.unbox(AccessChain.self)
      try change(&chain, try argument.text())
      return .opaque(BoxedValue(chain, result))
    }
  }

  @Sendable private static func path(_ chain: inout AccessChain, _ path: String) throws(CELError) {
    if path.allSatisfy(\.isWhitespace) { throw CELError("path must not be empty") }
    chain.target = .path(path)
  }

  @Sendable private static func resource(_ chain: inout AccessChain, _ name: String) throws(CELError) {
    if name.allSatisfy(\.isWhitespace) { throw CELError("resource must not be empty") }
    guard case .resource(var resource) = chain.target else { throw .noSuchOverload }
    resource.resource = name
    chain.target = .resource(resource)
  }

  private static func refinement(
    _ name: String, _ change: @escaping @Sendable (inout CELAccessCheck.Resource, String) -> Void
  ) -> CELFunction {
    CELFunction(
      name,
      [
        step("resourcecheck_\(name)", "ResourceCheck, string", AccessChain.resourceType) { chain, value in
          guard case .resource(var resource) = chain.target else { return }
          change(&resource, value)
          chain.target = .resource(resource)
        }
      ])
  }

  private static let serviceAccount = CELOverload.memberN(
    "authorizer_serviceaccount", "\(namespace)Authorizer, string, string -> \(namespace)Authorizer"
  ) { values throws(CELError) in
    var chain = try values[0].unbox(AccessChain.self)
    let (accountNamespace, name) = (try values[1].text(), try values[2].text())
    if !NameValidation.dns1123Subdomain(name).isEmpty { throw CELError("Invalid service account name") }
    if !NameValidation.dns1123Label(accountNamespace).isEmpty { throw CELError("Invalid service account namespace") }
    chain.serviceAccount = CELAccessCheck.ServiceAccount(namespace: accountNamespace, name: name)
    return .opaque(BoxedValue(chain, AccessChain.authorizerType))
  }

  private static func check(_ id: String, _ receiver: String) -> CELOverload {
    .member(id, "\(namespace)\(receiver), string -> \(AccessChain.decisionType)") { value, verb throws(CELError) in
      .opaque(BoxedValue(try value.unbox(AccessChain.self).check(try verb.text()), AccessChain.decisionType))
    }
  }

  private static func decision(
    _ name: String, _ result: String, _ body: @escaping @Sendable (CELAccessDecision) -> CELValue
  ) -> CELFunction {
    CELFunction(
      name,
      [
        .member("decision_\(name)", "\(AccessChain.decisionType) -> \(result)") { value throws(CELError) in
          body(try value.unbox(CELAccessDecision.self))
        }
      ])
  }
}
