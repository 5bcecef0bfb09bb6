#!/bin/bash
# What goes wrong with workloads, and how the cluster mends it.
. "$(dirname "$0")/story.sh"

kubectl create namespace "$ns" >/dev/null
kubectl config set-context --current --namespace="$ns" >/dev/null

box crasher 'echo alive; exit 4' >crasher.yaml
box killed 'trap exit TERM; while :; do sleep 0.1; done; exit 9' >killed.yaml
{ box lively 'trap exit TERM; touch /tmp/alive; while :; do sleep 0.1; done'
  cat <<'POD'
      livenessProbe:
        exec: { command: [test, -e, /tmp/alive] }
        periodSeconds: 1
        failureThreshold: 1
POD
} >lively.yaml
{ box ready 'trap exit TERM; touch /tmp/ready; while :; do sleep 0.1; done'
  cat <<'POD'
      ports: [{ containerPort: 8080 }]
      readinessProbe:
        exec: { command: [test, -e, /tmp/ready] }
        periodSeconds: 1
        failureThreshold: 1
POD
} >ready.yaml
says 'pods to harm' 'created' kubectl apply -f crasher.yaml -f killed.yaml -f lively.yaml -f ready.yaml
says 'a Service for one of them' 'exposed' kubectl expose pod ready --port=80 --target-port=8080
says 'they run' 'condition met' kubectl wait --for=condition=Ready pod/killed pod/lively pod/ready --timeout=60s

# The first restart comes at once; the next after 10 seconds, then 20 and so on, up to 5 minutes.
crasher='{.restartCount} {.lastState.terminated.finishedAt} {.state.waiting.reason}: {.state.waiting.message}'
comes 'a crashing container waits for its restart' \
  '^[1-9][0-9]* 20[^ ]+ CrashLoopBackOff: back-off [124]0s restarting failed container=box pod=crasher_'"$ns" \
  kubectl get pod crasher -o "jsonpath=${crasher//\{/\{.status.containerStatuses[0]}"
read -r count ended waits < <(sed -E 's/^([0-9]+) ([^ ]+) .* back-off ([0-9]+)s .*/\1 \2 \3/' "$work/said")
comes 'an event says so' 'BackOff .*Back-off restarting failed container box in pod crasher_' \
  kubectl get events --field-selector involvedObject.name=crasher
comes 'get says so' '^crasher +0/1 +CrashLoopBackOff +[1-9]' kubectl get pods

says "a container's process is killed" '' pkill -9 -f 'exit 9$'
comes 'it is restarted' '^1$' field pod/killed '.status.containerStatuses[0].restartCount'
comes 'and says how it ended' '^137$' field pod/killed '.status.containerStatuses[0].lastState.terminated.exitCode'

says 'liveness fails' '' kubectl exec lively -- rm /tmp/alive
comes 'the container is restarted' '^[1-9]$' field pod/lively '.status.containerStatuses[0].restartCount'
comes 'an event says so' 'Unhealthy .*Liveness probe failed' kubectl get events --field-selector involvedObject.name=lively

endpoints() { kubectl get endpointslices -l kubernetes.io/service-name=ready \
  -o 'jsonpath={.items[0].endpoints[0].conditions.ready}'; }
comes 'the ready pod is an endpoint' '^true$' endpoints
says 'readiness fails' '' kubectl exec ready -- rm /tmp/ready
comes 'the endpoint goes' '^false$' endpoints
says 'readiness comes back' '' kubectl exec ready -- touch /tmp/ready
comes 'the endpoint comes back' '^true$' endpoints

# How long after the end that was seen the next start came, where one has come.
pause() {
  local now
  now=$(kubectl get pod crasher -o "jsonpath={.status.containerStatuses[0].restartCount} \
{.status.containerStatuses[0].lastState.terminated.startedAt}")
  if [ "${now% *}" = $((count + 1)) ]; then echo "$(($(date -d "${now#* }" +%s) - $(date -d "$ended" +%s))) seconds"; fi
}
comes 'the crashing container is restarted' '^[1-9][0-9]* seconds$' pause
paused=$(grep -oE '^[0-9]+' "$work/said")
says "after the $waits seconds it said" '^yes$' \
  bash -c "[ ${paused:-0} -ge $((waits - 1)) ] && [ ${paused:-0} -le $((waits + 5)) ] && echo yes || echo after $paused"
twice=$((waits * 2))s
comes 'then it waits twice as long' "back-off ${twice/80s/1m20s}" \
  field pod/crasher '.status.containerStatuses[0].state.waiting.message'
says 'it stops with the pod' 'deleted' kubectl delete pod crasher --timeout=60s

# The example: replaced pods, roll-outs under load.
kubectl config set-context --current --namespace=default >/dev/null
pod=$(kubectl get pods -l app=web -o 'jsonpath={.items[0].metadata.name}')
says 'a pod of the Deployment is deleted' 'deleted' kubectl delete pod "$pod"
says 'it is replaced' 'successfully rolled out' kubectl rollout status deployment/web --timeout=60s
comes 'three are ready again' '^3$' field deployment/web .status.readyReplicas

ip=$(field service/web .spec.clusterIP)
: >answers
(
  while [ ! -e stop ]; do
    if page "$ip" 80 2>/dev/null | grep -q 'Hello from Apus'; then echo good; else echo bad; fi >>answers
  done
) &
load=$!
says 'a roll-out under load' 'restarted' kubectl rollout restart deployment/web
says 'it ends' 'successfully rolled out' kubectl rollout status deployment/web --timeout=60s
touch stop
wait $load
says 'requests were made' '[0-9]{2,}' grep -c good answers
fails 'and none failed' 1 '^0$' grep -c bad answers

says 'a broken image' 'image updated' kubectl set image deployment/web nginx=localhost/none:1
comes 'the new pod waits' 'ErrImage|ImagePullBackOff|ErrImageNeverPull' kubectl get pods -l app=web
says 'the page is there meanwhile' 'Hello from Apus' page "$ip" 80
says 'three old ones are ready' '^3$' field deployment/web .status.readyReplicas
fails 'the roll-out does not end' 1 'timed out' kubectl rollout status deployment/web --timeout=1s
says 'rollout undo' 'rolled back' kubectl rollout undo deployment/web
says 'mends it' 'successfully rolled out' kubectl rollout status deployment/web --timeout=60s
exit 0
