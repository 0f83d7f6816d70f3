package dev.hathora.operator.roomv2.http;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RoutesTest {
    private final Routes routes = new Routes(Stream
            .of("GET /a/{id}", "GET /a/latest", "POST /a/{id}/stop", "GET /a/count/{what}", "DELETE /a/latest",
                    "GET /a/")
            .map(RoutesTest::route).toList());

    private static Route route(String methodAndPath) {
        String[] words = methodAndPath.split(" ", -1);
        return new Route(methodAndPath, words[0], words[1], Route.Auth.NONE, 0, call -> Answer.noContent());
    }

    @ParameterizedTest(name = "{0} {1}: {4}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            GET    | /a/7          | GET /a/{id}         | {id=7}      | a parameter
            GET    | /a/latest     | GET /a/latest       | {}          | a word goes before a parameter
            HEAD   | /a/latest     | GET /a/latest       | {}          | as GET
            POST   | /a/latest/stop | POST /a/{id}/stop  | {id=latest} | where the word leads nowhere, it is a parameter
            GET    | /a/count/stop | GET /a/count/{what} | {what=stop} | the word leads somewhere
            POST   | /a/count/stop | POST /a/{id}/stop   | {id=count}  | the word leads to another method only
            GET    | /a/b%20c+d    | GET /a/{id}         | {id=b c+d}  | decoded; a plus sign is itself
            GET    | /a/           | GET /a/             | {}          | a parameter is not empty
            GET    | /a            | none                | none        | no path
            GET    | /a/7/         | none                | none        | no path
            GET    | a/7           | none                | none        | no path
            GET    | ''            | none                | none        | no path
            """)
    void aRequestLeadsToAnOperation(String method, String path, String name, String parameters, String why) {
        Routes.Match match = routes.find(method, path);

        if (name == null) {
            assertThat(match).as(why).isEqualTo(new Routes.Match.NoPath());
        } else {
            assertThat(match).as(why).isInstanceOfSatisfying(Routes.Match.Found.class, found -> {
                assertThat(found.route().name()).isEqualTo(name);
                assertThat(found.parameters()).hasToString(parameters);
            });
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"PUT, /a/latest, 'DELETE, GET'", "POST, /a/7, GET", "GET, /a/7/stop, POST"})
    void anotherMethodIsToldWhichThereAre(String method, String path, String allowed) {
        assertThat(routes.find(method, path)).isEqualTo(new Routes.Match.NoMethod(allowed));
    }

    @Test
    void halfAnEscapeIsNoPath() {
        assertThatThrownBy(() -> routes.find("GET", "/a/%4")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noTwoOperationsHaveTheSamePath() {
        List<Route> twice = List.of(route("GET /a/{id}"), route("GET /a/{name}"));

        assertThatThrownBy(() -> new Routes(twice)).isInstanceOf(IllegalArgumentException.class);
    }
}
