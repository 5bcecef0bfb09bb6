import APIMachinery

struct KubeletClients: Sendable {}
