/**
 * The Grafana dashboards, and a picture of the operator's: a Prometheus scrapes two operators for several eventful minutes, and its
 * answers to the panels' expressions are drawn.
 */
@NullMarked
package dev.hathora.operator.dashboard;

import org.jspecify.annotations.NullMarked;
