// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

import dev.gvtrace.api.ColumnType;
import dev.gvtrace.api.extension.Event;
import dev.gvtrace.api.extension.EventField;
import dev.gvtrace.api.extension.FieldExtension;
import java.net.InetAddress;
import java.util.List;

/** Adds the field peer.scope for conditions, outputs and queries: how far away the server of a connection is. */
public final class PeerScope implements FieldExtension {
    @Override
    public List<EventField> fields() {
        return List.of(EventField.of(
                "peer.scope",
                ColumnType.TEXT,
                "local, private or public: where the server of the connection is.",
                PeerScope::scope));
    }

    private static Object scope(Event event) {
        if (!(event.value("fd.sip") instanceof InetAddress server)) {
            return null;
        }
        if (server.isLoopbackAddress() || server.isAnyLocalAddress()) {
            return "local";
        }
        return server.isSiteLocalAddress() || server.isLinkLocalAddress() ? "private" : "public";
    }
}
