# What run and memory have in common: the release, and the cluster that it is in. To be sourced, at the root of the repository.
#
# The cluster is that of KUBECONFIG. It must not have the chart or its CRD yet, and needs two images on its nodes (or where
# they can be pulled from): hathora/hathora-operator:dev, and busybox:1.37, which helm test uses. kubectl and helm are those of
# HATHORA_IT_KUBECTL and HATHORA_IT_HELM, or else of the PATH, as are curl and jq. With kind:
#
#   kind create cluster
#   mvn -q package jib:buildTar -DskipTests -Djib.to.image=hathora/hathora-operator:dev -Djib.from.platforms=linux/amd64
#   kind load image-archive target/jib-image.tar
#   docker pull busybox:1.37 && kind load docker-image busybox:1.37
#   src/test/node/run

# as in the README
release=hathora
namespace=hathora
rooms=hathora-rooms
operators=app.kubernetes.io/component=operator
kubectl=${HATHORA_IT_KUBECTL:-kubectl}
helm=${HATHORA_IT_HELM:-helm}
work=$(mktemp -d)
pids=()
# Where it says why it fails, also from within await, which shows nothing.
exec 9>&2

finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

k() { "$kubectl" -n $namespace "$@"; }
r() { "$kubectl" -n $rooms "$@"; }
h() { "$helm" -n $namespace "$@"; }
step() { printf '%3d s  %s\n' "$SECONDS" "$1"; }
fail() {
  {
    echo
    k get pods -o wide
    k get events --sort-by=.lastTimestamp | tail -20
    k logs -l $operators --prefix --tail=30
    r get hathorarooms | head -30
  } >&9 2>&9 || true
  printf '\n%s: %s\n' "$0" "$1" >&9
  exit 1
}
await() { # what, seconds, command…
  local what=$1 end=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail "$what"
    sleep 0.3
  done
}
# Repeats a command until it prints something, and prints that. One slow answer must not end the script.
insist() { # what, command…
  local what=$1 printed patience=20
  shift
  for _ in $(seq 20); do
    printed=$("$@") && [ -n "$printed" ] && printf '%s\n' "$printed" && return
    sleep 1
  done
  fail "$what"
}

rolled_out() {
  k rollout status deployment/hathora-hathora-operator --timeout=120s >/dev/null || fail "the operator does not become ready"
  k rollout status deployment/hathora-hathora-operator-simulator --timeout=120s >/dev/null || fail "the simulator does not become ready"
}
# The very command of the README, and what is added to it.
install() { # flags…
  local command
  command=$(sed -n '/^helm install hathora /,/[^\\]$/p' README.md)
  [ -n "$command" ] || fail "README.md has no helm install"
  (helm() { "$helm" "$@" $flags; }; flags=$*; eval "$command") >/dev/null || fail "helm install"
  rolled_out
}

# A process is reached from outside its container, which has no shell: by a Pod that sees all processes of the node.
# Runs a command there, with $p as the /proc directory of the Pod's process.
at_process() { # Pod, command
  local name=at-process-$1 node
  if ! k get pod "$name" >/dev/null 2>&1; then
    node=$(k get pod "$1" -o jsonpath='{.spec.nodeName}')
    k apply -f - >/dev/null <<POD
{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "$name"}, "spec": {
  "hostPID": true, "nodeName": "$node", "restartPolicy": "Never", "terminationGracePeriodSeconds": 0,
  "containers": [{"name": "sh", "image": "busybox:1.37", "securityContext": {"privileged": true}, "command": ["sleep", "1d"]}]}}
POD
    k wait --for=condition=Ready --timeout=60s "pod/$name" >/dev/null || fail "no Pod can be started beside $1"
  fi
  k exec "$name" -- sh -c "for p in /proc/[0-9]*; do if tr '\\000' '\\n' <\$p/environ 2>/dev/null | grep -qx HOSTNAME=$1 && [ \"\$(cat \$p/comm)\" = java ]; then $2; exit; fi; done; exit 1"
}

# The API by kubectl proxy: many times cheaper than a kubectl each.
api() { curl -fsS -m "${patience:-3}" "$proxy/api/v1/namespaces/$namespace/$1" 2>/dev/null; }
# Also those that are being deleted: they still work.
pods() { api "pods?labelSelector=$operators" | jq -r '.items[] | select(.status.phase == "Running") | .metadata.name'; }
staying_pods() { api "pods?labelSelector=$operators" | jq -r '.items[] | select(.status.phase == "Running" and .metadata.deletionTimestamp == null) | .metadata.name'; }

"$kubectl" version >/dev/null 2>&1 || fail "there is no cluster"
! "$kubectl" get crd hathorarooms.hathora.dev >/dev/null 2>&1 || fail "the CRD is there already: use a cluster of its own"
"$kubectl" proxy --port=0 >"$work/proxy" 2>"$work/proxy.log" &
pids+=($!)
await "kubectl proxy does not start" 10 grep -q 'Starting to serve' "$work/proxy"
proxy=http://$(sed -n 's/^Starting to serve on //p' "$work/proxy")
"$kubectl" create namespace $rooms >/dev/null

# Takes away what is left of the release.
clean_up() {
  h uninstall $release >/dev/null || fail "helm uninstall"
  "$kubectl" delete crd hathorarooms.hathora.dev hathoraroomsets.hathora.dev hathoraapplications.hathora.dev >/dev/null
  # Another script may follow.
  "$kubectl" delete --timeout=120s namespace $namespace $rooms >/dev/null || fail "the namespaces do not go"
}
