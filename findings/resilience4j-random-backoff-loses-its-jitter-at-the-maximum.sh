#!/usr/bin/env bash
# resilience4j-core 2.4.0: IntervalFunction.ofExponentialRandomBackoff(initial, multiplier, randomizationFactor, maxInterval) randomizes
# first and cuts off at the maximum afterwards. So intervals are spread while they grow, and from two steps beyond the maximum on every
# interval is the maximum exactly: whoever failed together then comes back together for ever, which is what the randomization was to
# prevent. One would guess that the maximum is randomized, too. A caller of its own can spread it: subtract a random share.
# Besides, an interval costs as much time as its attempt is high: the sequence is computed anew from the first attempt each time. One
# that retries without end should not count beyond the maximum.
#
# Output seen:
#   attempt 5: spread
#   attempt 20: 60000 in 1000 of 1000 draws
#   attempt 100000 costs more than 100 times as much as attempt 20: true
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.github.resilience4j</groupId><artifactId>resilience4j-core</artifactId><version>2.4.0</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
cat >Main.java <<'JAVA'
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.stream.LongStream;

public class Main {
    static final IntervalFunction BACKOFF = IntervalFunction.ofExponentialRandomBackoff(Duration.ofSeconds(1), 2, 0.2,
            Duration.ofSeconds(60));

    static long[] draws(int attempt, int times) {
        return LongStream.generate(() -> BACKOFF.apply(attempt)).limit(times).toArray();
    }

    static long nanos(int attempt, int times) {
        long start = System.nanoTime();
        long[] used = draws(attempt, times);
        return (System.nanoTime() - start) / used.length;
    }

    public static void main(String[] args) {
        System.out.println("attempt 5: " + (LongStream.of(draws(5, 1000)).distinct().count() > 100 ? "spread" : "not spread"));
        System.out.println("attempt 20: 60000 in " + LongStream.of(draws(20, 1000)).filter(ms -> ms == 60_000).count()
                + " of 1000 draws");
        nanos(20, 20_000);
        nanos(100_000, 50);
        System.out.println("attempt 100000 costs more than 100 times as much as attempt 20: "
                + (nanos(100_000, 50) > 100 * nanos(20, 20_000)));
    }
}
JAVA
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath >/dev/null
java -cp "$(cat classpath)" Main.java | tee output
grep -q '^attempt 5: spread$' output
grep -q '^attempt 20: 60000 in 1000 of 1000 draws$' output
grep -q 'as attempt 20: true$' output
