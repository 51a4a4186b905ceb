// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.OpenCall;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import org.jspecify.annotations.Nullable;

/**
 * The paths in calls. A Sentry sends only the paths of open and openat; fchmod and fchown have a descriptor, whose name
 * is used. A failed call has no value, but a failed open has one unless its result is exactly -1: this is Falco's test
 * for success (rule language reference 5.4).
 */
final class PathFields {
    private static final String UNKNOWN = "<UNKNOWN>";

    private PathFields() {}

    static @Nullable Extractor<EventContext> of(String name) {
        return switch (name) {
            case "fs.path.name" -> (Extractor.OfText<EventContext>) PathFields::name;
            case "fs.path.nameraw" -> (Extractor.OfText<EventContext>) PathFields::rawName;
            default -> null;
        };
    }

    private static @Nullable String name(EventContext event) {
        String raw = rawName(event);
        if (raw == null) {
            return null;
        }
        boolean relative = event.fd() == null && raw.charAt(0) != '/';
        boolean unknown = relative
                && event.event().type().name().equals("openat")
                && !event.sandbox().resolved();
        return unknown ? UNKNOWN : event.fdName();
    }

    private static @Nullable String rawName(EventContext event) {
        switch (event.event().type().name()) {
            case "open", "openat" -> {
                Message message = event.event().arguments();
                boolean counts = message instanceof OpenCall && event.event().result() != -1;
                return counts ? Extractors.known(((OpenCall) message).pathname()) : null;
            }
            case "fchmod", "fchown" -> {
                FdInfo fd = event.fd();
                return fd != null && event.event().result() == 0 ? Extractors.known(fd.name()) : null;
            }
            default -> {
                return null;
            }
        }
    }
}
