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
        timeoutSeconds: 200
        failureThreshold: 1
POD
} >lively.yaml
{ box ready 'trap exit TERM; httpd -p 8080 -h /etc; touch /tmp/ready; while :; do sleep 0.1; done'
  cat <<'POD'
      ports: [{ containerPort: 8080, hostPort: 9099 }]
      readinessProbe:
        exec: { command: [test, -e, /tmp/ready] }
        periodSeconds: 1
        timeoutSeconds: 200
        failureThreshold: 1
POD
} >ready.yaml
says 'pods to harm' 'created' kubectl apply -f crasher.yaml -f killed.yaml -f lively.yaml -f ready.yaml
says 'a Service for one of them' 'exposed' kubectl expose pod ready --port=80 --target-port=8080
says 'they run' 'condition met' kubectl wait --for=condition=Ready pod/killed pod/lively pod/ready --timeout="${patience}s"

# The first restart comes at once; the next after 10 seconds, then 20 and so on, up to 5 minutes, and later than that on
# a busy machine. A line tells how many seconds after an end the next start came, where the pod waited for it and now
# waits again.
backed_off() {
  local status='{.status.containerStatuses[0]' now started ended message seconds
  read -r now started ended message < <(kubectl get pod crasher -o "jsonpath=$status.restartCount} \
$status.lastState.terminated.startedAt} $status.lastState.terminated.finishedAt} $status.state.waiting.message}")
  seconds=$(sed -nE "s/^back-off ([1248]0)s restarting failed container=box pod=crasher_$ns\(.*/\1/p" <<<"$message")
  # Until the next run has ended, too, the pod shows the last one's end and wait.
  if [ -z "$seconds" ] || [ "$ended" = "${last_end:-}" ]; then return; fi
  if [ "$now" = $((${seen:--1} + 1)) ]; then
    echo "$(($(date -d "$started" +%s) - $(date -d "$last_end" +%s))) seconds after $last_seconds, then $seconds"
  fi
  seen=$now last_end=$ended last_seconds=$seconds
}
comes 'it is restarted with back-off' \
  '^(9|[1-9][0-9]+) seconds after 10, then 20$|^(19|[2-9][0-9]|[1-9][0-9]{2}) seconds after 20, then 40$' \
  backed_off
comes 'an event says so' 'BackOff .*Back-off restarting failed container box in pod crasher_' \
  kubectl get events --field-selector involvedObject.name=crasher
comes 'get says so' '^crasher +0/1 +CrashLoopBackOff +[1-9]' kubectl get pods

says "a container's process is killed" '' kill -9 $(processes '^sh -c .*exit 9 ?$')
comes 'it is restarted' '^1$' field pod/killed '.status.containerStatuses[0].restartCount'
comes 'and says how it ended' '^137$' field pod/killed '.status.containerStatuses[0].lastState.terminated.exitCode'

comes 'liveness fails' '' kubectl exec lively -- rm /tmp/alive
comes 'the container is restarted' '^[1-9]$' field pod/lively '.status.containerStatuses[0].restartCount'
comes 'an event says so' 'Unhealthy .*Liveness probe failed' kubectl get events --field-selector involvedObject.name=lively

endpoints() { kubectl get endpointslices -l kubernetes.io/service-name=ready \
  -o 'jsonpath={.items[0].endpoints[0].conditions.ready}'; }
comes 'its host port answers' '^HTTP/1\.[01] [24]' page "$(field pod/ready .status.hostIP)" 9099
comes 'the ready pod is an endpoint' '^true$' endpoints
says 'readiness fails' '' kubectl exec ready -- rm /tmp/ready
comes 'the endpoint goes' '^false$' endpoints
says 'readiness comes back' '' kubectl exec ready -- touch /tmp/ready
comes 'the endpoint comes back' '^true$' endpoints

says 'a crashing pod is deleted' 'deleted' kubectl delete pod crasher --timeout="${patience}s"

# The example: replaced pods, roll-outs under load.
kubectl config set-context --current --namespace=default >/dev/null
pod=$(kubectl get pods -l app=web -o 'jsonpath={.items[0].metadata.name}')
says 'a pod of the Deployment is deleted' 'deleted' kubectl delete pod "$pod"
says 'it is replaced' 'successfully rolled out' kubectl rollout status deployment/web --timeout="${patience}s"
comes 'three are ready again' '^3$' field deployment/web .status.readyReplicas

# A pod that goes serves on until nobody sends it anything any more, however late that is on a busy machine.
patient='{"spec":{"template":{"spec":{"terminationGracePeriodSeconds":60,"containers":[
  {"name":"nginx","lifecycle":{"preStop":{"sleep":{"seconds":30}}}}]}}}}'
says 'pods that take longer to go' 'patched' kubectl patch deployment web -p "$patient"
says 'they are rolled out' 'successfully rolled out' kubectl rollout status deployment/web --timeout="${patience}s"
ip=$(field service/web .spec.clusterIP)
: >answers
(
  while [ ! -e stop ]; do
    if page "$ip" 80 2>/dev/null | grep -q 'Hello from Apus'; then echo good; else echo bad; fi >>answers
  done
) &
load=$!
says 'a roll-out under load' 'restarted' kubectl rollout restart deployment/web
says 'it ends' 'successfully rolled out' kubectl rollout status deployment/web --timeout="${patience}s"
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
says 'mends it' 'successfully rolled out' kubectl rollout status deployment/web --timeout="${patience}s"
comes 'what was replaced goes' '^3$' bash -c 'kubectl get pods -l app=web --no-headers | wc -l'
exit 0
