#include "CEmbedded.h"

/* What a new cluster is given. */

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char rbac[] = {
#embed "../../Schema/bootstrap/rbac.txt"
};

struct CEmbeddedFile CEmbeddedBootstrapRBAC(void) {
  struct CEmbeddedFile file = {"bootstrap/rbac.txt", rbac, sizeof rbac};
  return file;
}
