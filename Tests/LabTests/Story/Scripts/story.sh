# Read by the scripts beside it: what a check is, and where they work.
#
#   STORY_KUBECTL   the kubectl to try; the script finds it as `kubectl`
#   STORY_NAME      namespace to work in, other than those of scripts that run at the same time
#   APUS            the apus binary
#
# Each check prints a line: "✓ name", or "✗ name" and what the command said. The caller reads those lines.
set -u

export KUBECONFIG=/etc/apus/admin.kubeconfig
work=/run/story/$STORY_NAME
mkdir -p "$work/home" "$work/bin"
export HOME=$work/home
ln -sf "$STORY_KUBECTL" "$work/bin/kubectl"
PATH=$work/bin:$PATH
cp "$KUBECONFIG" "$work/kubeconfig"
export KUBECONFIG=$work/kubeconfig
ns=$STORY_NAME
image=localhost/apus-web:1
cd "$work" || exit 1
# Whatever a check leaves in the background ends with the script.
trap 'jobs -p | xargs -r kill 2>/dev/null' EXIT

# In all that can hang: seconds, generous for a busy machine. Nothing good ever takes as long.
patience=300

# kubectl ends after the patience of the story; what it waits for itself ends before, and says what it was.
kubectl() { timeout --foreground $((patience + 60)) "$work/bin/kubectl" "$@"; }
export work patience
export -f kubectl

# judge NAME STATUS REGEX COMMAND...: of the command, whose exit status is $status and whose output is in $work/said.
judge() {
  local name=$1 expected=$2 regex=$3
  shift 3
  if [[ $status =~ ^$expected$ ]] && { [ -z "$regex" ] || grep -qE -- "$regex" "$work/said"; }; then
    echo "✓ $name"
    return 0
  fi
  echo "✗ $name: ${*//$'\n'/ }"
  echo "    expected: exit status $expected${regex:+ and a line like /$regex/}"
  echo "    got: exit status $status and"
  sed 's/^/        /' "$work/said" | tail -n 40
  return 1
}

# says NAME REGEX COMMAND...: it succeeds, and a line of what it prints matches.
says() {
  local name=$1 regex=$2
  shift 2
  "$@" >"$work/said" 2>&1 </dev/null
  status=$?
  judge "$name" 0 "$regex" "$@"
}

# fails NAME STATUS REGEX COMMAND...: it ends with that exit status, and a line of what it prints matches.
fails() {
  local name=$1 expected=$2 regex=$3
  shift 3
  "$@" >"$work/said" 2>&1 </dev/null
  status=$?
  judge "$name" "$expected" "$regex" "$@"
}

# comes NAME REGEX COMMAND...: it says so sooner or later.
comes() {
  local name=$1 regex=$2 end=$((SECONDS + patience))
  shift 2
  while :; do
    "$@" >"$work/said" 2>&1 </dev/null
    status=$?
    if [ $status = 0 ] && { [ -z "$regex" ] || grep -qE -- "$regex" "$work/said"; }; then break; fi
    if [ $SECONDS -ge $end ]; then break; fi
    sleep 0.1
  done
  judge "$name" 0 "$regex" "$@"
}

# page ADDRESS PORT: what HTTP answers at /.
page() {
  local line
  exec 3<>"/dev/tcp/$1/$2" || return 1
  printf 'GET / HTTP/1.0\r\nHost: story\r\n\r\n' >&3
  while read -r -t "$patience" line <&3; do echo "$line"; done
  exec 3>&-
}

# box NAME [COMMAND]: the manifest of a pod that runs a shell command, by default one that waits to be ended.
box() {
  cat <<POD
apiVersion: v1
kind: Pod
metadata: { name: $1, labels: { app: $1 } }
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: box
      image: $image
      imagePullPolicy: IfNotPresent
      command: [sh, -c, '${2:-trap exit TERM; while :; do sleep 0.2; done}']
POD
}

# processes REGEX: the numbers of the node's processes, in containers too, whose command line matches.
processes() {
  local process
  for process in /proc/[0-9]*; do
    if tr '\0' ' ' <"$process/cmdline" 2>/dev/null | grep -qE -- "$1"; then echo "${process#/proc/}"; fi
  done
}

field() { kubectl get "$1" -o "jsonpath={$2}"; }
