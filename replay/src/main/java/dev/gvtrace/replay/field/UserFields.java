// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.Credentials;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ThreadInfo;
import org.jspecify.annotations.Nullable;

/**
 * Fields of users and groups. Names come from the recorded passwd and group files of the container ({@link
 * ContainerInfo#user}, {@link ContainerInfo#groupName}), never from the analyst's machine.
 */
final class UserFields {
    /** Falco's text for unknown users; it is a value, not a missing one. */
    static final String UNKNOWN = "<NA>";

    private UserFields() {}

    static @Nullable Extractor<EventContext> of(String name) {
        return switch (name) {
            case "user.uid" -> id(Credentials::euid);
            case "group.gid" -> id(Credentials::egid);
            case "user.name" -> (Extractor.OfText<EventContext>) event -> ofUser(event, What.NAME);
            case "user.homedir" -> (Extractor.OfText<EventContext>) event -> ofUser(event, What.HOME);
            case "user.shell" -> (Extractor.OfText<EventContext>) event -> ofUser(event, What.SHELL);
            case "group.name" -> (Extractor.OfText<EventContext>) UserFields::ofGroup;
            case "user.loginuid" ->
                (Extractor.OfNumber<EventContext>) (event, out) -> event.thread() != null && Extractors.put(out, -1);
            case "user.loginname" -> (Extractor.OfText<EventContext>) event -> event.thread() == null ? null : UNKNOWN;
            default -> null;
        };
    }

    /** Reads an id of a thread. */
    interface CredentialsId {
        int of(Credentials credentials);
    }

    /** An id as an unsigned number; missing while it is unknown. */
    static Extractor.OfNumber<EventContext> id(CredentialsId what) {
        return (event, out) -> {
            ThreadInfo thread = event.thread();
            return thread != null
                    && thread.credentials().known()
                    && Extractors.put(out, Integer.toUnsignedLong(what.of(thread.credentials())));
        };
    }

    /** The entries of a user in a passwd file. */
    private enum What {
        NAME,
        HOME,
        SHELL
    }

    private static @Nullable String ofUser(EventContext event, What what) {
        ThreadInfo thread = event.thread();
        if (thread == null) {
            return null;
        }
        Credentials credentials = thread.credentials();
        ContainerInfo container = event.container();
        ContainerInfo.Account account =
                container == null || !credentials.known() ? null : container.user(credentials.euid());
        boolean root = credentials.known() && credentials.euid() == 0;
        return switch (what) {
            case NAME -> account != null ? account.name() : root ? "root" : UNKNOWN;
            case HOME -> account != null ? account.home() : root ? "/root" : UNKNOWN;
            case SHELL -> account != null ? account.shell() : UNKNOWN;
        };
    }

    private static @Nullable String ofGroup(EventContext event) {
        ThreadInfo thread = event.thread();
        if (thread == null) {
            return null;
        }
        Credentials credentials = thread.credentials();
        return credentials.known() ? groupName(event.container(), credentials.egid()) : UNKNOWN;
    }

    /** The name of a user id, {@code <NA>} if unknown. */
    static String userName(@Nullable ContainerInfo container, int uid) {
        ContainerInfo.Account account = container == null ? null : container.user(uid);
        return account != null ? account.name() : uid == 0 ? "root" : UNKNOWN;
    }

    /** The name of a group id, {@code <NA>} if unknown. */
    static String groupName(@Nullable ContainerInfo container, int gid) {
        String name = container == null ? null : container.groupName(gid);
        return name != null ? name : gid == 0 ? "root" : UNKNOWN;
    }
}
