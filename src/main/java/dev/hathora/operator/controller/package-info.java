/**
 * The shell around the brain: observes, plans, executes, projects. Everything that talks to Kubernetes is here.
 */
@NullMarked
package dev.hathora.operator.controller;

import org.jspecify.annotations.NullMarked;
