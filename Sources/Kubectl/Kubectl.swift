// Kubectl
