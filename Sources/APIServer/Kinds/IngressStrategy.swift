import APIMachinery

/// Ingresses: the class has a field of its own now.
struct IngressStrategy: ResourceStrategy {
  private let standard = StandardStrategy(hasStatus: true, tracksGeneration: true)

  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    standard.prepareForCreate(&object, context)
  }
  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    standard.prepareForUpdate(&object, old: old, context)
  }
  func resetFields(subresource: String) -> [[String]] { standard.resetFields(subresource: subresource) }

  func warnings(creating object: JSONValue) -> [String] {
    let annotation = "kubernetes.io/ingress.class"
    guard object.annotations[annotation] != nil, !ObjectField(object, "spec").has("ingressClassName") else { return [] }
    return ["annotation \"\(annotation)\" is deprecated, please use 'spec.ingressClassName' instead"]
  }

  func warnings(updatingStatusOf object: JSONValue) -> [String] { AddressWarnings.ofLoadBalancer(object) }
}
