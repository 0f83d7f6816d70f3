package dev.hathora.operator.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.awaitility.Awaitility;

/**
 * An admission webhook for the HathoraRooms of a namespace, as policy engines and service meshes install them: it sees each
 * write, and may refuse or change it. Until it is told otherwise it lets everything pass.
 */
public final class AdmissionWebhook implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final char[] PASSWORD = "changeit".toCharArray();
    /** The label of a resource that is never stored, and that tells whether the API server asks already. */
    private static final String PROBE = "admission-probe";

    private final KubernetesClient admin;
    private final HttpsServer server;
    private final String name;
    private final List<Write> writes = new CopyOnWriteArrayList<>();
    private final Map<String, Function<Write, Verdict>> judges = new ConcurrentHashMap<>();
    private volatile Function<Write, Verdict> others = write -> Verdict.PASS;
    private volatile boolean probed;

    /**
     * A write that asks for admission.
     *
     * @param operation {@code UPDATE}, for instance
     * @param subresource {@code status}, or empty
     * @param name the resource's
     * @param object the resource as it is to be stored; missing for a deletion
     */
    public record Write(String operation, String subresource, String name, JsonNode object) {
        /** Whether it is about status. */
        public boolean ofStatus() {
            return subresource.equals("status");
        }
    }

    /**
     * What becomes of a write.
     *
     * @param answered whether the webhook answers at all
     * @param denial why it is refused; empty: it is not
     * @param patch what is changed, a JSON patch; empty: nothing
     */
    public record Verdict(boolean answered, String denial, String patch) {
        /** Stored as it is. */
        public static final Verdict PASS = new Verdict(true, "", "");

        /** No answer: the webhook is out of order. */
        public static final Verdict NONE = new Verdict(false, "", "");

        /** Refused, with this message. */
        public static Verdict deny(String message) {
            return new Verdict(true, message, "");
        }

        /** Stored after this JSON patch was applied. */
        public static Verdict change(String patch) {
            return new Verdict(true, "", patch);
        }

        /** Stored without these parts, as far as they are there. */
        public static Verdict strip(Write write, List<String> pointers) {
            List<Map<String, String>> patch = pointers.stream()
                    .filter(pointer -> !write.object().at(pointer).isMissingNode())
                    .map(pointer -> Map.of("op", "remove", "path", pointer)).toList();
            return patch.isEmpty() ? PASS : change(JSON.valueToTree(patch).toString());
        }
    }

    /** Installs it for what is changed and deleted. It is in effect from then on. */
    public AdmissionWebhook(TestCluster cluster) throws IOException, GeneralSecurityException {
        this(cluster, "UPDATE", "DELETE");
    }

    /** Installs it for these operations. It is in effect from then on. */
    public AdmissionWebhook(TestCluster cluster, String... operations) throws IOException, GeneralSecurityException {
        admin = cluster.client();
        name = cluster.namespace() + ".example.com";
        KeyStore keys = selfSigned();
        SSLContext tls = SSLContext.getInstance("TLS");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        tls.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        admin.namespaces().withName(cluster.namespace())
                .edit(namespace -> new NamespaceBuilder(namespace).editMetadata()
                        .addToLabels("admission", cluster.namespace()).endMetadata().build());
        register(cluster.namespace(), keys.getCertificate("webhook"), operations);
        awaitProbe(cluster.namespace());
    }

    private void register(String namespace, Certificate certificate, String... operations)
            throws GeneralSecurityException {
        String pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'})
                .encodeToString(certificate.getEncoded()) + "\n-----END CERTIFICATE-----\n";
        MutatingWebhook webhook = new MutatingWebhookBuilder().withName(name).withAdmissionReviewVersions("v1")
                .withSideEffects("None")
                // as long as the API server allows: this is not about webhooks that are slow because the machine is
                .withFailurePolicy("Fail").withTimeoutSeconds(30)
                .withNewNamespaceSelector().addToMatchLabels("admission", namespace).endNamespaceSelector()
                .addNewRule().withApiGroups(HathoraRoom.GROUP).withApiVersions("*")
                .withResources("hathorarooms", "hathorarooms/status").withOperations(operations).endRule()
                .withNewClientConfig().withUrl("https://127.0.0.1:" + server.getAddress().getPort() + "/")
                .withCaBundle(Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8)))
                .endClientConfig().build();
        MutatingWebhook probe = new MutatingWebhookBuilder(webhook).withName("probe." + name).editFirstRule()
                .withOperations("CREATE").endRule().withNewObjectSelector().addToMatchLabels(PROBE, "true")
                .endObjectSelector().build();
        admin.resource(new MutatingWebhookConfigurationBuilder().withNewMetadata().withName(name).endMetadata()
                .withWebhooks(webhook, probe).build()).create();
    }

    /** The API server learns of webhooks, and of a namespace's label, a moment later: of both webhooks at once. */
    private void awaitProbe(String namespace) {
        HathoraRoom room = admin.getKubernetesSerialization().unmarshal("""
                apiVersion: hathora.dev/v1alpha1
                kind: HathoraRoom
                metadata: {name: probe, namespace: %s, labels: {%s: "true"}}
                spec: {region: Tokyo}
                """.formatted(namespace, PROBE), HathoraRoom.class);
        Awaitility.await("the webhook is in effect").atMost(Duration.ofMinutes(3)).until(() -> {
            HathoraRoom unused = admin.resource(room).dryRun().create();
            return probed;
        });
    }

    /** The JDK has no other way to make a certificate. */
    private static KeyStore selfSigned() throws IOException, GeneralSecurityException {
        Path directory = Files.createTempDirectory("webhook");
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "webhook", "-keyalg", "EC", "-dname", "CN=127.0.0.1", "-ext",
                "san=ip:127.0.0.1",
                "-validity", "2", "-storetype", "PKCS12", "-storepass", new String(PASSWORD), "-keystore",
                file.toString()).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try (InputStream stored = Files.newInputStream(file)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(stored, PASSWORD);
            return keys;
        } catch (IOException e) {
            throw new IOException("keytool: " + output, e);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            ObjectNode review = (ObjectNode) JSON.readTree(exchange.getRequestBody());
            JsonNode request = review.get("request");
            Write write = new Write(request.path("operation").asText(), request.path("subResource").asText(),
                    request.path("name").asText(), request.path("object"));
            if (write.object().at("/metadata/labels").has(PROBE)) {
                probed = true;
            } else {
                writes.add(write);
            }
            Verdict verdict = judges.getOrDefault(write.name(), others).apply(write);
            if (!verdict.answered()) {
                return;
            }
            ObjectNode response = JSON.createObjectNode().put("uid", request.path("uid").asText())
                    .put("allowed", verdict.denial().isEmpty());
            if (!verdict.denial().isEmpty()) {
                response.putObject("status").put("message", verdict.denial()).put("code", 403);
            } else if (!verdict.patch().isEmpty()) {
                response.put("patchType", "JSONPatch").put("patch",
                        Base64.getEncoder().encodeToString(verdict.patch().getBytes(StandardCharsets.UTF_8)));
            }
            byte[] body = JSON.writeValueAsBytes(JSON.createObjectNode().put("apiVersion", "admission.k8s.io/v1")
                    .put("kind", "AdmissionReview").set("response", response));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** From now on it decides like this about the writes of a resource. */
    public void judge(String resource, Function<Write, Verdict> how) {
        judges.put(resource, how);
    }

    /** From now on it decides like this about the writes of all other resources. */
    public void judgeOthers(Function<Write, Verdict> how) {
        others = how;
    }

    /** All writes that it has seen. */
    public List<Write> writes() {
        return List.copyOf(writes);
    }

    /** From now on it lets everything pass that is written to a resource. */
    public void relent(String resource) {
        judges.remove(resource);
    }

    /** The writes of a resource that it has seen. */
    public Stream<Write> writes(String resource) {
        return writes.stream().filter(write -> write.name().equals(resource));
    }

    @Override
    public void close() {
        admin.admissionRegistration().v1().mutatingWebhookConfigurations().withName(name).delete();
        server.stop(0);
    }
}
