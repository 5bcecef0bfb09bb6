import APIServer
import ArgumentParser

/// What is served, and what is admitted.
struct FeatureFlags: APIServerFlags {
  @Option(
    help: ArgumentHelp(
      "APIs to serve or not: api/all, api/beta, group/version or group/version/resource, =true or =false.",
      valueName: "list"))
  var runtimeConfig: [WordList] = []
  @Option(help: ArgumentHelp("Features by upstream's names, =true or =false.", valueName: "list"))
  var featureGates: [WordList] = []
  @Option(help: ArgumentHelp("Whether containers may be privileged.", valueName: "bool")) var allowPrivileged = true
  @Option(help: ArgumentHelp("Admission plugins beyond those that are on.", valueName: "list"))
  var enableAdmissionPlugins: [WordList] = []
  @Option(help: ArgumentHelp("Admission plugins to leave out.", valueName: "list"))
  var disableAdmissionPlugins: [WordList] = []
  @Option(
    help: ArgumentHelp(
      "What EventRateLimit, PodNodeSelector and PodTolerationRestriction are told.", valueName: "file"))
  var admissionControlConfigFile = ""

  func set(_ options: inout KubeAPIServerOptions) {
    options.runtimeConfiguration = runtimeConfig.words
    options.featureGates = featureGates.words
    options.allowsPrivileged = allowPrivileged
    options.enabledAdmissionPlugins = enableAdmissionPlugins.words
    options.disabledAdmissionPlugins = disableAdmissionPlugins.words
    options.admissionControlConfigFile = admissionControlConfigFile
  }
}
