#!/usr/bin/env bash
# jackson-databind 2.20.1: a component of a record (or a field) of the type JsonNode that is null is written as null, and read back as a
# NullNode, which is not null. So a record does not equal what was written of it, "component == null" is false, and whoever compares a
# stored value with a wanted one sees a change each time. A null of another type comes back as null, and so does a tree whose
# property is absent.
# A decimal in the tree is another value, too: 0.5 that was put in as BigDecimal comes back as a double, and the trees are not equal.
# Whoever stores trees has to normalize them before the comparison: NullNode to null, and numbers by one round trip.
#
# Output seen:
#   text null -> null, tree null -> NullNode, equal: false
#   tree absent -> null
#   {"a":0.5} as BigDecimal -> DoubleNode, equal: false
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>2.20.1</version></dependency>
  </dependencies>
</project>
POM
cat >Main.java <<'JAVA'
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;

public class Main {
    public record Stored(String text, JsonNode tree) {}

    static String name(Object value) {
        return value == null ? "null" : value.getClass().getSimpleName();
    }

    public static void main(String[] args) throws Exception {
        ObjectMapper json = new ObjectMapper();
        Stored wanted = new Stored(null, null);
        Stored stored = json.readValue(json.writeValueAsString(wanted), Stored.class);
        System.out.println("text null -> " + name(stored.text()) + ", tree null -> " + name(stored.tree()) + ", equal: "
                + wanted.equals(stored));
        System.out.println("tree absent -> " + name(json.readValue("{}", Stored.class).tree()));
        Stored half = new Stored(null, json.createObjectNode().put("a", new BigDecimal("0.5")));
        Stored again = json.readValue(json.writeValueAsString(half), Stored.class);
        System.out.println(half.tree() + " as BigDecimal -> " + name(again.tree().get("a")) + ", equal: "
                + half.equals(again));
    }
}
JAVA
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath >/dev/null
java -cp "$(cat classpath)" Main.java | tee output
grep -q '^text null -> null, tree null -> NullNode, equal: false$' output
grep -q '^tree absent -> null$' output
grep -q 'as BigDecimal -> DoubleNode, equal: false$' output
