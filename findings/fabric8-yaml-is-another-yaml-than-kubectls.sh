#!/usr/bin/env bash
# Fabric8 kubernetes-client 7.6.1 writes and reads YAML 1.2, kubectl and Helm read it with sigs.k8s.io/yaml 1.6.0, which keeps
# YAML 1.1's booleans and octal numbers. asYaml() leaves the strings and keys yes, no, on, off, y, n and 0123 unquoted, so what
# Fabric8 writes is not what kubectl reads. One would guess that a manifest survives the way from one to the other. Tests that load
# manifests through Fabric8 can't see that users' manifests mean something else to the API server.
#
# Output seen:
#   fabric8 reads: {on=a key, 0123=leading zero}
#   fabric8 wrote:
#   on: "a key"
#   0123: "leading zero"
#   kubectl reads: {"83":"leading zero","true":"a key"}
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.fabric8</groupId><artifactId>kubernetes-client-api</artifactId><version>7.6.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
cat >Main.java <<'JAVA'
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.*;
import java.util.*;

public class Main {
    public static void main(String[] args) throws Exception {
        var yaml = new KubernetesSerialization();
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("on", "a key");
        config.put("0123", "leading zero");
        Files.writeString(Path.of("config.yaml"), yaml.asYaml(config));
        System.out.println("fabric8 reads: " + yaml.unmarshal(Files.readString(Path.of("config.yaml")), Map.class));
    }
}
JAVA
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=classpath >/dev/null
java -cp "$(cat classpath)" Main.java | tee output
echo "fabric8 wrote:"
cat config.yaml
mkdir reader
cat >reader/main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	text, err := os.ReadFile("../config.yaml")
	if err != nil {
		panic(err)
	}
	json, err := yaml.YAMLToJSON(text)
	if err != nil {
		panic(err)
	}
	fmt.Println("kubectl reads: " + string(json))
}
GO
cd reader
go mod init finding >/dev/null 2>&1
go get sigs.k8s.io/yaml@v1.6.0 >/dev/null 2>&1
go run . | tee -a ../output
grep -qxF 'kubectl reads: {"83":"leading zero","true":"a key"}' ../output
