#include "CEmbedded.h"

/* What a new cluster is given, and what the columns of its tables are called to show. */

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char rbac[] = {
#embed "../../Schema/bootstrap/rbac.txt"
};

struct CEmbeddedFile CEmbeddedBootstrapRBAC(void) {
  struct CEmbeddedFile file = {"bootstrap/rbac.txt", rbac, sizeof rbac};
  return file;
}

static const unsigned char columns[] = {
#embed "../../Schema/columns.txt"
};

struct CEmbeddedFile CEmbeddedTableColumns(void) {
  struct CEmbeddedFile file = {"columns.txt", columns, sizeof columns};
  return file;
}
