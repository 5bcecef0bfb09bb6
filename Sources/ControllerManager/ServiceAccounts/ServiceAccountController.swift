import APIClient
import APIMachinery
import KubernetesAPI

/// Gives every namespace its service account `default`.
final class ServiceAccountController: Controller {
  private let namespaces: Informer<Namespace>
  private let accounts: Informer<ServiceAccount>
  private let queue: WorkQueue<ObjectKey>
  private let client: APIClient

  private static let name = "default"

  init(_ context: ControllerContext) {
    namespaces = context.informers.informer(for: Namespace.self)
    accounts = context.informers.informer(for: ServiceAccount.self)
    queue = context.queue("serviceaccount")
    client = context.client(for: "service-account-controller")
    namespaces.addHandler { [queue] in queue.add($0.object.key) }
    accounts.addHandler { [queue] in
      if case .deleted(let account) = $0 { queue.add(ObjectKey(name: account.metadata.namespace)) }
    }
  }

  func run() async {
    await work(queue, workers: 1, after: [namespaces, accounts]) { [self] key in
      guard let namespace = namespaces.cache[key], namespace.status.phase != "Terminating", !namespace.isDeleting,
        accounts.cache[ObjectKey(namespace: key.name, name: Self.name)] == nil
      else { return }
      var account = ServiceAccount()
      account.metadata.name = Self.name
      account.metadata.namespace = key.name
      do {
        try await client.create(account)
      } catch let error as APIError where error.isAlreadyExists || error.isNamespaceTerminating || error.isNotFound {
        return
      }
    }
  }
}
