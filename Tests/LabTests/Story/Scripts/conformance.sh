#!/bin/bash
# Behaviours of upstream's conformance suite for the API: webhooks and an extension API server in pods, service accounts,
# quotas, the garbage collector, namespaces. The checks are conformance/*.py.
. "$(dirname "$0")/story.sh"
source=$(cd "$(dirname "$0")" && pwd)/conformance

image=localhost/apus-story-python:1
says 'image of python3' '' "$source/build-image.sh" "$image" python.tar || exit 0
says 'image load' '' "$APUS" image load python.tar || exit 0

mkdir -p credentials
kubectl config view --raw -o 'jsonpath={.clusters[0].cluster.certificate-authority-data}' | base64 -d >credentials/ca.crt
kubectl config view --raw -o 'jsonpath={.users[0].user.client-certificate-data}' | base64 -d >credentials/client.crt
kubectl config view --raw -o 'jsonpath={.users[0].user.client-key-data}' | base64 -d >credentials/client.key
APISERVER=$(kubectl config view --raw -o 'jsonpath={.clusters[0].cluster.server}')
export APISERVER=${APISERVER#https://} CREDENTIALS=$work/credentials IMAGE=$image NAMESPACE=$ns
PYTHONDONTWRITEBYTECODE=1 exec /usr/bin/python3 "$source/main.py"
