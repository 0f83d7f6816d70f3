package dev.hathora.operator.api;

import dev.hathora.operator.testing.RealApiServer;
import dev.hathora.operator.testing.TestCluster;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a real API server makes of the CRD. */
@RealApiServer
class ServedResourceTest {
    @Test
    void x(TestCluster cluster) {
        assertThat(cluster.client().resources(HathoraRoom.class).inNamespace(cluster.namespace()).list().getItems())
                .isEmpty();
    }
}
