#!/usr/bin/env bash
# JDK 25 (seen with 25.0.3): with the serial collector, a heap never gets smaller than it was at the start, whatever -XX:MinHeapSize,
# -XX:MaxHeapFreeRatio and -XX:-ShrinkHeapInSteps say, and however little is in use. G1 with the same options goes down to the minimum.
# One would guess that MinHeapSize is the minimum. Instead, the serial collector never shrinks the old generation below its initial size.
# Without an option, the initial heap is a 64th of the memory: nothing in a container of some hundred MiB, and 384 MiB on a machine of
# 24 GiB. So whoever measures the memory of a service on a large machine, or gives it a small -Xmx there, sees a heap that does not
# shrink, and concludes that the options for it have no effect. -Xms, or -XX:InitialHeapSize, decides.
#
# Output seen (MiB of heap):
#   Java 25, Serial, initial 8m, minimum 8m: 7 at the start, 102 at most, then 7
#   Java 25, Serial, initial 200m, minimum 8m: 193 at the start, 193 at most, then 193
#   Java 25, G1, initial 200m, minimum 8m: 202 at the start, 202 at most, then 8
#
# Needs a JDK 25. JAVA_25 names its java if it is not below /usr/lib/jvm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
java25() {
  local java
  for java in ${JAVA_25:-/usr/lib/jvm/*/bin/java}; do
    [ "$("$java" -version 2>&1 | sed -n '1s/.* version "\([0-9]*\).*/\1/p')" = 25 ] && echo "$java" && return
  done
  echo "there is no JDK 25 below /usr/lib/jvm: set JAVA_25" >&2
  return 1
}
cat >Main.java <<'JAVA'
public class Main {
    static long heap() {
        return Runtime.getRuntime().totalMemory() >> 20;
    }

    public static void main(String[] arguments) {
        long start = heap();
        byte[][] used = new byte[1600][];
        for (int i = 0; i < used.length; i++) {
            used[i] = new byte[64 << 10];
        }
        long most = heap();
        used = null;
        // a collector that shrinks step by step needs several collections
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        System.out.printf("Java %d, %s, initial %s, minimum 8m: %d at the start, %d at most, then %d%n",
                Runtime.version().feature(), arguments[0], arguments[1], start, most, heap());
    }
}
JAVA
java=$(java25)
"${java}c" -d . Main.java
run() { # collector, initial size
  "$java" "-XX:+Use$1GC" -XX:InitialHeapSize="$2" -XX:MinHeapSize=8m -Xmx256m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 \
    -XX:-ShrinkHeapInSteps Main "$1" "$2"
}
{
  run Serial 8m
  run Serial 200m
  run G1 200m
} | tee output
[ "$(sed -n 's/.*, Serial, initial 8m, .* start, \([0-9]*\) at most.*/\1/p' output)" -gt 90 ]
then_of() { sed -n "s/.*, $1, initial $2, .* then //p" output; }
[ "$(then_of Serial 8m)" -lt 20 ]
[ "$(then_of Serial 200m)" -gt 180 ]
[ "$(then_of G1 200m)" -lt 20 ]
