#!/bin/bash
# apus is killed while clients write, and started again.
. "$(dirname "$0")/story.sh"

kubectl create namespace "$ns" >/dev/null
kubectl config set-context --current --namespace="$ns" >/dev/null
box survivor >survivor.yaml
says 'a pod' 'created' kubectl apply -f survivor.yaml
says 'it runs' 'condition met' kubectl wait --for=condition=Ready pod/survivor --timeout="${patience}s"
# Every container of every pod, and how often it was restarted.
containers() {
  kubectl get pods -A \
    -o 'jsonpath={range .items[*].status.containerStatuses[*]}{.containerID} {.restartCount} {.ready}{"\n"}{end}' | sort
}
comes 'every pod is ready' '^([1-9][0-9]*) of \1$' bash -c "$(declare -f containers)
  echo \$(containers | grep -c true) of \$(containers | wc -l)"
containers >before

# What is acknowledged is noted after the answer, by clients that go on until the server is gone.
for writer in 1 2 3; do
  (
    count=0
    while [ $count -lt 500 ] && kubectl create configmap "w$writer-$count" --from-literal=n=$count >/dev/null 2>&1; do
      echo "w$writer-$count" >>"acknowledged-$writer"
      count=$((count + 1))
    done
  ) &
done
written() { [ "$(cat acknowledged-* 2>/dev/null | wc -l)" -ge 15 ] && echo enough; }
comes 'writes under way' enough written
says 'kill -9' '' kill -9 "$(cat /var/lib/apus/apus.pid /run/apus/apus.pid 2>/dev/null | head -n 1)"
wait
says 'containers go on meanwhile' '^[1-9]' processes 'sh -c .*while :; do sleep 0\.2; done'
says 'nobody answers' '^refused$' bash -c "kubectl get pods 2>&1 | grep -o refused | head -n 1"
says 'apus up again' 'The cluster runs' "$APUS" up --no-dns-forwarding
cat acknowledged-* | sort >wanted
kubectl get configmaps -o 'jsonpath={range .items[*]}{.metadata.name}{"\n"}{end}' | grep '^w' | sort >found
says 'no acknowledged write is lost' '^0$' bash -c 'comm -23 wanted found | wc -l'
same() { diff before <(containers) && echo same; }
comes 'the same containers still run' '^same$' same
comes 'new pods run' 'successfully rolled out' kubectl --namespace=default rollout status deployment/web --timeout="${patience}s"
says 'exec works in it' '^here$' kubectl exec survivor -- echo here
exit 0
