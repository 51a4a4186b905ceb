// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event;

import dev.gvtrace.proto.stream.FieldTable;
import java.util.Arrays;

/**
 * The context data of a message: who, where, when. Each member is there only if the session asked for it; scalars answer
 * 0 and texts "" when absent, as protobuf has it, and {@code has…} tells the difference where it can be told.
 */
public final class Context {
    private final FieldTable fields = new FieldTable();
    private final FieldTable credentials = new FieldTable();
    private final TextPool pool;
    private boolean present;
    private boolean credentialsRead;

    Context(TextPool pool) {
        this.pool = pool;
    }

    /** Reads from the given bytes from now on; false if they are not a message. */
    boolean scan(byte[] buffer, int offset, int length) {
        present = true;
        credentialsRead = false;
        return fields.scan(buffer, offset, length);
    }

    void absent() {
        present = false;
        credentialsRead = false;
        fields.clear();
    }

    /** True if the message carries context data at all. */
    public boolean present() {
        return present;
    }

    /** The sandbox's clock when the message was built, ns since the epoch; 0 if absent. */
    public long timeNs() {
        return fields.number(1);
    }

    /** The acting thread's id in the root PID namespace; 0 if absent. */
    public int threadId() {
        return (int) fields.number(2);
    }

    /** When that thread started, ns since the epoch; 0 if absent. */
    public long threadStartNs() {
        return fields.number(3);
    }

    /** The id of the thread group in the root PID namespace; 0 if absent. */
    public int threadGroupId() {
        return (int) fields.number(4);
    }

    /** When the thread group's leader started, ns since the epoch; 0 if absent. */
    public long threadGroupStartNs() {
        return fields.number(5);
    }

    /** The container id of the group's leader; "" if absent. */
    public String containerId() {
        return text(6);
    }

    /** True if the message carries credentials. */
    public boolean hasCredentials() {
        return fields.hasBytes(7);
    }

    /** One of the ids of the credentials, as unsigned 32 bits: 1 to 6 are real, effective, saved uid, then gid. */
    public int credential(int which) {
        if (!credentialsRead) {
            credentialsRead = true;
            credentials.scan(fields.buffer(), fields.offset(7), fields.length(7));
        }
        return (int) credentials.number(which);
    }

    /** True if the message carries a working directory. */
    public boolean hasCwd() {
        return fields.hasBytes(8);
    }

    /** The working directory, without a trailing slash but for "/"; "" if absent. */
    public String cwd() {
        return text(8);
    }

    /** True if the message carries a process name. */
    public boolean hasProcessName() {
        return fields.hasBytes(9);
    }

    /** The thread's name, 15 bytes at the most; "" if absent. */
    public String processName() {
        return text(9);
    }

    /** The parent's thread group id in the root PID namespace; 0 if there is none or it was not asked for. */
    public int parentThreadGroupId() {
        return (int) fields.number(10);
    }

    /** True if the task was created by an exec request, or descends from one that was. */
    public boolean isExecSession() {
        return fields.number(11) != 0;
    }

    /** True if the container id is of these bytes: cheaper than asking for the text. */
    public boolean containerIdIs(byte[] bytes) {
        return fields.bytesEqual(6, bytes);
    }

    /** True if the credentials are there and of these bytes, as {@link #credentialBytes} gave them before. */
    public boolean credentialsAre(byte[] bytes) {
        return fields.bytesEqual(7, bytes);
    }

    /** True if the working directory is of these bytes. */
    public boolean cwdIs(byte[] bytes) {
        return fields.bytesEqual(8, bytes);
    }

    /** True if the process name is of these bytes. */
    public boolean processNameIs(byte[] bytes) {
        return fields.bytesEqual(9, bytes);
    }

    /** The credentials as sent, for comparing. A copy. */
    public byte[] credentialBytes() {
        return Arrays.copyOfRange(fields.buffer(), fields.offset(7), fields.offset(7) + fields.length(7));
    }

    private String text(int field) {
        return pool.text(fields.buffer(), fields.offset(field), fields.length(field));
    }
}
