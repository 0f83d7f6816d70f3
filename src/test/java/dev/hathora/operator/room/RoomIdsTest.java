package dev.hathora.operator.room;

import java.util.Optional;
import java.util.OptionalInt;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RoomIdsTest {
    private static final int LARGEST = 999_999_999;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "arena | duel     | 0 | arena_duel_4a49acf8a6bd7277      | namespace, name, hash of uid",
        "arena | duel     | 1 | arena_duel_4a49acf8a6bd7277_1    | the first restart",
        "arena | duel     | 7 | arena_duel_4a49acf8a6bd7277_7    | and so on",
        "arena | duel.eu  | 0 | arena_duelZeu_4a49acf8a6bd7277   | Hathora takes no dots",
        "arena | a-b.c-d  | 2 | arena_a-bZc-d_4a49acf8a6bd7277_2 | hyphens stay",
    })
    void anIdTellsWhoseRoomItIs(String namespace, String name, int restart, String id, String reason) {
        assertThat(new RoomIds(namespace, name, "uid-1").id(restart)).as(reason).isEqualTo(id);
    }

    @Test
    void aLongNameKeepsItsBeginningAndIsToldApartByItsHash() {
        String long1 = "a".repeat(100) + "1";
        String long2 = "a".repeat(100) + "2";
        String id = new RoomIds("arena", long1, "uid-1").id(LARGEST);
        assertThat(id).startsWith("arena_" + "a".repeat(40) + "H").hasSize(94).endsWith("_999999999");
        assertThat(new RoomIds("arena", long2, "uid-1").id(LARGEST)).isNotEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({"62, false", "63, true"})
    void namesAreShortenedOnlyWhereTheyDoNotFit(int length, boolean shortened) {
        String id = new RoomIds("1234", "n".repeat(length), "uid-1").id(0);
        assertThat(id.contains("H")).isEqualTo(shortened);
        assertThat(id).hasSize(67 + 17);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "arena_duel_4a49acf8a6bd7277           | 0  | the first",
        "arena_duel_0000000000000000           | 0  | a restored resource has another uid",
        "arena_duel_4a49acf8a6bd7277_1         | 1  | a restart",
        "arena_duel_4a49acf8a6bd7277_999999999 | 999999999 | the largest",
        "arena_duel_4a49acf8a6bd7277_1000000000| -1 | too large",
        "arena_duel_4a49acf8a6bd7277_0         | -1 | restarts count from 1",
        "arena_duel_4a49acf8a6bd7277_01        | -1 | another way to write it",
        "arena_duel_4a49acf8a6bd7277_          | -1 | no number",
        "arena_duel_4a49acf8a6bd7277_1_1       | -1 | more than a number",
        "arena_duel_4a49acf8a6bd727            | -1 | a short hash",
        "arena_duel_4A49ACF8A6BD7277           | -1 | a hash is written in small letters",
        "arena_duel                            | -1 | no hash",
        "arena_duels_4a49acf8a6bd7277          | -1 | a longer name",
        "arena_due_4a49acf8a6bd7277            | -1 | a shorter name",
        "arenas_duel_4a49acf8a6bd7277          | -1 | another namespace",
        "finals                                | -1 | an id of the caller's own",
    })
    void anIdIsReadBack(String id, int restart, String reason) {
        assertThat(new RoomIds("arena", "duel", "uid-1").restartOf(id)).as(reason)
                .isEqualTo(restart < 0 ? OptionalInt.empty() : OptionalInt.of(restart));
    }

    @Property(tries = 1000)
    void everyIdIsOneThatHathoraTakes(@ForAll("resources") RoomIds ids,
            @ForAll @IntRange(max = LARGEST) int restart) {
        assertThat(ids.id(restart)).matches("[a-zA-Z0-9_-]{1,100}");
    }

    @Property(tries = 1000)
    void everyIdIsReadBack(@ForAll("resources") RoomIds ids, @ForAll @IntRange(max = LARGEST) int restart) {
        assertThat(ids.restartOf(ids.id(restart))).hasValue(restart);
        RoomIds restored = new RoomIds(ids.namespace(), ids.name(), ids.uid() + "-restored");
        assertThat(restored.restartOf(ids.id(restart))).hasValue(restart);
        assertThat(restored.id(restart)).isNotEqualTo(ids.id(restart));
    }

    @Property(tries = 5000)
    void noTwoResourcesShareAPrefix(@ForAll("resources") RoomIds one, @ForAll("resources") RoomIds other,
            @ForAll @IntRange(max = LARGEST) int restart) {
        Assume.that(!one.namespace().equals(other.namespace()) || !one.name().equals(other.name()));
        assertThat(one.restartOf(other.id(restart))).as("%s is none of %s", other.id(restart), one).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource(delimiter = '|', nullValues = "nobody", value = {
        "arena_duel_4a49acf8a6bd7277      | arena  | duel    | namespace, name, hash",
        "arena_duel_4a49acf8a6bd7277_12   | arena  | duel    | a later room",
        "a-1_b-2Zc_4a49acf8a6bd7277       | a-1    | b-2.c   | Z stands for a dot",
        "finals                           | nobody | nobody  | an id of a user's own",
        "arena_duel                       | nobody | nobody  | without a hash",
        "arena_Duel_4a49acf8a6bd7277      | nobody | nobody  | no name has capital letters",
        "arena_duel_4a49acf8a6bd7277_0    | nobody | nobody  | restarts count from 1",
        "arena_duH0123456789abcdef0123_4a49acf8a6bd7277 | nobody | nobody | the name was too long to be kept",
    })
    void anIdTellsWhomItWasDerivedFor(String id, @Nullable String namespace, @Nullable String name, String reason) {
        assertThat(RoomIds.ownerOf(id)).as(reason).isEqualTo(namespace == null || name == null
                ? Optional.empty()
                : Optional.of(new RoomIds.Owner(namespace, name, "4a49acf8a6bd7277")));
    }

    @Property(tries = 1000)
    void noIdTellsOfAnotherResourceThanItsOwn(@ForAll("resources") RoomIds ids,
            @ForAll @IntRange(max = LARGEST) int restart) {
        RoomIds.ownerOf(ids.id(restart)).ifPresent(owner -> assertThat(owner)
                .isEqualTo(new RoomIds.Owner(ids.namespace(), ids.name(), ids.uidHash())));
    }

    /** Resources whose names are alike: a few letters, all lengths, and what could be taken for a separator. */
    @Provide
    Arbitrary<RoomIds> resources() {
        Arbitrary<String> namespace = Arbitraries.strings().withChars("ab-").ofMinLength(1).ofMaxLength(63)
                .filter(s -> !s.startsWith("-") && !s.endsWith("-"));
        Arbitrary<String> part = Arbitraries.strings().withChars("ab-").ofMinLength(1).ofMaxLength(80)
                .filter(s -> !s.startsWith("-") && !s.endsWith("-"));
        Arbitrary<String> alike = Arbitraries.of("a", "a.b", "a-b", "ab", "a".repeat(62), "a".repeat(64),
                "a".repeat(40) + ".b", "a".repeat(253), "a".repeat(252) + "b");
        Arbitrary<String> name = Arbitraries.oneOf(part, part.list().ofMinSize(2).ofMaxSize(3)
                .map(parts -> String.join(".", parts)), alike);
        return Combinators.combine(Arbitraries.oneOf(namespace, Arbitraries.of("a", "b", "a".repeat(63))), name,
                Arbitraries.strings().alpha().ofLength(8)).as(RoomIds::new);
    }
}
