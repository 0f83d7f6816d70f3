#!/usr/bin/env bash
# PIT 1.20.4 with JUnit 5.13.4: a mutant survives although the test that covers it would fail, if the test compares values that a
# table of JUnit's @FieldSource holds in a static field of type List. A field of a class is computed once, when the class is
# initialized, which happens in the same JVM before the mutant is put in place: the table holds what the unchanged code returned. The
# report names the line as covered and the mutant as SURVIVED, so one looks for a missing assertion. With a field of type
# Supplier<List<Arguments>>, which @FieldSource accepts as well, the same rows are computed in each run, and the mutant is killed.
#
# Output seen:
#   table in a List: SURVIVED
#   table in a Supplier: KILLED
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId><version>5.13.4</version></dependency>
    <dependency><groupId>org.junit.platform</groupId><artifactId>junit-platform-launcher</artifactId><version>1.13.4</version></dependency>
    <dependency><groupId>org.pitest</groupId><artifactId>pitest-command-line</artifactId><version>1.20.4</version></dependency>
    <dependency><groupId>org.pitest</groupId><artifactId>pitest-junit5-plugin</artifactId><version>1.2.3</version></dependency>
  </dependencies>
</project>
POM
cat >Price.java <<'JAVA'
package finding;

public class Price {
    public static int doubled(int price) {
        return price * 2;
    }
}
JAVA
cat >template <<'JAVA'
package finding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class PriceTest {
    static final TABLE prices = SUPPLIES List.of(arguments(Price.doubled(3), 6), arguments(Price.doubled(5), 10));

    @ParameterizedTest
    @FieldSource("prices")
    void isDoubled(int actual, int expected) {
        assertEquals(expected, actual);
    }
}
JAVA
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath >/dev/null
mutant() { # type of the field, and how it begins
  rm -rf classes report
  sed "s/TABLE/$1/; s/SUPPLIES/$2/" template >PriceTest.java
  javac -d classes -cp "$(cat classpath)" Price.java PriceTest.java
  java -cp "$(cat classpath):$work/classes" org.pitest.mutationtest.commandline.MutationCoverageReport --reportDir report \
    --targetClasses finding.Price --targetTests finding.PriceTest --sourceDirs . --mutators MATH --outputFormats CSV \
    --timestampedReports false >log 2>&1 || cat log >&2
  cut -d, -f6 report/mutations.csv
}
{
  echo "table in a List: $(mutant 'List<Arguments>' '')"
  echo "table in a Supplier: $(mutant 'Supplier<List<Arguments>>' '() ->')"
} | tee output
grep -qx 'table in a List: SURVIVED' output
grep -qx 'table in a Supplier: KILLED' output
