import APIMachinery

struct KubeletClients: Sendable {}
extension ResourceHandlers { mutating func registerSubresources() {} }
