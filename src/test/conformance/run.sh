#!/bin/sh
# Runs Hathora's TypeScript SDK against the simulator and the host in target/hathora-operator.jar, which must be built.
# Needs node 20 or later with npm, and a JDK 21 or later: JAVA_HOME, java on the PATH, or in the usual places.
set -eu
cd "$(dirname "$0")"
jar=../../../target/hathora-operator.jar
[ -f "$jar" ] || { echo "build target/hathora-operator.jar first: mvn package" >&2; exit 2; }

find_java() {
  for java in "${JAVA_HOME:-}/bin/java" "$(command -v java || true)" /usr/lib/jvm/*/bin/java /opt/*/bin/java; do
    [ -x "$java" ] || continue
    major=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
    if [ "${major:-0}" -ge 21 ]; then
      echo "$java"
      return
    fi
  done
  echo "no JDK 21 or later found: set JAVA_HOME" >&2
  return 1
}
java=$(find_java)

npm ci --no-audit --no-fund --prefer-offline

work=$(mktemp -d)
started=
stop() {
  [ -z "$started" ] || kill "$started" 2>/dev/null || true
  [ -z "$started" ] || wait "$started" || true
  started=
}
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# start NAME ARGUMENTS: sets url once it can be used
start() {
  name=$1
  HATHORA_DEV_TOKEN=conformance "$java" -jar "$jar" "$@" >"$work/$name.out" &
  started=$!
  tries=0
  until url=$(sed -n 's/^listening on //p' "$work/$name.out") && [ -n "$url" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 1200 ] || ! kill -0 "$started" 2>/dev/null; then
      echo "$name did not start" >&2
      exit 1
    fi
    sleep 0.1
  done
}

start simulate --port 0 --app-id app-conformance --boot 300ms
SIMULATOR_URL=$url SIMULATOR_TOKEN=conformance SIMULATOR_APP_ID=app-conformance npm test -- simulator.test.js
stop

# a game that sends back what it is sent
cat >"$work/game.yaml" <<END
apiVersion: hathora.dev/v1alpha1
kind: HathoraApplication
metadata: {name: game}
spec:
  appId: app-conformance
  command: ["$(command -v node)", -e, 'require("net").createServer(player => player.pipe(player)).listen(process.env.PORT)']
  roomsPerProcess: 100
  idleTimeout: 0s
  terminationGracePeriod: 1s
END
start host --port 0 --applications "$work/game.yaml" --database "jdbc:sqlite:$work/host.db"
HOST_URL=$url HOST_TOKEN=conformance HOST_APP_ID=app-conformance npm test -- host.test.js
