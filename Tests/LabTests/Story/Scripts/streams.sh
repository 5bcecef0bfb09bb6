#!/bin/bash
# Commands that talk to running containers.
. "$(dirname "$0")/story.sh"

kubectl create namespace "$ns" >/dev/null
kubectl config set-context --current --namespace="$ns" >/dev/null
cat >pods.yaml <<POD
apiVersion: v1
kind: Pod
metadata: { name: talker }
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: main
      image: $image
      imagePullPolicy: IfNotPresent
      command: [sh, -c, 'trap exit TERM; for i in 1 2 3 4 5; do echo line \$i; done; while :; do echo tick; sleep 0.2; done']
    - name: side
      image: $image
      imagePullPolicy: IfNotPresent
      command: [sh, -c, 'echo from the side; echo again from the side; mkdir /tmp/www; echo page of the side >/tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www']
---
apiVersion: v1
kind: Pod
metadata: { name: ender }
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: main
      image: $image
      imagePullPolicy: IfNotPresent
      command: [sh, -c, 'trap exit TERM; if [ -e /state/again ]; then while :; do sleep 0.2; done; fi; touch /state/again; echo first life; exit 3']
      volumeMounts: [{ name: state, mountPath: /state }]
  volumes: [{ name: state, emptyDir: {} }]
---
apiVersion: v1
kind: Pod
metadata: { name: parrot }
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: main
      image: $image
      imagePullPolicy: IfNotPresent
      stdin: true
      command: [sh, -c, 'while read -r line; do echo "heard \$line"; done']
POD
says 'pods for it' 'created' kubectl apply -f pods.yaml
says 'they run' 'condition met' kubectl wait --for=condition=Ready pod/talker pod/parrot --timeout="${patience}s"

# logs; a container that has started may not have said anything yet
comes 'logs' '^line 5$' kubectl logs talker -c main
comes 'logs, default container' 'tick' kubectl logs talker
comes 'logs -c' '^from the side$' kubectl logs talker -c side
comes 'logs --tail' '^1 again from the side$' bash -c 'kubectl logs talker -c side --tail=1 | grep -n .  | tr : " "'
says 'logs --timestamps' '^20[0-9-]+T[0-9:.]+Z line 1$' kubectl logs talker -c main --timestamps
says 'logs --since' 'tick' kubectl logs talker -c main --since=1h
says 'logs --all-containers --prefix' '^\[pod/talker/side\] from the side$' kubectl logs talker --all-containers --prefix
says 'logs -f' '^20$' bash -c 'kubectl logs -f talker -c main 2>/dev/null | head -n 20 | wc -l'
comes 'logs -p' '^first life$' kubectl logs -p ender
fails 'logs of an unknown container' 1 'container none is not valid for pod talker' kubectl logs talker -c none

# exec
says 'exec' '^hello$' kubectl exec talker -c side -- echo hello
fails 'exec gives the exit status' 7 '' kubectl exec talker -c side -- sh -c 'exit 7'
fails 'exec of what is not there' '(1|126|127)' 'no such file' kubectl exec talker -c side -- /none
says 'exec keeps apart standard error' '^out$' bash -c "kubectl exec talker -c side -- sh -c 'echo out; echo err >&2' 2>/dev/null"
says 'exec -i' '^5$' bash -c "printf hello | kubectl exec -i talker -c side -- wc -c"
says 'exec -i, a megabyte both ways' '^1000000$' \
  bash -c "head -c 1000000 /dev/zero | kubectl exec -i talker -c side -- cat | wc -c"
says 'exec -it has a terminal' '/dev/pts/[0-9]+' script -qec "kubectl exec -it talker -c side -- tty" /dev/null
fails 'exec -it gives the exit status' 5 '' script -qec "kubectl exec -it talker -c side -- sh -c 'exit 5'" /dev/null
# The terminal gets another size while the command runs in it. The first size, too, comes once the command has begun.
cat >resize.sh <<'SH'
stty rows 20 cols 60
terminal=$(tty)
(
  until grep -q 'first 20 60' typescript; do sleep 0.1; done
  stty -F "$terminal" rows 33 cols 77
) &
sizes='await() { until [ "$(stty size 2>/dev/null)" = "$1" ]; do sleep 0.1; done; }
  await "20 60"; echo first $(stty size); await "33 77"; echo then $(stty size)'
kubectl exec -it talker -c side -- sh -c "$sizes"
ended=$?
kill %1 2>/dev/null
exit $ended
SH
says 'exec -it follows the size of the terminal' 'then 33 77' script -qefc 'bash resize.sh' typescript

# attach
says 'attach' 'tick' bash -c 'kubectl attach talker -c main 2>/dev/null | head -n 3'
# The input stays open until the answer is there.
attached() {
  mkfifo input
  kubectl attach -i parrot <input >attached 2>&1 &
  local attach=$! end=$((SECONDS + patience))
  exec 4>input
  echo me >&4
  until grep -q '^heard me$' attached || [ $SECONDS -ge $end ]; do sleep 0.1; done
  exec 4>&-
  wait $attach
  cat attached
}
says 'attach -i' '^heard me$' attached

# port-forward
forwarded() {
  "$work/bin/kubectl" port-forward "$1" :8080 >"$work/forward" 2>&1 &
  local forward=$! port="" end=$((SECONDS + patience))
  while [ -z "$port" ] && [ $SECONDS -lt $end ]; do
    sleep 0.1
    port=$(sed -nE 's/^Forwarding from 127\.0\.0\.1:([0-9]+) .*/\1/p' "$work/forward")
  done
  page 127.0.0.1 "$port" && page 127.0.0.1 "$port"
  local result=$?
  kill $forward 2>/dev/null
  cat "$work/forward"
  return $result
}
says 'port-forward' '^page of the side' forwarded pod/talker

# cp
mkdir -p folder/inner
echo content >folder/inner/file
head -c 300000 /dev/urandom >folder/large
says 'cp to a pod' '' kubectl cp folder talker:/tmp/folder -c side
says 'cp from a pod' '' kubectl cp talker:/tmp/folder back -c side
says 'cp both ways gives the same' '' diff -r folder back


# run: what has ended before one could attach to it is shown from its log.
once=(--rm -i --restart=Never --image="$image" --image-pull-policy=IfNotPresent --pod-running-timeout="${patience}s"
  --command)
greeted() { echo me | kubectl run talk "${once[@]}" -- sh -c 'read -r line; echo "hello $line"'; }
says 'run --rm -i' '^hello me$' greeted
says 'run --rm takes the pod away' '^pod "talk" deleted' greeted
fails 'run gives the exit status' 3 '^pod "quick" deleted' kubectl run quick "${once[@]}" -- sh -c 'exit 3'
exit 0
