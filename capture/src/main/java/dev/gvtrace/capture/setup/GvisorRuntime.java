// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import org.jspecify.annotations.Nullable;

/**
 * A runtime in the configuration of Docker or containerd that runs gVisor.
 *
 * @param name its name
 * @param program runsc; null where the shim finds it
 * @param podInitConfig the session configuration that it passes to runsc; null for none, or when the next one has it
 * @param shimConfig the shim's runsc.toml, which may have the session configuration; null when the shim has none
 * @param shim true if containerd's shim runs runsc
 */
public record GvisorRuntime(
        String name,
        @Nullable String program,
        @Nullable String podInitConfig,
        @Nullable String shimConfig,
        boolean shim) {}
