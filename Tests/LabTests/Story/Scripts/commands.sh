#!/bin/bash
# Everything that a person does with kubectl to objects.
. "$(dirname "$0")/story.sh"


says 'version' 'Server Version:.*v1\.36' kubectl version
says 'api-resources' '^deployments +deploy +apps/v1 +true +Deployment' kubectl api-resources
says 'api-resources -o name' '^endpointslices.discovery.k8s.io$' kubectl api-resources -o name
says 'api-versions' '^apps/v1$' kubectl api-versions
says 'explain' '^KIND: +Pod' kubectl explain pod
says 'explain of a field' 'restartPolicy' kubectl explain pod.spec --recursive
says 'create namespace' "^namespace/$ns created$" kubectl create namespace "$ns"
says 'config set-context' 'modified' kubectl config set-context --current --namespace="$ns"

# create, run, expose
says 'create deployment' '^deployment.apps/web created$' kubectl create deployment web --image="$image" --replicas=2 \
  -- sh -c 'trap exit TERM; httpd -p 8080 -h /etc; while :; do sleep 0.2; done'
says 'create configmap' '^configmap/settings created$' kubectl create configmap settings --from-literal=a=1
says 'create secret' '^secret/hidden created$' kubectl create secret generic hidden --from-literal=key=value
says 'create serviceaccount' '^serviceaccount/reader created$' kubectl create serviceaccount reader
says 'create role' '^role.rbac.authorization.k8s.io/reader created$' \
  kubectl create role reader --verb=get,list --resource=pods
says 'create rolebinding' '^rolebinding.rbac.authorization.k8s.io/reader created$' \
  kubectl create rolebinding reader --role=reader --serviceaccount="$ns:reader"
fails 'create again' 1 'configmaps "settings" already exists' kubectl create configmap settings
says 'create --dry-run=client' '^kind: Deployment$' \
  kubectl create deployment other --image="$image" --dry-run=client -o yaml
says 'run' '^pod/one created$' kubectl run one --image="$image" --image-pull-policy=IfNotPresent \
  --labels=app=one,tier=test --command -- sh -c 'trap exit TERM; while :; do sleep 0.2; done'
says 'expose' '^service/web exposed$' kubectl expose deployment web --port=80 --target-port=8080
says 'create token' '^[^.]+\.[^.]+\.[^.]+$' kubectl create token reader
says 'rollout status' 'successfully rolled out' kubectl rollout status deployment/web --timeout="${patience}s"
says 'wait --for=condition' '^pod/one condition met$' kubectl wait --for=condition=Ready pod/one --timeout="${patience}s"
says 'wait --for=jsonpath' '^deployment.apps/web condition met$' \
  kubectl wait '--for=jsonpath={.status.readyReplicas}=2' deployment/web --timeout="${patience}s"
fails 'wait in vain' 1 'timed out waiting for the condition' \
  kubectl wait --for=condition=Never pod/one --timeout=1s

# get
says 'get' '^web +2/2 +2 +2 +[0-9hms]+' kubectl get deployments
says 'get several kinds' '^service/web +ClusterIP +10\.43\.[0-9.]+ +<none> +80/TCP' kubectl get deploy,service,pods
says 'get all' '^replicaset.apps/web-' kubectl get all
says 'get -o wide' '^one +1/1 +Running +0 +[0-9hms]+ +10\.42\.[0-9.]+ +node-1 +<none> +<none>' kubectl get pods -o wide
says 'get -o json' '"kind": "List"' kubectl get pods -o json
says 'get -o yaml' '^    app: one$' kubectl get pod one -o yaml
says 'get -o name' '^pod/one$' kubectl get pods -o name
says 'get -o jsonpath' '^one:Running$' kubectl get pod one -o 'jsonpath={.metadata.name}:{.status.phase}'
says 'get -o custom-columns' '^one +node-1$' \
  kubectl get pods -o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName
says 'get -o go-template or jsonpath range' 'one ' \
  kubectl get pods -o 'jsonpath={range .items[*]}{.metadata.name} {end}'
says 'get --sort-by' '^NAME' kubectl get pods --sort-by=.metadata.name
says 'get -l' '^one ' kubectl get pods -l 'app in (one),tier=test'
says 'get -l without a match' '^No resources found in' kubectl get pods -l app=none
says 'get --field-selector' '^one ' kubectl get pods --field-selector=metadata.name=one,status.phase=Running
says 'get -A' "^$ns +one " kubectl get pods -A
says 'get --show-labels' 'app=one,tier=test' kubectl get pod one --show-labels
says 'get nodes' '^node-1 +Ready ' kubectl get nodes -o wide
says 'get --raw' '^ok$' kubectl get --raw /readyz
fails 'get of what is not there' 1 'Error from server \(NotFound\): pods "none" not found' kubectl get pod none
fails 'get of an unknown type' 1 "the server doesn't have a resource type \"nothing\"" kubectl get nothing

# -w ends by the time limit; what came until then is looked at.
watched() {
  "$work/bin/kubectl" get configmaps -w >"$work/watched" 2>&1 &
  local watcher=$!
  comes_quietly grep -q settings "$work/watched"
  kubectl create configmap watched --from-literal=a=1
  comes_quietly grep -q '^watched ' "$work/watched"
  kill $watcher 2>/dev/null
  cat "$work/watched"
}
comes_quietly() {
  local end=$((SECONDS + patience))
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}
says 'get -w' '^watched +1 +[0-9hms]+' watched

# describe, events, auth; events come after what they tell of, and endpoints after pods
says 'describe pod' '^Node: +node-1/192\.168\.77\.1$' kubectl describe pod one
comes 'describe shows events' 'Normal +Started .*kubelet' kubectl describe pod one
says 'describe deployment' '^Replicas: +2 desired \| 2 updated \| 2 total \| 2 available \| 0 unavailable$' \
  kubectl describe deployment web
comes 'describe service' '^Endpoints: +10\.42\.' kubectl describe service web
says 'describe node' '^  Ready +True' kubectl describe node node-1
says 'describe by prefix' '^Name: +web-' kubectl describe pod web
comes 'events' 'Scheduled' kubectl events --for=pod/one
comes 'get events' 'Started' kubectl get events --field-selector involvedObject.name=one
says 'auth can-i' '^yes$' kubectl auth can-i create pods
says 'auth can-i --as' '^yes$' kubectl auth can-i list pods --as="system:serviceaccount:$ns:reader"
fails 'auth can-i --as, no' 1 '^no$' kubectl auth can-i delete pods --as="system:serviceaccount:$ns:reader"
says 'auth can-i --list' '^pods +\[\] +\[\] +\[get list\]$' \
  kubectl auth can-i --list --as="system:serviceaccount:$ns:reader"

# apply, diff, edit, patch
cat >plan.yaml <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata: { name: plan }
data: { a: "1", b: "2" }
YAML
sed -e 's/"1"/"one"/' -e 's/, b: "2"//' plan.yaml >plan2.yaml
says 'apply creates' '^configmap/plan created$' kubectl apply -f plan.yaml
says 'apply unchanged' '^configmap/plan unchanged$' kubectl apply -f plan.yaml
says 'diff without a difference' '' kubectl diff -f plan.yaml
fails 'diff' 1 '^-  b: "2"$' kubectl diff -f plan2.yaml
fails 'diff of a new object' 1 '^\+kind: Pod$' kubectl diff -f <(box new)
says 'apply changes' '^configmap/plan configured$' kubectl apply -f plan2.yaml
says 'apply removes what is gone' '^\{"a":"one"\}$' field configmap/plan .data
says 'apply from standard input' '^pod/piped created$' bash -c \
  "$(declare -f box); image=$image; box piped | kubectl apply -f -"
says 'apply --server-side' '^configmap/served serverside-applied$' \
  kubectl apply --server-side -f <(sed 's/plan/served/' plan.yaml)
fails 'apply --server-side with a conflict' 1 'conflict with "kubectl"' \
  kubectl apply --server-side --field-manager=other -f <(sed 's/plan/served/' plan2.yaml)
says 'apply --server-side --force-conflicts' 'serverside-applied' \
  kubectl apply --server-side --field-manager=other --force-conflicts -f <(sed 's/plan/served/' plan2.yaml)
says 'apply --dry-run=server' '\(server dry run\)$' kubectl apply --dry-run=server -f plan.yaml
printf '#!/bin/sh\nsed -i "s/a: one/a: edited/" "$1"\n' >editor
chmod +x editor
export KUBE_EDITOR=$work/editor
says 'edit' '^configmap/plan edited$' kubectl edit configmap plan
says 'edit took' '^edited$' field configmap/plan .data.a
says 'edit without a change' 'Edit cancelled, no changes made' kubectl edit configmap plan
says 'patch, strategic' '^deployment.apps/web patched$' kubectl patch deployment web \
  -p '{"spec":{"template":{"spec":{"containers":[{"name":"apus-web","env":[{"name":"A","value":"1"}]}]}}}}'
says 'patch, strategic, merged by name' '^localhost/apus-web:1 A$' field deployment/web \
  '.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].env[0].name'
says 'patch, merge' '^configmap/plan patched$' kubectl patch configmap plan --type=merge -p '{"data":{"a":null,"c":"3"}}'
says 'patch, json' '^configmap/plan patched$' kubectl patch configmap plan --type=json \
  -p '[{"op":"replace","path":"/data/c","value":"4"}]'
says 'patch took' '^\{"c":"4"\}$' field configmap/plan .data
says 'patch without a change' '^configmap/plan patched \(no change\)$' kubectl patch configmap plan -p '{"data":{"c":"4"}}'

# label, annotate, scale, set image, rollout
says 'label' '^pod/one labeled$' kubectl label pod one color=red
fails 'label again' 1 "already has a value" kubectl label pod one color=blue
says 'label --overwrite' '^pod/one labeled$' kubectl label pod one color=blue --overwrite
says 'label removed' '^pod/one unlabeled$' kubectl label pod one color-
says 'annotate' '^pod/one annotated?$' kubectl annotate pod one note=here
says 'scale' '^deployment.apps/web scaled$' kubectl scale deployment web --replicas=3
says 'scale took' 'successfully rolled out' kubectl rollout status deployment web --timeout="${patience}s"
says 'set image' '^deployment.apps/web image updated$' kubectl set image deployment/web apus-web=localhost/apus-web:two
# The controller numbers the revision a moment later.
comes 'rollout history' '^3 ' kubectl rollout history deployment/web
comes 'rollout history --revision' 'Image:.*localhost/apus-web:two' kubectl rollout history deployment/web --revision=3
says 'rollout undo' '^deployment.apps/web rolled back$' kubectl rollout undo deployment/web
says 'rollout undo took' '^localhost/apus-web:1$' field deployment/web '.spec.template.spec.containers[0].image'
says 'rollout restart' '^deployment.apps/web restarted$' kubectl rollout restart deployment/web
says 'rollout pause' '^deployment.apps/web paused$' kubectl rollout pause deployment/web
says 'rollout resume' '^deployment.apps/web resumed$' kubectl rollout resume deployment/web
says 'rollout status at the end' 'successfully rolled out' kubectl rollout status deployment/web --timeout="${patience}s"

# delete
says 'delete' '^configmap "plan" deleted' kubectl delete configmap plan
says 'delete --force' '^pod "piped" force deleted' kubectl delete pod piped --force --grace-period=0
says 'delete --cascade=foreground' '^deployment.apps "web" deleted' kubectl delete deployment web --cascade=foreground --timeout="${patience}s"
says 'foreground leaves no dependents' '^No resources found' kubectl get replicasets,pods -l app=web
says 'create for background' 'created' kubectl create deployment later --image="$image" -- sh -c 'trap exit TERM; while :; do sleep 0.2; done'
says 'delete --cascade=background' '^deployment.apps "later" deleted' kubectl delete deployment later --cascade=background
comes 'background takes dependents later' '^No resources found' kubectl get replicasets -l app=later
says 'delete -f' '^configmap "served" deleted' kubectl delete -f <(sed 's/plan/served/' plan.yaml)
says 'delete --ignore-not-found' '' kubectl delete configmap plan --ignore-not-found
says 'delete -l --wait=false' '^pod "one" deleted' kubectl delete pods -l tier=test --wait=false
exit 0
