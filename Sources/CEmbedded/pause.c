#include "CEmbedded.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char pause_binary[] = {
#if defined(__x86_64__)
#embed "Files/pause/pause-x86_64"
#elif defined(__aarch64__)
#embed "Files/pause/pause-aarch64"
#else
#error "build a pause binary for this machine: scripts/build-pause"
#endif
};

struct CEmbeddedFile CEmbeddedPause(void) {
  return (struct CEmbeddedFile){.name = "pause", .bytes = pause_binary, .count = sizeof pause_binary};
}
