// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import dev.gvtrace.proto.stream.Varint;
import org.jspecify.annotations.Nullable;

/**
 * The context data of a message: the acting thread, its place, the time. Each member is present only if the session
 * requests it; scalars are 0 and texts "" when absent, as in protobuf; {@code has…} distinguishes these cases where the
 * encoding does.
 */
public final class Context {
    private static final byte TIME_TAG = 1 << 3;

    private final IdentityPool identities;
    private boolean present;
    private long timeNs;
    private Identity identity = Identity.NONE;

    Context(TextPool pool) {
        identities = pool.identities();
    }

    /** Reads from the given bytes; false if they are not a message. */
    boolean scan(byte[] buffer, int offset, int length) {
        present = true;
        timeNs = 0;
        int from = offset;
        if (length > 0 && buffer[offset] == TIME_TAG) {
            from = Varint.end(buffer, offset + 1, offset + length);
            if (from < 0) {
                identity = Identity.NONE;
                return false;
            }
            timeNs = Varint.value(buffer, offset + 1, from);
        }
        return set(timeNs, identities.identity(buffer, from, offset + length - from));
    }

    /** Sets the values; false if the identity was read from malformed bytes. */
    boolean set(long ns, @Nullable Identity found) {
        present = found != Identity.NONE;
        timeNs = ns;
        if (found == null) {
            identity = Identity.NONE;
            return false;
        }
        identity = found;
        if (found.hasTime) {
            timeNs = found.timeNs;
        }
        return true;
    }

    void absent() {
        present = false;
        timeNs = 0;
        identity = Identity.NONE;
    }

    /** All context data except the time, for reading the message again. */
    public Identity identity() {
        return identity;
    }

    /** True if the message carries context data at all. */
    public boolean present() {
        return present;
    }

    /** The sandbox's clock when the message was built, ns since the epoch; 0 if absent. */
    public long timeNs() {
        return timeNs;
    }

    /** The acting thread's id in the root PID namespace; 0 if absent. */
    public int threadId() {
        return identity.threadId;
    }

    /** When that thread started, ns since the epoch; 0 if absent. */
    public long threadStartNs() {
        return identity.threadStartNs;
    }

    /** The id of the thread group in the root PID namespace; 0 if absent. */
    public int threadGroupId() {
        return identity.threadGroupId;
    }

    /** When the thread group's leader started, ns since the epoch; 0 if absent. */
    public long threadGroupStartNs() {
        return identity.threadGroupStartNs;
    }

    /** The container id of the thread group's leader; "" if absent. */
    public String containerId() {
        return identity.containerId;
    }

    /** True if the message carries credentials. */
    public boolean hasCredentials() {
        return identity.hasCredentials;
    }

    /** One of the ids of the credentials, as unsigned 32 bits: 1 to 6 are real, effective, saved uid, then gid. */
    public int credential(int which) {
        return identity.credential(which);
    }

    /** True if the message carries a working directory. */
    public boolean hasCwd() {
        return identity.hasCwd;
    }

    /** The working directory, without a trailing slash except for "/"; "" if absent. */
    public String cwd() {
        return identity.cwd;
    }

    /** True if the message carries a process name. */
    public boolean hasProcessName() {
        return identity.hasProcessName;
    }

    /** The thread's name, at most 15 bytes; "" if absent. */
    public String processName() {
        return identity.processName;
    }

    /** The parent's thread group id in the root PID namespace; 0 if there is none or it was not requested. */
    public int parentThreadGroupId() {
        return identity.parentThreadGroupId;
    }

    /** True if the task was created by an exec request, or descends from one that was. */
    public boolean isExecSession() {
        return identity.execSession;
    }
}
