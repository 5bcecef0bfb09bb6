#!/bin/bash
# `apus down`. That it leaves nothing is seen by comparing what traces.sh says before the start and after this.
. "$(dirname "$0")/story.sh"
cd /

says 'apus down' 'mounts, control groups and files removed' "$APUS" down
says 'apus down again' 'mounts, control groups and files removed' "$APUS" down
exit 0
