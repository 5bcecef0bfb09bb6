#!/bin/bash
# `apus down` after the worst: everything of it was killed, only the pods run. That it leaves nothing is seen by comparing
# what traces.sh says before the start and after this.
. "$(dirname "$0")/story.sh"
cd /

says 'kill -9' '' kill -9 "$(cat /run/apus/apus.pid)" "$(cat /var/lib/apus/containerd/containerd.pid)"
fails 'apus status' 1 "doesn't run" "$APUS" status
says 'apus down' 'mounts, control groups and files removed' "$APUS" down
says 'apus down again' 'mounts, control groups and files removed' "$APUS" down
exit 0
