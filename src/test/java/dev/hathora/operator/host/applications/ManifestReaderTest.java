package dev.hathora.operator.host.applications;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.hathora.operator.host.model.Application;
import dev.hathora.operator.host.model.Deployment;
import dev.hathora.operator.host.model.Transport;
import dev.hathora.operator.host.model.WantedApplication;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Execution(ExecutionMode.CONCURRENT)
class ManifestReaderTest {
    private static final String HEAD = """
            apiVersion: hathora.dev/v1alpha1
            kind: HathoraApplication
            metadata: {name: my-game}
            """;

    private static List<WantedApplication> read(String text) throws InvalidManifestException {
        return new ManifestReader().read(text, Path.of("/games")).applications().stream()
                .map(ApplicationReader.AppManifest::application).toList();
    }

    @Test
    void everythingThatCountsIsRead() throws Exception {
        assertThat(read(HEAD + """
                spec:
                  appId: app-1
                  command: [java, -jar]
                  args: [game.jar]
                  env: [{name: COLOUR, value: "7"}, {name: EMPTY}]
                  workingDirectory: one
                  containerPort: 4000
                  transportType: udp
                  additionalContainerPorts: [{name: query, port: 4001, transportType: tcp}]
                  roomsPerProcess: 8
                  requestedCPU: 500m
                  requestedMemory: 2Gi
                  startTimeout: 20s
                  idleTimeout: 0s
                  terminationGracePeriod: 250ms
                  regions: [{name: Frankfurt, warmProcesses: 2, maxProcesses: 10}, {name: Sao_Paulo}]
                  image: only-on-kubernetes
                """)).containsExactly(new WantedApplication("my-game", "app-1",
                List.of(new Application.OfferedRegion("Frankfurt", 2, 10),
                        new Application.OfferedRegion("Sao_Paulo", 0, null)),
                new Deployment.Content(
                        new Deployment.Program(null, List.of("java", "-jar"), List.of("game.jar"),
                                Map.of("COLOUR", "7", "EMPTY", ""), "/games/one"),
                        List.of(new Deployment.Port("default", 4000, Transport.UDP),
                                new Deployment.Port("query", 4001, Transport.TCP)),
                        new Deployment.Limits(8, 0.5, 2048, Duration.ofSeconds(20), Duration.ZERO,
                                Duration.ofMillis(250)),
                        null)));
    }

    @Test
    void aCommandIsEnough() throws Exception {
        assertThat(read(HEAD + "spec: {command: [./game]}")).containsExactly(new WantedApplication("my-game", null,
                List.of(),
                new Deployment.Content(
                        new Deployment.Program(null, List.of("./game"), List.of(), Map.of(), "/games"),
                        List.of(new Deployment.Port("default", 7777, Transport.TCP)),
                        new Deployment.Limits(1, 0.5, 1024, Duration.ofSeconds(100), Duration.ofMinutes(5),
                                Duration.ofSeconds(30)),
                        null)));
    }

    /** A client that is told of TLS would try it, and nothing here terminates it. */
    @ParameterizedTest(name = "{0} is served as {1}")
    @CsvSource({"tcp, TCP", "udp, UDP", "tls, TCP"})
    void aPortIsServedAsItCanBe(String written, Transport served) throws Exception {
        assertThat(read(HEAD + "spec: {command: [game], transportType: " + written + "}")).singleElement()
                .extracting(wanted -> wanted.content().ports().get(0).transport()).isEqualTo(served);
    }

    @Test
    void severalDocumentsAreSeveralApplications() throws Exception {
        String one = HEAD + "spec: {command: [game]}\n";
        assertThat(read("---\n" + one + "---\n" + one.replace("my-game", "other") + "---\n"))
                .extracting(WantedApplication::name).containsExactly("my-game", "other");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "none",
            textBlock = """
                    {}                                      | true  | true  | none | both are on by default
                    {nickname: false}                       | true  | false | none | one is off
                    {anonymous: {}, nickname: {}}           | true  | true  | none | as Hathora's own API has it
                    {anonymous: false, google: {clientId: c}} | false | true | c   | Google beside
                    """)
    void playersLogInAsTheManifestSays(String auth, boolean anonymous, boolean nickname, @Nullable String clientId,
            String why) throws Exception {
        assertThat(read(HEAD + "spec: {command: [./game], auth: " + auth + "}")).singleElement()
                .extracting(WantedApplication::logins).as(why)
                .isEqualTo(new Application.Logins(anonymous, nickname, clientId));
    }

    @Test
    void aRegionMayBeMeasuredElsewhere() throws Exception {
        assertThat(read(HEAD + "spec: {command: [./game], regions: [{name: Tokyo, ping: {host: a.example, port: 9}}]}"))
                .singleElement().extracting(WantedApplication::regions).isEqualTo(
                        List.of(new Application.OfferedRegion("Tokyo", 0, null, new Application.Ping("a.example", 9),
                                null)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            textBlock = """
                    no command                 | {}                                  | spec.command is missing: write the program
                    a command that is no list  | {command: game}                     | spec.command is "game": has to be a list
                    a number for a text        | {command: [game, 7]}                | spec.command[1] is 7: write a text, in quotation marks
                    a misspelt field           | {command: [g], roomPerProcess: 2}   | spec.roomPerProcess is not a known field: remove it, or write one of appId, command
                    too few rooms              | {command: [g], roomsPerProcess: 0}  | spec.roomsPerProcess is 0: write a whole number from 1 to 10000
                    half a room                | {command: [g], roomsPerProcess: 1.5}| spec.roomsPerProcess is 1.5: write a whole number
                    a time without a unit      | {command: [g], idleTimeout: 5}      | spec.idleTimeout is 5: write a duration such as 250ms
                    an unknown transport       | {command: [g], transportType: sctp} | spec.transportType is "sctp": write one of tcp, udp, tls
                    a port that can't be       | {command: [g], containerPort: 70000}| spec.containerPort is 70000: write a whole number from 1 to 65535
                    no memory                  | {command: [g], requestedMemory: 1k} | spec.requestedMemory is "1k": write an amount of memory
                    no processor               | {command: [g], requestedCPU: 0}     | spec.requestedCPU is 0: write a number of cores
                    an unknown region          | {command: [g], regions: [{name: Paris}]} | spec.regions[0].name is "Paris": write one of Seattle
                    a region without a name    | {command: [g], regions: [{}]}       | spec.regions[0].name is missing: write a region
                    more warm ones than may be | {command: [g], regions: [{name: Tokyo, warmProcesses: 3, maxProcesses: 2}]} | spec.regions[0].warmProcesses is more than maxProcesses
                    a region twice             | {command: [g], regions: [{name: Tokyo}, {name: Tokyo}]} | spec.regions[1].name is there twice
                    a port's name twice        | {command: [g], additionalContainerPorts: [{name: default}]} | spec.additionalContainerPorts[0].name is the name of another port
                    three more ports           | {command: [g], additionalContainerPorts: [{name: a}, {name: b}, {name: c}]} | spec.additionalContainerPorts has more than 2 ports
                    a variable that can't be   | {command: [g], env: [{name: A=B}]}  | spec.env[0].name is "A=B": write letters, digits
                    a variable twice           | {command: [g], env: [{name: A}, {name: A}]} | spec.env[1].name is there twice
                    a variable from a Secret   | {command: [g], env: [{name: A, valueFrom: {}}]} | spec.env[0].valueFrom is not a known field
                    a text with the character 0| {command: [g, "a\\0b"]}             | spec.command[1] is "a\\u0000b": write a text
                    an id that can't be        | {command: [g], appId: a b}          | spec.appId is "a b": write 1 to 100 letters
                    a login that is a word     | {command: [g], auth: {nickname: no thanks}} | spec.auth.nickname is "no thanks": write true or false
                    an unknown login           | {command: [g], auth: {steam: {}}}   | spec.auth.steam is not a known field
                    Google without a client    | {command: [g], auth: {google: {}}}  | spec.auth.google.clientId is missing: write the client
                    a ping without a port      | {command: [g], regions: [{name: Tokyo, ping: {host: a}}]} | spec.regions[0].ping.port is missing: write a port
                    a ping to nowhere          | {command: [g], regions: [{name: Tokyo, ping: {port: 1}}]} | spec.regions[0].ping.host is missing: write a name
                    tokens that are words      | {command: [g], tokenSecretRefs: classified} | spec.tokenSecretRefs has to be a list of objects with name and key
                    a token that is a word     | {command: [g], tokenSecretRefs: [classified]} | spec.tokenSecretRefs[0] has to be an object with fields such as name
                    a token of no Secret       | {command: [g], tokenSecretRefs: [{key: a}]} | spec.tokenSecretRefs[0].name is missing: write the name of a Secret
                    a Secret that can't be     | {command: [g], tokenSecretRefs: [{name: Classified}]} | spec.tokenSecretRefs[0].name has to be the name of a Secret
                    a key that can't be        | {command: [g], appSecretRef: {name: a, key: classified!}} | spec.appSecretRef.key has to be a key in that Secret
                    a secret that is a word    | {command: [g], appSecretRef: classified} | spec.appSecretRef has to be an object with fields such as name
                    a list for an object       | [1]                                 | spec has to be an object with fields such as appId
                    """)
    void whatIsWrongIsSaidWithFieldAndCure(String mistake, String spec, String told) {
        assertThatThrownBy(() -> read(HEAD + "spec: " + spec)).as(mistake).isInstanceOf(InvalidManifestException.class)
                .hasMessageContaining(told).hasMessageNotContainingAny("classified", "Classified");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "",
            textBlock = """
                    an empty file       |                                        | it contains no manifest
                    no YAML             | {a: [                                  | line 1: it is not YAML
                    the same field twice| {kind: HathoraApplication, kind: x}    | it is not YAML: Duplicate field 'kind'
                    another kind        | {apiVersion: v1, kind: Pod}            | kind is "Pod": write HathoraApplication
                    no name             | {kind: HathoraApplication}             | metadata.name is missing: write a name
                    a name that can't be| {metadata: {name: My Game}}            | metadata.name is "My Game": write a name of lower-case
                    a Secret of version 2      | {kind: Secret, apiVersion: v2}  | apiVersion is "v2": write v1
                    a Secret without a name    | {kind: Secret}                  | metadata.name is missing: write a name
                    a Secret with a spec       | {kind: Secret, spec: {}}        | spec is not a known field
                    a Secret that is a word    | {kind: Secret, stringData: classified} | stringData has to be an object
                    a number for a token       | {kind: Secret, stringData: {token: 4242}} | stringData.token has to be a text: put it in quotation marks
                    a list for a token         | {kind: Secret, stringData: {token: [classified]}} | stringData.token has to be a text
                    no base64                  | {kind: Secret, data: {token: classified!}} | data.token has to be base64
                    a key that can't be        | {kind: Secret, data: {"classified!": a}} | data has an invalid key
                    half a Secret              | {kind: Secret, data: {token: *classified} | line 1: it is not YAML
                    a value twice              | {kind: Secret, stringData: {classified: a, classified: b}} | line 1: it is not YAML
                    a text              | hello                                  | has to be an object
                    """)
    void whatIsNoManifestIsSaid(String mistake, String text, String told) {
        assertThatThrownBy(() -> read(text == null ? "" : text)).as(mistake)
                .isInstanceOf(InvalidManifestException.class).hasMessageContaining(told)
                .hasMessageNotContainingAny("classified", "4242");
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertThatThrownBy(() -> read(HEAD + "spec: {roomsPerProcess: 0, idleTimeout: 1}"))
                .isInstanceOfSatisfying(InvalidManifestException.class, e -> assertThat(e.problems()).hasSize(3));
    }
}
