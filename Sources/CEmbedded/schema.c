#include "CEmbedded.h"

/* The API schema: one file per group and version under Schema/ of the repository. */

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char admission_k8s_io_v1[] = {
#embed "../../Schema/admission.k8s.io_v1.schema"
};
static const unsigned char admissionregistration_k8s_io_v1[] = {
#embed "../../Schema/admissionregistration.k8s.io_v1.schema"
};
static const unsigned char admissionregistration_k8s_io_v1alpha1[] = {
#embed "../../Schema/admissionregistration.k8s.io_v1alpha1.schema"
};
static const unsigned char admissionregistration_k8s_io_v1beta1[] = {
#embed "../../Schema/admissionregistration.k8s.io_v1beta1.schema"
};
static const unsigned char apidiscovery_k8s_io_v2[] = {
#embed "../../Schema/apidiscovery.k8s.io_v2.schema"
};
static const unsigned char apiextensions_k8s_io_v1[] = {
#embed "../../Schema/apiextensions.k8s.io_v1.schema"
};
static const unsigned char apiregistration_k8s_io_v1[] = {
#embed "../../Schema/apiregistration.k8s.io_v1.schema"
};
static const unsigned char apps_v1[] = {
#embed "../../Schema/apps_v1.schema"
};
static const unsigned char authentication_k8s_io_v1[] = {
#embed "../../Schema/authentication.k8s.io_v1.schema"
};
static const unsigned char authorization_k8s_io_v1[] = {
#embed "../../Schema/authorization.k8s.io_v1.schema"
};
static const unsigned char autoscaling_v1[] = {
#embed "../../Schema/autoscaling_v1.schema"
};
static const unsigned char autoscaling_v2[] = {
#embed "../../Schema/autoscaling_v2.schema"
};
static const unsigned char batch_v1[] = {
#embed "../../Schema/batch_v1.schema"
};
static const unsigned char certificates_k8s_io_v1[] = {
#embed "../../Schema/certificates.k8s.io_v1.schema"
};
static const unsigned char certificates_k8s_io_v1alpha1[] = {
#embed "../../Schema/certificates.k8s.io_v1alpha1.schema"
};
static const unsigned char certificates_k8s_io_v1beta1[] = {
#embed "../../Schema/certificates.k8s.io_v1beta1.schema"
};
static const unsigned char coordination_k8s_io_v1[] = {
#embed "../../Schema/coordination.k8s.io_v1.schema"
};
static const unsigned char coordination_k8s_io_v1alpha2[] = {
#embed "../../Schema/coordination.k8s.io_v1alpha2.schema"
};
static const unsigned char coordination_k8s_io_v1beta1[] = {
#embed "../../Schema/coordination.k8s.io_v1beta1.schema"
};
static const unsigned char core_v1[] = {
#embed "../../Schema/core_v1.schema"
};
static const unsigned char discovery_k8s_io_v1[] = {
#embed "../../Schema/discovery.k8s.io_v1.schema"
};
static const unsigned char events_k8s_io_v1[] = {
#embed "../../Schema/events.k8s.io_v1.schema"
};
static const unsigned char feature_gates[] = {
#embed "../../Schema/feature-gates.schema"
};
static const unsigned char flowcontrol_apiserver_k8s_io_v1[] = {
#embed "../../Schema/flowcontrol.apiserver.k8s.io_v1.schema"
};
static const unsigned char internal_apiserver_k8s_io_v1alpha1[] = {
#embed "../../Schema/internal.apiserver.k8s.io_v1alpha1.schema"
};
static const unsigned char meta_v1[] = {
#embed "../../Schema/meta_v1.schema"
};
static const unsigned char networking_k8s_io_v1[] = {
#embed "../../Schema/networking.k8s.io_v1.schema"
};
static const unsigned char networking_k8s_io_v1beta1[] = {
#embed "../../Schema/networking.k8s.io_v1beta1.schema"
};
static const unsigned char node_k8s_io_v1[] = {
#embed "../../Schema/node.k8s.io_v1.schema"
};
static const unsigned char policy_v1[] = {
#embed "../../Schema/policy_v1.schema"
};
static const unsigned char rbac_authorization_k8s_io_v1[] = {
#embed "../../Schema/rbac.authorization.k8s.io_v1.schema"
};
static const unsigned char resource_k8s_io_v1[] = {
#embed "../../Schema/resource.k8s.io_v1.schema"
};
static const unsigned char resource_k8s_io_v1alpha3[] = {
#embed "../../Schema/resource.k8s.io_v1alpha3.schema"
};
static const unsigned char resource_k8s_io_v1beta1[] = {
#embed "../../Schema/resource.k8s.io_v1beta1.schema"
};
static const unsigned char resource_k8s_io_v1beta2[] = {
#embed "../../Schema/resource.k8s.io_v1beta2.schema"
};
static const unsigned char resources[] = {
#embed "../../Schema/resources.schema"
};
static const unsigned char scheduling_k8s_io_v1[] = {
#embed "../../Schema/scheduling.k8s.io_v1.schema"
};
static const unsigned char scheduling_k8s_io_v1alpha2[] = {
#embed "../../Schema/scheduling.k8s.io_v1alpha2.schema"
};
static const unsigned char storage_k8s_io_v1[] = {
#embed "../../Schema/storage.k8s.io_v1.schema"
};
static const unsigned char storage_k8s_io_v1beta1[] = {
#embed "../../Schema/storage.k8s.io_v1beta1.schema"
};
static const unsigned char storagemigration_k8s_io_v1beta1[] = {
#embed "../../Schema/storagemigration.k8s.io_v1beta1.schema"
};

static const struct CEmbeddedFile files[] = {
  {"admission.k8s.io_v1", admission_k8s_io_v1, sizeof(admission_k8s_io_v1)},
  {"admissionregistration.k8s.io_v1", admissionregistration_k8s_io_v1, sizeof(admissionregistration_k8s_io_v1)},
  {"admissionregistration.k8s.io_v1alpha1", admissionregistration_k8s_io_v1alpha1, sizeof(admissionregistration_k8s_io_v1alpha1)},
  {"admissionregistration.k8s.io_v1beta1", admissionregistration_k8s_io_v1beta1, sizeof(admissionregistration_k8s_io_v1beta1)},
  {"apidiscovery.k8s.io_v2", apidiscovery_k8s_io_v2, sizeof(apidiscovery_k8s_io_v2)},
  {"apiextensions.k8s.io_v1", apiextensions_k8s_io_v1, sizeof(apiextensions_k8s_io_v1)},
  {"apiregistration.k8s.io_v1", apiregistration_k8s_io_v1, sizeof(apiregistration_k8s_io_v1)},
  {"apps_v1", apps_v1, sizeof(apps_v1)},
  {"authentication.k8s.io_v1", authentication_k8s_io_v1, sizeof(authentication_k8s_io_v1)},
  {"authorization.k8s.io_v1", authorization_k8s_io_v1, sizeof(authorization_k8s_io_v1)},
  {"autoscaling_v1", autoscaling_v1, sizeof(autoscaling_v1)},
  {"autoscaling_v2", autoscaling_v2, sizeof(autoscaling_v2)},
  {"batch_v1", batch_v1, sizeof(batch_v1)},
  {"certificates.k8s.io_v1", certificates_k8s_io_v1, sizeof(certificates_k8s_io_v1)},
  {"certificates.k8s.io_v1alpha1", certificates_k8s_io_v1alpha1, sizeof(certificates_k8s_io_v1alpha1)},
  {"certificates.k8s.io_v1beta1", certificates_k8s_io_v1beta1, sizeof(certificates_k8s_io_v1beta1)},
  {"coordination.k8s.io_v1", coordination_k8s_io_v1, sizeof(coordination_k8s_io_v1)},
  {"coordination.k8s.io_v1alpha2", coordination_k8s_io_v1alpha2, sizeof(coordination_k8s_io_v1alpha2)},
  {"coordination.k8s.io_v1beta1", coordination_k8s_io_v1beta1, sizeof(coordination_k8s_io_v1beta1)},
  {"core_v1", core_v1, sizeof(core_v1)},
  {"discovery.k8s.io_v1", discovery_k8s_io_v1, sizeof(discovery_k8s_io_v1)},
  {"events.k8s.io_v1", events_k8s_io_v1, sizeof(events_k8s_io_v1)},
  {"feature-gates", feature_gates, sizeof(feature_gates)},
  {"flowcontrol.apiserver.k8s.io_v1", flowcontrol_apiserver_k8s_io_v1, sizeof(flowcontrol_apiserver_k8s_io_v1)},
  {"internal.apiserver.k8s.io_v1alpha1", internal_apiserver_k8s_io_v1alpha1, sizeof(internal_apiserver_k8s_io_v1alpha1)},
  {"meta_v1", meta_v1, sizeof(meta_v1)},
  {"networking.k8s.io_v1", networking_k8s_io_v1, sizeof(networking_k8s_io_v1)},
  {"networking.k8s.io_v1beta1", networking_k8s_io_v1beta1, sizeof(networking_k8s_io_v1beta1)},
  {"node.k8s.io_v1", node_k8s_io_v1, sizeof(node_k8s_io_v1)},
  {"policy_v1", policy_v1, sizeof(policy_v1)},
  {"rbac.authorization.k8s.io_v1", rbac_authorization_k8s_io_v1, sizeof(rbac_authorization_k8s_io_v1)},
  {"resource.k8s.io_v1", resource_k8s_io_v1, sizeof(resource_k8s_io_v1)},
  {"resource.k8s.io_v1alpha3", resource_k8s_io_v1alpha3, sizeof(resource_k8s_io_v1alpha3)},
  {"resource.k8s.io_v1beta1", resource_k8s_io_v1beta1, sizeof(resource_k8s_io_v1beta1)},
  {"resource.k8s.io_v1beta2", resource_k8s_io_v1beta2, sizeof(resource_k8s_io_v1beta2)},
  {"resources", resources, sizeof(resources)},
  {"scheduling.k8s.io_v1", scheduling_k8s_io_v1, sizeof(scheduling_k8s_io_v1)},
  {"scheduling.k8s.io_v1alpha2", scheduling_k8s_io_v1alpha2, sizeof(scheduling_k8s_io_v1alpha2)},
  {"storage.k8s.io_v1", storage_k8s_io_v1, sizeof(storage_k8s_io_v1)},
  {"storage.k8s.io_v1beta1", storage_k8s_io_v1beta1, sizeof(storage_k8s_io_v1beta1)},
  {"storagemigration.k8s.io_v1beta1", storagemigration_k8s_io_v1beta1, sizeof(storagemigration_k8s_io_v1beta1)},
};

size_t CEmbeddedSchemaCount(void) { return sizeof(files) / sizeof(files[0]); }

struct CEmbeddedFile CEmbeddedSchemaFile(size_t index) {
  struct CEmbeddedFile none = {0};
  return index < CEmbeddedSchemaCount() ? files[index] : none;
}
