// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.plugin;

import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.replay.output.AlertFormat;
import java.nio.charset.StandardCharsets;

/** The name of an alert's rule, and nothing else. */
public final class RuleNames implements AlertFormat {
    @Override
    public String name() {
        return "names";
    }

    @Override
    public byte[] format(Alert alert) {
        return (alert.rule() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
