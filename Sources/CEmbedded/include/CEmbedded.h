#ifndef CEMBEDDED_H
#define CEMBEDDED_H

#include <stddef.h>

/* One file embedded in the binary; its bytes live as long as the program. */
struct CEmbeddedFile {
  const char *_Nonnull name;
  const unsigned char *_Nullable bytes;
  size_t count;
};

/* The schema files, named as under Schema/ without the suffix. */
size_t CEmbeddedSchemaCount(void);
struct CEmbeddedFile CEmbeddedSchemaFile(size_t index);

/* The pause program for this machine, a static ELF executable. */
struct CEmbeddedFile CEmbeddedPause(void);

/* The default roles and bindings, Schema/bootstrap/rbac.txt. */
struct CEmbeddedFile CEmbeddedBootstrapRBAC(void);

/* What the columns of Tables are said to show, Schema/columns.txt. */
struct CEmbeddedFile CEmbeddedTableColumns(void);

#endif
