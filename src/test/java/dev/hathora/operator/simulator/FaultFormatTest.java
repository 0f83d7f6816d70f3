package dev.hathora.operator.simulator;

import java.time.Duration;
import java.util.stream.Stream;

import dev.hathora.operator.cloud.Operation;
import dev.hathora.operator.simulator.FaultKind.Body;
import dev.hathora.operator.simulator.FaultKind.Lie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Faults written as JSON. */
class FaultFormatTest {
    static Stream<Arguments> faults() {
        return Stream.of(
                arguments("{'kind':'dropBeforeCommit'}", Fault.onAll(new FaultKind.DropBeforeCommit())),
                arguments("{'kind':'dropAfterCommit','operation':'*'}", Fault.onAll(new FaultKind.DropAfterCommit())),
                arguments("{'kind':'status','status':503,'operation':'createRoom'}",
                        Fault.on(Operation.CREATE_ROOM, FaultKind.Status.of(503))),
                arguments("{'kind':'status','status':429,'message':'slow','retryAfterSeconds':3,'applied':true}",
                        Fault.onAll(new FaultKind.Status(429, "slow", Duration.ofSeconds(3), true))),
                arguments(
                        "{'kind':'status','status':503,'message':'later','retryAfterSeconds':3,'retryAfterDate':true}",
                        Fault.onAll(new FaultKind.Status(503, "later", Duration.ofSeconds(3), false, true))),
                arguments("{'kind':'trickle','overMs':20000}",
                        Fault.onAll(new FaultKind.Trickle(Duration.ofSeconds(20)))),
                arguments("{'kind':'hiddenRoom','forMs':1500,'operation':'createRoom'}",
                        Fault.on(Operation.CREATE_ROOM, new FaultKind.HiddenRoom(Duration.ofMillis(1500)))),
                arguments("{'kind':'wrongList','list':'partial','operation':'getActiveRoomsForProcess'}",
                        Fault.on(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, new FaultKind.WrongList(Lie.PARTIAL))),
                arguments("{'kind':'wrongList','list':'empty','operation':'getActiveRoomsForProcess'}",
                        Fault.on(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS, new FaultKind.WrongList(Lie.EMPTY))),
                arguments("{'kind':'wrongList','list':'foreign','operation':'getInactiveRoomsForProcess'}",
                        Fault.on(Operation.GET_INACTIVE_ROOMS_FOR_PROCESS, new FaultKind.WrongList(Lie.FOREIGN))),
                arguments("{'kind':'lateList','byMs':3000,'operation':'getActiveRoomsForProcess'}",
                        Fault.on(Operation.GET_ACTIVE_ROOMS_FOR_PROCESS,
                                new FaultKind.LateList(Duration.ofSeconds(3)))),
                arguments("{'kind':'delay','beforeMs':10,'afterMs':20}",
                        Fault.onAll(new FaultKind.Delay(Duration.ofMillis(10), Duration.ofMillis(20)))),
                arguments("{'kind':'delay','afterMs':20}",
                        Fault.onAll(new FaultKind.Delay(Duration.ZERO, Duration.ofMillis(20)))),
                arguments("{'kind':'lateCommit','afterMs':3000}",
                        Fault.onAll(new FaultKind.LateCommit(Duration.ofSeconds(3), 0))),
                arguments("{'kind':'lateCommit','afterMs':3000,'status':503}",
                        Fault.onAll(new FaultKind.LateCommit(Duration.ofSeconds(3), 503))),
                arguments("{'kind':'malformedBody','body':'html'}",
                        Fault.onAll(new FaultKind.MalformedBody(Body.HTML))),
                arguments("{'kind':'malformedBody','body':'truncatedJson'}",
                        Fault.onAll(new FaultKind.MalformedBody(Body.TRUNCATED_JSON))),
                arguments("{'kind':'malformedBody','body':'oversized'}",
                        Fault.onAll(new FaultKind.MalformedBody(Body.OVERSIZED))),
                arguments("{'kind':'malformedBody','body':'empty'}",
                        Fault.onAll(new FaultKind.MalformedBody(Body.EMPTY))),
                arguments("{'kind':'dropAfterCommit','operation':'suspendRoom','roomId':'r1','times':2,"
                        + "'probability':0.25}",
                        Fault.on(Operation.SUSPEND_ROOM, new FaultKind.DropAfterCommit()).forRoom("r1").times(2)
                                .withProbability(0.25)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void reads(String json, Fault fault) {
        assertThat(FaultFormat.parse(json.replace('\'', '"'))).containsExactly(fault);
    }

    @Test
    void readsAList() {
        assertThat(FaultFormat.parse("[]")).isEmpty();
        assertThat(FaultFormat.parse("[{\"kind\":\"dropAfterCommit\"},{\"kind\":\"dropBeforeCommit\"}]"))
                .extracting(Fault::kind)
                .containsExactly(new FaultKind.DropAfterCommit(), new FaultKind.DropBeforeCommit());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            textBlock = """
                    hello                                              | the body is not JSON
                    ``                                                 | a fault is a JSON object
                    [1]                                                | a fault is a JSON object
                    {}                                                 | there is no kind null
                    {"kind":"flood"}                                   | there is no kind flood
                    {"kind":7}                                         | kind must be a string
                    {"kind":"dropAfterCommit","operation":"openRoom"}  | there is no operation openRoom
                    {"kind":"dropAfterCommit","probability":0}         | the probability must be above 0 and at most 1
                    {"kind":"dropAfterCommit","probability":1.1}       | the probability must be above 0 and at most 1
                    {"kind":"dropAfterCommit","probability":"often"}   | probability must be a number
                    {"kind":"dropAfterCommit","times":-1}              | times must be 0 (no limit) or more
                    {"kind":"dropAfterCommit","times":1.5}             | times must be a whole number
                    {"kind":"dropAfterCommit","status":500}            | kind dropAfterCommit has no field status
                    {"kind":"status"}                                  | the status must be from 400 to 599
                    {"kind":"status","status":204}                     | the status must be from 400 to 599
                    {"kind":"status","status":500,"applied":"yes"}     | applied must be true or false
                    {"kind":"delay","before":10}                       | kind delay has no field before
                    {"kind":"delay","beforeMs":-1}                     | beforeMs must not be negative
                    {"kind":"lateCommit","status":200}                 | the status must be from 400 to 599
                    {"kind":"malformedBody","body":"xml"}              | there is no malformed body xml
                    {"kind":"status","status":503,"retryAfterDate":true} | without retryAfterSeconds there is no date to send
                    {"kind":"wrongList","list":"short","operation":"getActiveRoomsForProcess"} | there is no wrong list short
                    {"kind":"wrongList","list":"empty"}                | only getActiveRoomsForProcess and getInactiveRoomsForProcess answer with lists
                    {"kind":"hiddenRoom","forMs":1000}                 | only a room that createRoom makes can be hidden
                    {"kind":"lateList","operation":"createRoom"}       | only getActiveRoomsForProcess and getInactiveRoomsForProcess answer with lists
                    """)
    void saysWhatIsWrong(String json, String message) {
        assertThatThrownBy(() -> FaultFormat.parse(json)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
