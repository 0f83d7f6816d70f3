#!/usr/bin/env bash
# Fabric8 kubernetes-client 7.6.1 reads proxies unlike kubectl (client-go), curl, or anybody else:
# - An entry of NO_PROXY with a wildcard (*.corp.example, or * for everything) ends the making of a client with an exception,
#   also where the cluster is reached by another name. kubectl and curl ignore what they can't match.
# - cluster.proxy-url of the kubeconfig, http://proxy:3128, is taken for clusters with an http URL: the scheme of the proxy's
#   URL decides, not that of the cluster's. A cluster with an https URL, so almost every one, is reached directly, or through
#   HTTPS_PROXY if that is set. kubectl uses proxy-url for every request to that cluster.
# - Lower-case https_proxy and no_proxy are not read.
#
# Output seen:
#   NO_PROXY=*.corp.example: MalformedURLException: NO_PROXY URL contains invalid entry: '*.corp.example'
#   proxy-url http://proxy.example:3128, https cluster: httpProxy=http://proxy.example:3128 httpsProxy=null
#   https_proxy=http://proxy.example:3128: httpProxy=null httpsProxy=null
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
    <dependency><groupId>io.fabric8</groupId><artifactId>kubernetes-client</artifactId><version>7.6.1</version>
      <exclusions><exclusion><groupId>io.fabric8</groupId><artifactId>kubernetes-httpclient-vertx</artifactId></exclusion></exclusions>
    </dependency>
    <dependency><groupId>io.fabric8</groupId><artifactId>kubernetes-httpclient-jdk</artifactId><version>7.6.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
cat >Main.java <<'JAVA'
import io.fabric8.kubernetes.client.*;

public class Main {
    public static void main(String[] args) {
        Config config = Config.autoConfigure(null);
        if (args.length == 0) {
            System.out.println("httpProxy=" + config.getHttpProxy() + " httpsProxy=" + config.getHttpsProxy());
            return;
        }
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
            System.out.println("made");
        } catch (RuntimeException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            System.out.println(root.getClass().getSimpleName() + ": " + root.getMessage());
        }
    }
}
JAVA
cat >kubeconfig <<'YAML'
apiVersion: v1
kind: Config
clusters: [{name: a, cluster: {server: "https://cluster.example:6443"}}]
users: [{name: a, user: {}}]
contexts: [{name: a, context: {cluster: a, user: a}}]
current-context: a
YAML
sed 's|cluster.example:6443"|&, proxy-url: "http://proxy.example:3128"|' kubeconfig >with-proxy-url
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath -Dmdep.outputFile=classpath
run() { env -u HTTPS_PROXY -u HTTP_PROXY -u ALL_PROXY -u NO_PROXY "$@"; }
java=(java -cp "$(cat classpath)" Main.java)
wildcard=$(run KUBECONFIG=kubeconfig HTTPS_PROXY=http://proxy.example:3128 'NO_PROXY=*.corp.example' "${java[@]}" make)
url=$(run KUBECONFIG=with-proxy-url "${java[@]}")
lower=$(run KUBECONFIG=kubeconfig https_proxy=http://proxy.example:3128 "${java[@]}")
echo "NO_PROXY=*.corp.example: $wildcard"
echo "proxy-url http://proxy.example:3128, https cluster: $url"
echo "https_proxy=http://proxy.example:3128: $lower"
[ "$wildcard" = "MalformedURLException: NO_PROXY URL contains invalid entry: '*.corp.example'" ]
[ "$url" = "httpProxy=http://proxy.example:3128 httpsProxy=null" ]
[ "$lower" = "httpProxy=null httpsProxy=null" ]
