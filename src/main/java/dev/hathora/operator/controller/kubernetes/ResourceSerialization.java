package dev.hathora.operator.controller.kubernetes;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hathora.operator.api.hathoraroom.HathoraRoom;
import dev.hathora.operator.api.hathoraroomset.HathoraRoomSet;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Serialization of resources. Every KubernetesClient of the operator is built with it. Thread-safe. */
public final class ResourceSerialization extends KubernetesSerialization {
    private static final int PIECE = 8 * 1024;

    private final ObjectMapper mapper;

    private ResourceSerialization(ObjectMapper mapper) {
        super(mapper, true);
        this.mapper = mapper;
    }

    /**
     * Fabric8's serialization with protection against large and malformed resources. Rooms first pass the
     * {@link RoomSieve}, which limits their size and nesting. The {@link RoomReader} then parses them, so that one
     * unreadable resource does not affect the others. Enum values of later versions of the API are read as
     * {@code UNRECOGNIZED}.
     */
    public static KubernetesSerialization create() {
        // everything that passes the sieve is within these limits
        var limits = StreamReadConstraints.builder().maxNameLength(RoomSieve.LONGEST)
                .maxNumberLength(RoomSieve.LONGEST).build();
        var factory = JsonFactory.builder().streamReadConstraints(limits)
                // otherwise Jackson would keep the keys of users in memory forever
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();
        var serialization = new ResourceSerialization(JsonMapper.builder(factory)
                .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .addMixIn(ObjectMeta.class, WithoutManagedFields.class)
                .addMixIn(HathoraRoom.class, ReadLeniently.class)
                .addMixIn(HathoraRoomSet.class, ReadSetLeniently.class)
                .build());
        // otherwise a watch first parses rooms as generic resources
        serialization.registerKubernetesResource(HathoraRoom.class);
        serialization.registerKubernetesResource(HathoraRoomSet.class);
        return serialization;
    }

    /** Makes a client reduce rooms while the response arrives, before it buffers the whole response. */
    public static void reduceAnswers(HttpClient.Builder http) {
        http.addOrReplaceInterceptor("rooms", new RoomAnswers());
    }

    @Override
    public <T> T unmarshal(InputStream json, TypeReference<T> type) {
        return super.unmarshal(mentionsRooms(mapper.constructType(type)) ? sieved(json) : json, type);
    }

    private static boolean mentionsRooms(JavaType type) {
        return type.hasRawClass(HathoraRoom.class) || type.hasRawClass(WatchEvent.class)
                || type.getBindings().getTypeParameters().stream().anyMatch(ResourceSerialization::mentionsRooms);
    }

    private static InputStream sieved(InputStream json) {
        RoomSieve sieve = new RoomSieve();
        ByteArrayOutputStream reduced = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        try (WritableByteChannel to = Channels.newChannel(reduced)) {
            for (int count = json.read(piece); count >= 0; count = json.read(piece)) {
                to.write(sieve.pass(ByteBuffer.wrap(piece, 0, count)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ByteArrayInputStream(reduced.toByteArray());
    }

    @JsonIgnoreProperties("managedFields")
    private abstract static class WithoutManagedFields {}

    @JsonDeserialize(using = RoomReader.class)
    private abstract static class ReadLeniently {}

    @JsonDeserialize(using = RoomSetReader.class)
    private abstract static class ReadSetLeniently {}
}
