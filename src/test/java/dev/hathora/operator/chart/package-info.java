/** The Helm chart and the manifests for GitOps, judged by Helm and by a real API server. */
@NullMarked
package dev.hathora.operator.chart;

import org.jspecify.annotations.NullMarked;
