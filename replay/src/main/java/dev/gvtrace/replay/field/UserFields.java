// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.state.AppliedEvent;
import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.Credentials;
import dev.gvtrace.replay.state.ThreadInfo;
import org.jspecify.annotations.Nullable;

/**
 * Fields of users and groups. Names come from what was recorded of the container's passwd and group files: among {@link
 * ContainerInfo#facts} {@code user.UID.name}, {@code user.UID.homedir}, {@code user.UID.shell} and
 * {@code group.GID.name}, with unsigned decimal ids. The analyst's machine is never asked.
 */
final class UserFields {
    /** The text that Falco has for users it does not know; it is a value, not a missing one. */
    static final String UNKNOWN = "<NA>";

    private UserFields() {}

    static @Nullable Extractor of(String name) {
        return switch (name) {
            case "user.uid" -> (Extractor.OfNumber) (event, out) -> {
                ThreadInfo thread = event.thread();
                return thread != null
                        && thread.credentials().known()
                        && Extractors.put(out, Integer.toUnsignedLong(thread.credentials().euid()));
            };
            case "group.gid" -> (Extractor.OfNumber) (event, out) -> {
                ThreadInfo thread = event.thread();
                return thread != null
                        && thread.credentials().known()
                        && Extractors.put(out, Integer.toUnsignedLong(thread.credentials().egid()));
            };
            case "user.name" -> (Extractor.OfText) event -> ofUser(event, ".name", "root");
            case "user.homedir" -> (Extractor.OfText) event -> ofUser(event, ".homedir", "/root");
            case "user.shell" -> (Extractor.OfText) event -> ofUser(event, ".shell", UNKNOWN);
            case "group.name" -> (Extractor.OfText) UserFields::ofGroup;
            case "user.loginuid" -> (Extractor.OfNumber)
                    (event, out) -> event.thread() != null && Extractors.put(out, -1);
            case "user.loginname" -> (Extractor.OfText) event -> event.thread() == null ? null : UNKNOWN;
            default -> null;
        };
    }

    private static @Nullable String ofUser(AppliedEvent event, String what, String ofRoot) {
        ThreadInfo thread = event.thread();
        if (thread == null) {
            return null;
        }
        Credentials credentials = thread.credentials();
        return fact(event.container(), credentials.known(), "user.", credentials.euid(), what, ofRoot);
    }

    private static @Nullable String ofGroup(AppliedEvent event) {
        ThreadInfo thread = event.thread();
        if (thread == null) {
            return null;
        }
        Credentials credentials = thread.credentials();
        return fact(event.container(), credentials.known(), "group.", credentials.egid(), ".name", "root");
    }

    /** The name of a user id, {@code <NA>} if nobody knows. */
    static String userName(@Nullable ContainerInfo container, int uid) {
        return fact(container, true, "user.", uid, ".name", "root");
    }

    /** The name of a group id, {@code <NA>} if nobody knows. */
    static String groupName(@Nullable ContainerInfo container, int gid) {
        return fact(container, true, "group.", gid, ".name", "root");
    }

    private static String fact(
            @Nullable ContainerInfo container, boolean idKnown, String kind, int id, String what, String ofRoot) {
        if (idKnown && container != null && !container.facts().isEmpty()) {
            String fact = container.facts().get(kind + Integer.toUnsignedString(id) + what);
            if (fact != null) {
                return fact;
            }
        }
        return idKnown && id == 0 ? ofRoot : UNKNOWN;
    }
}
