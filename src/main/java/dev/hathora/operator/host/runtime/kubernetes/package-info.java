/**
 * Runs game servers as Pods of a cluster. A Pod bears the name and labels of its record, by which every host with the
 * same database finds it. {@link dev.hathora.operator.host.runtime.kubernetes.GamePod} says what a Pod looks like,
 * {@link dev.hathora.operator.host.runtime.kubernetes.PodView} what is concluded from it, and
 * {@link dev.hathora.operator.host.runtime.kubernetes.KubernetesRuntime} connects them with the API server.
 */
@NullMarked
package dev.hathora.operator.host.runtime.kubernetes;

import org.jspecify.annotations.NullMarked;
