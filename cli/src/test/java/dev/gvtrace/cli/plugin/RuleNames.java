// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.plugin;

import dev.gvtrace.api.Alert;
import dev.gvtrace.api.extension.AlertFormatExtension;
import java.nio.charset.StandardCharsets;

/** The name of an alert's rule, and nothing else. */
public final class RuleNames implements AlertFormatExtension {
    @Override
    public String name() {
        return "names";
    }

    @Override
    public byte[] format(Alert alert) {
        if (alert.rule().equals("Unprintable")) {
            throw new IllegalStateException("no ink");
        }
        return (alert.rule() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
