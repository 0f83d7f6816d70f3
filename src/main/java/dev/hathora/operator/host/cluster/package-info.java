/**
 * The applications of a cluster: reads HathoraApplications and their Secrets, applies them to the records, and writes
 * what the records say to status. Start with {@link dev.hathora.operator.host.cluster.ClusterApplications}.
 */
@NullMarked
package dev.hathora.operator.host.cluster;

import org.jspecify.annotations.NullMarked;
