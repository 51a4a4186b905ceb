// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.extension.AlertFormatExtension;
import dev.gvtrace.replay.output.AlertFormat;
import dev.gvtrace.replay.provider.Adapter;
import java.util.Objects;

/** The alert format of an extension. */
final class AlertFormatAdapter implements AlertFormat, Adapter {
    private final AlertFormatExtension extension;

    AlertFormatAdapter(AlertFormatExtension extension) {
        this.extension = extension;
    }

    @Override
    public Object adapted() {
        return extension;
    }

    @Override
    public String name() {
        return Objects.requireNonNull(extension.name(), "name");
    }

    @Override
    public byte[] format(dev.gvtrace.replay.engine.Alert alert) {
        String place = "alert of rule '" + alert.rule() + "' at event " + alert.eventNumber();
        try {
            return ExtensionCalls.required(extension, place, extension.format(new Alert(alert)));
        } catch (RuntimeException | Error e) {
            throw ExtensionCalls.failed(extension, place, e);
        }
    }
}
