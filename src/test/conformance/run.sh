#!/bin/sh
# Runs Hathora's TypeScript SDK against the simulator in target/hathora-operator.jar, which must be built.
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

SIMULATOR_TOKEN=conformance SIMULATOR_APP_ID=app-conformance
export SIMULATOR_URL SIMULATOR_TOKEN SIMULATOR_APP_ID
out=$(mktemp)
HATHORA_DEV_TOKEN=$SIMULATOR_TOKEN "$java" -jar "$jar" simulate --port 0 --app-id "$SIMULATOR_APP_ID" \
  --boot 300ms >"$out" &
simulator=$!
trap 'kill "$simulator" 2>/dev/null || true; wait "$simulator" || true; rm -f "$out"' EXIT
trap 'exit 130' INT TERM

tries=0
until SIMULATOR_URL=$(sed -n 's/^listening on //p' "$out") && [ -n "$SIMULATOR_URL" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 300 ] || ! kill -0 "$simulator" 2>/dev/null; then
    echo "the simulator did not start" >&2
    exit 1
  fi
  sleep 0.1
done

npm test
