#!/bin/bash
# Runs the README's commands, on a cluster that `make up` has started as far as the example. Ends with the cluster gone.
. "$(dirname "$0")/story.sh"
readme=$(dirname "$0")/../../../../README.md

# The binary that is tested stands for the release; what the README links goes to a folder that only this node sees.
mount -t tmpfs tmpfs /usr/local/bin
PATH=/usr/local/bin:${PATH#"$work/bin:"}
unset -f kubectl

# section TITLE: its commands, without comments.
section() {
  awk -v title="## $1" '/^## / { inside = $0 == title } inside && /^    / { print substr($0, 5) }' "$readme" |
    sed -e 's/ *# .*//' -e "s#\$PWD/.build/release/apus#$APUS#" -e "s#/tmp/api#$work/api#"
}

"$(dirname "$readme")/examples/build-image" localhost/app:1 app.tar >/dev/null
while read -r line; do
  if [ -n "$line" ]; then says "$line" '' eval "$line"; fi
done < <(section 'Use it')
comes 'the cluster is gone' '^0$' bash -c 'ls /var/lib/apus | wc -l'

# The server is ready a moment after it was started.
while read -r line; do
  case $line in
    '') ;;
    *'&') eval "$line" >server.log 2>&1 ;;
    kubectl*) comes "$line" '^kube-system +Active' eval "$line" ;;
    *) says "$line" '' eval "$line" ;;
  esac
done < <(section 'An API server alone')
kill %1

while read -r line; do
  if [ -n "$line" ]; then says "$line" '' eval "$line"; fi
done < <(section 'A lab: nodes on one machine, without a way out')
says 'no lab is left' '^0$' bash -c 'apus lab list | wc -l'
umount /usr/local/bin
exit 0
