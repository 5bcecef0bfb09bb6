import APIMachinery
import KubernetesAPI

extension MetaLabelSelector {
  /// The requirements that it stands for; nothing matches where it is invalid, which the API refuses.
  var requirements: LabelSelector {
    (try? LabelSelector(object: json)) ?? .nothing
  }
}
