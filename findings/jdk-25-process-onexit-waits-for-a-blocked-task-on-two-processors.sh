#!/usr/bin/env bash
# JDK 25 (seen with 25.0.3; JDK 17.0.15 is different): on a machine or in a container with one or two processors, CompletableFuture runs all
# asynchronous tasks without an executor, and the stages of Process.onExit(), on the one thread of the common pool. A task that waits
# there, in code that knows nothing of processes, keeps every end of a process from being seen, and all other tasks from running.
# One would guess what holds with JDK 17: if the common pool has no parallelism, each asynchronous task gets a thread of its own. From three processors on, nothing of this shows, so it is met in small containers and on small build machines only.
# Whoever waits in such tasks should pass an executor, and whoever watches processes should not use onExit() where others may block.
#
# Output seen:
#   Java 17, 1 processors: beside a task that waits, another one runs, and the end of a process is seen: at once
#   Java 17, 2 processors: beside a task that waits, another one runs, and the end of a process is seen: at once
#   Java 25, 1 processors: beside a task that waits, another one waits, and the end of a process is seen: when that task is over
#   Java 25, 2 processors: beside a task that waits, another one waits, and the end of a process is seen: when that task is over
#   Java 25, 3 processors: beside a task that waits, another one runs, and the end of a process is seen: at once
#
# Needs a JDK 25 and an older one. JAVA_17 and JAVA_25 name their java if they are not below /usr/lib/jvm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The java of a version.
java_of() {
  local java
  for java in /usr/lib/jvm/*/bin/java; do
    [ "$("$java" -version 2>&1 | sed -n '1s/.* version "\([0-9]*\).*/\1/p')" = "$1" ] && echo "$java" && return
  done
  echo "there is no JDK $1 below /usr/lib/jvm: set JAVA_$1" >&2
  return 1
}
cat >Main.java <<'JAVA'
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

public class Main {
    static boolean ends(CompletableFuture<?> task) throws Exception {
        try {
            task.get(5, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    public static void main(String[] args) throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        CompletableFuture.runAsync(() -> {
            running.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        running.await();
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        boolean seen = ends(process.onExit());
        boolean runs = ends(CompletableFuture.runAsync(() -> {}));
        over.countDown();
        String when = seen ? "at once" : ends(process.onExit()) ? "when that task is over" : "never";
        System.out.printf("Java %d, %d processors: beside a task that waits, another one %s, and the end of a process is seen: %s%n",
                Runtime.version().feature(), Runtime.getRuntime().availableProcessors(), runs ? "runs" : "waits", when);
    }
}
JAVA
old=${JAVA_17:-$(java_of 17)}
new=${JAVA_25:-$(java_of 25)}
{
  "$old" -XX:ActiveProcessorCount=1 Main.java
  "$old" -XX:ActiveProcessorCount=2 Main.java
  "$new" -XX:ActiveProcessorCount=1 Main.java
  "$new" -XX:ActiveProcessorCount=2 Main.java
  "$new" -XX:ActiveProcessorCount=3 Main.java
} | tee output
[ "$(grep -c '^Java 17, [12] processors: .* one runs, .*: at once$' output)" = 2 ]
[ "$(grep -c '^Java 25, [12] processors: .* one waits, .*: when that task is over$' output)" = 2 ]
grep -q '^Java 25, 3 processors: .* one runs, .*: at once$' output
