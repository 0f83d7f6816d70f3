package dev.hathora.operator.controller.roomset;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class TemplatesTest {
    private static final String NO_APP = "no app";

    private static Templates templates(@Nullable String defaultAppId, @Nullable String selector) {
        return new Templates(SetManifest.serialization(), defaultAppId, new WatchSelector(selector));
    }

    static Stream<Arguments> problems() {
        return Stream.of(
                Arguments.of("{template: {spec: {region: Tokyo}}}", "app-1", null, "",
                        "the operator names the application"),
                Arguments.of("{template: {spec: {region: Tokyo, appId: app-2}}}", null, null, "",
                        "the template names it"),
                Arguments.of("{template: {spec: {region: Tokyo}}}", null, null, "set spec.template.spec.appId",
                        "nobody names it"),
                Arguments.of("{template: {spec: {region: Tokyo}}}", "", null, "set spec.template.spec.appId",
                        "an empty name is none"),
                Arguments.of("{template: {spec: {region: Mars}}}", "app-1", null, "region is missing, or not known",
                        "the CRD of a later version may know it"),
                Arguments.of("{template: {spec: {region: Tokyo, roomId: mine}}}", "app-1", null,
                        "roomId can't be used in a template", "an older CRD may let it pass"),
                Arguments.of("{replicas: -1, template: {spec: {region: Tokyo, paused: true}}}", "app-1", null,
                        "replicas must be a number from 0 to 10000; paused can't", "all that is wrong is told"),
                Arguments.of("{template: {metadata: {labels: {shard: a}}, spec: {region: Tokyo}}}", "app-1", "shard=a",
                        "", "its rooms are watched"),
                Arguments.of("{template: {spec: {region: Tokyo}}}", "app-1", "shard=a",
                        "labels that match shard=a (WATCH_SELECTOR)",
                        "nobody would create its rooms, and it would create others in their place"),
                Arguments.of("{template: {spec: {region: Tokyo}}}", "app-1", "hathora.dev/room-set=hubs", "",
                        "the label of the set counts as well"));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}: {4}")
    @MethodSource("problems")
    void saysWhyNoRoomCanBeCreated(String spec, @Nullable String defaultAppId, @Nullable String selector,
            String problem, String why) {
        assertThat(templates(defaultAppId, selector).problem(SetManifest.set(spec)).orElse("")).as(why)
                .contains(problem).matches(text -> text.isEmpty() == problem.isEmpty());
    }

    static Stream<Arguments> hashes() {
        return Stream.of(
                Arguments.of("{spec: {region: Tokyo}}", true, "nothing differs"),
                Arguments.of("{spec: {region: Tokyo, restartPolicy: Always, paused: false}}", true,
                        "a default that the API server adds changes nothing"),
                Arguments.of("{metadata: {labels: {}, annotations: {}}, spec: {region: Tokyo}}", true,
                        "empty is the same as absent"),
                Arguments.of("{spec: {region: Frankfurt}}", false, "another region is another room"),
                Arguments.of("{metadata: {labels: {mode: duel}}, spec: {region: Tokyo}}", false,
                        "a label that rooms should have"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("hashes")
    void roomsOfEqualTemplatesHaveTheSameHash(String template, boolean same, String why) {
        Templates templates = templates("app-1", null);
        String hash = templates.hash(SetManifest.set("{template: {spec: {region: Tokyo}}}").getSpec().template());
        String other = templates.hash(SetManifest.set("{template: " + template + "}").getSpec().template());

        assertThat(other.equals(hash)).as(why).isEqualTo(same);
        assertThat(templates(NO_APP, "a=b").hash(SetManifest.set("{template: {spec: {region: Tokyo}}}").getSpec()
                .template())).as("settings do not matter").isEqualTo(hash);
    }
}
