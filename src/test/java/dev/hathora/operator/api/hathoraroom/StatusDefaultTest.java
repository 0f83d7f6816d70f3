package dev.hathora.operator.api.hathoraroom;

import java.util.Objects;

import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The status of a resource that no operator has reconciled: kstatus must not consider it ready. */
@RealApiServer
class StatusDefaultTest {
    private final TestCluster cluster;

    StatusDefaultTest(TestCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void aNewResourceSaysThatItsGenerationWasNotLookedAt() {
        HathoraRoom room = new HathoraRoom();
        room.setMetadata(new ObjectMetaBuilder().withName("new").withNamespace(cluster.namespace()).build());
        room.setSpec(Serialization.unmarshal("region: Tokyo", HathoraRoomSpec.class));

        HathoraRoom created = cluster.client().resource(room).create();

        assertThat(created.getMetadata().getGeneration()).isEqualTo(1);
        assertThat(Objects.requireNonNull(created.getStatus()).observedGeneration()).isEqualTo(-1);
        HathoraRoom written = cluster.client().resource(created).subresource("status").patch(
                new PatchContext.Builder().withPatchType(PatchType.JSON).build(),
                "[{\"op\": \"add\", \"path\": \"/status\", \"value\": {\"phase\": \"Pending\"}}]");
        assertThat(Objects.requireNonNull(written.getStatus()).phase()).isEqualTo(Phase.PENDING);
        assertThat(written.getStatus().observedGeneration()).as("a status that is there is left alone").isNull();
    }
}
