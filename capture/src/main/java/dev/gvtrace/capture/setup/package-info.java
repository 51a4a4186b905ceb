// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Sets up container runtimes so that new containers connect to the recorder: Docker's {@code daemon.json}, containerd's
 * {@code config.toml} with the {@code runsc.toml} of its shim, and Kubernetes' RuntimeClass. Read {@link
 * dev.gvtrace.capture.setup.RuntimeSetup} first, then {@code DockerConfig} and {@code ContainerdConfig}.
 *
 * <p>Files of others are edited as text: all that is not part of the change keeps every character, comments included.
 * No library for Java does that for either format. Reading of session configurations belongs to {@code
 * capture.session}.
 */
@NullMarked
package dev.gvtrace.capture.setup;

import org.jspecify.annotations.NullMarked;
