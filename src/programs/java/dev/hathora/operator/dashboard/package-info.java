/**
 * The Grafana dashboard, and a picture of it: a Prometheus scrapes two operators through some eventful minutes, and what
 * it then answers to each panel's expressions is drawn.
 */
@NullMarked
package dev.hathora.operator.dashboard;

import org.jspecify.annotations.NullMarked;
