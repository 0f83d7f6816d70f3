package dev.hathora.operator.controller.kubernetes;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RoomSieveTest {
    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'kind':'HathoraRoom','metadata':{'name':'a'},'spec':{'n':[1,{'b':null}]}} | = | a resource as it is",
        "{'metadata':{'managedFields':[{'f':{'k:{\\'}]':1}}],'name':'a'}} | {'metadata':{'name':'a'}} | who owns which field",
        "{'metadata':{'name':'a','managedFields':[{}]}} | {'metadata':{'name':'a'}} | the last member",
        "{'items':[{'metadata':{'managedFields':[]}},{'metadata':{'name':'b'}}],'metadata':{'continue':'x'}} | {'items':[{'metadata':{}},{'metadata':{'name':'b'}}],'metadata':{'continue':'x'}} | a list",
        "{'items':[],'metadata':{}} | = | an empty list",
        "{'items':null} | = | no list",
        "{'items':[null,7,'x',{}]} | = | a list of what are no resources",
        "{'type':'ADDED','object':{'metadata':{'managedFields':[]},'spec':{}}} | {'type':'ADDED','object':{'metadata':{},'spec':{}}} | a watch event",
        "{'type':'ADDED','object':{'metadata':{}}}~{'type':'DELETED','object':{'metadata':{'managedFields':[]}}}~ | {'type':'ADDED','object':{'metadata':{}}}~{'type':'DELETED','object':{'metadata':{}}}~ | several watch events",
        "{'metadata':{'annotations':{'hathora.dev/room-id':'r','team':'blue'}}} | {'metadata':{'annotations':{'hathora.dev/room-id':'r','team':''}}} | of others' annotations, that there are some",
        "{'metadata':{'annotations':{'a':'1','b':'2','hathora.dev/app-id':'x','c':'3'}}} | {'metadata':{'annotations':{'a':'','hathora.dev/app-id':'x'}}} | one of others' annotations is enough",
        "{'metadata':{'annotations':null}} | = | no annotations",
        "{'spec':{'annotations':{'a':'1'},'managedFields':[1]}} | = | elsewhere the same names are a user's own",
        "{'spec':{'roomConfigJson':{'metadata':{'managedFields':[1]},'items':[{'spec':1}]}}} | = | a user may have any names",
        "{'spec':{'a':{'items':[]},'items':[{'metadata':{'managedFields':[1]}}]}} | = | a user may have any names",
        "{'metadata':'text','spec':7,'status':[1]} | = | what should be objects is something else",
        "{ 'metadata' : { 'name' : 'a' , 'x' : [ 1 , 2 ] } , 'spec' : true } | {'metadata':{'name':'a','x':[ 1 , 2 ]},'spec':true} | white space",
        "{'spec':{'a':-1.5e3,'b':true,'c':null,'d':0}} | = | values that end with what follows them",
        "{'spec':{'a':'\\\\','b':'\\\\\\'}','c\\'{':1}} | = | quotes and braces in strings",
        "{'message':'not found','status':'Failure','code':404} | = | a failure",
        "[{'metadata':{'managedFields':[]}}] | = | no document",
        "<html>{'metadata':{'managedFields':[]}}</html> | = | a gateway's own words",
        "{} | = | nothing",
    })
    void keepsWhatIsNeeded(String from, String expected, String why) {
        String json = json(from);
        String reduced = expected.equals("=") ? json : json(expected);

        assertThat(sieve(json, json.length())).as(why).isEqualTo(reduced);
        for (int pieces = 1; pieces < 8; pieces++) {
            assertThat(sieve(json, pieces)).as("%s, in pieces of %d", why, pieces).isEqualTo(reduced);
        }
        assertThat(sieve(reduced, reduced.length())).as("%s, once more", why).isEqualTo(reduced);
    }

    private static String json(String row) {
        return row.replace('\'', '"').replace('~', '\n');
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "a text             | spec.roomConfig       | hathora.dev/too-large",
        "a key              | spec.roomConfigJson   | hathora.dev/too-large",
        "a number           | spec.roomConfigJson   | hathora.dev/too-large",
        "many empty objects | spec.roomConfigJson   | hathora.dev/too-large",
        "many empty objects | status.allocations    | hathora.dev/too-large",
        "many empty objects | metadata.finalizers   | hathora.dev/too-large",
        "lists in lists     | spec.roomConfigJson   | hathora.dev/too-deep",
        "objects in objects | spec.roomConfigJson   | hathora.dev/too-deep",
        "objects in objects | metadata.labels       | hathora.dev/too-deep",
        "lists in lists     | metadata.managedFields | nothing",
        "a key              | metadata.managedFields | nothing",
    })
    void leavesOutWhatIsTooMuch(String what, String member, String instead) {
        String json = "{\"kind\":\"HathoraRoom\",\"%s\":{\"before\":1%s,\"after\":2}}";
        String part = member.substring(0, member.indexOf('.'));
        String name = ",\"" + member.substring(part.length() + 1) + "\":";

        assertThat(sieve(json.formatted(part, name + tooMuch(what)), 4096)).isEqualTo(json.formatted(part,
                instead.equals("nothing") ? "" : name + '"' + instead + '"'));
    }

    private static String tooMuch(String what) {
        return switch (what) {
            case "a text" -> '"' + "x".repeat(RoomSieve.LONGEST) + '"';
            case "a key" -> "{\"" + "x".repeat(RoomSieve.LONGEST) + "\":1}";
            case "a number" -> "{\"n\":" + "9".repeat(RoomSieve.LONGEST) + "}";
            case "many empty objects" -> "[" + "{},".repeat(RoomSieve.LONGEST) + "{}]";
            case "lists in lists" -> "[".repeat(10_000) + "]".repeat(10_000);
            case "objects in objects" -> "{\"\":".repeat(RoomSieve.DEEPEST) + "{}" + "}".repeat(RoomSieve.DEEPEST);
            default -> throw new IllegalArgumentException(what);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u00e9", "é", "😀", "\\\\", "\\u003c"})
    void hasRoomForWhatHathoraTakes(String character) {
        String json = "{\"spec\":{\"roomConfig\":\"" + character.repeat(10_000) + "\"}}";

        // Go escapes no character that has more than one UTF-16 unit
        assertThat(sieve(json, 4096)).hasSameSizeAs(json);
    }

    @Property(tries = 300)
    void changesNothingElse(@ForAll("values") Object value, @ForAll Random random) throws JsonProcessingException {
        Map<String, Object> resource = Map.of("metadata", Map.of("labels", value, "annotations", Map.of()), "spec",
                Map.of("a", value, "b", value), "status", Map.of("c", value), "other", value);
        for (Object document : new Object[]{resource, Map.of("type", "ADDED", "object", resource)}) {
            String json = JSON.writeValueAsString(document);

            assertThat(sieve(json, 1 + random.nextInt(json.length()))).isEqualTo(json);
        }
    }

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<String> text = Arbitraries.of("a", "\"", "\\", "{", "}", "[", "]", ",", ":", "\n", " ", "é", "😀")
                .list()
                .ofMaxSize(6).map(characters -> String.join("", characters));
        Arbitrary<Object> leaf = Arbitraries.oneOf(text.map(t -> t), Arbitraries.doubles().map(d -> d),
                Arbitraries.of(true, false));
        return Arbitraries.recursive(() -> leaf,
                inner -> Arbitraries.oneOf(inner.list().ofMaxSize(3).map(l -> l),
                        Arbitraries.maps(text, inner).ofMaxSize(3).map(m -> m)),
                0, 4);
    }

    @Property(tries = 300)
    void takesAnything(@ForAll @Size(max = 200) byte[] anything) {
        assertThat(new RoomSieve().pass(ByteBuffer.wrap(anything)).remaining()).isLessThan(2_000);
    }

    @Property(tries = 300)
    void takesBrokenJson(@ForAll("fragments") String broken) {
        assertThat(sieve(broken, 3).length()).isLessThan(2_000);
    }

    @Provide
    Arbitrary<String> fragments() {
        return Arbitraries
                .of("{", "}", "[", "]", ",", ":", "\"", "\\", " ", "1", "\"items\"", "\"metadata\":{", "\"spec\":{",
                        "\"annotations\":{", "\"managedFields\":", "\"object\":{")
                .list().ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    private static String sieve(String json, int pieceSize) {
        RoomSieve sieve = new RoomSieve();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < bytes.length; from += pieceSize) {
            ByteBuffer piece = sieve.pass(ByteBuffer.wrap(bytes, from, Math.min(pieceSize, bytes.length - from)));
            out.write(piece.array(), piece.arrayOffset(), piece.remaining());
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
