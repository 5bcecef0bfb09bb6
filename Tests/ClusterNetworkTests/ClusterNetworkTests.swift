// ClusterNetwork
