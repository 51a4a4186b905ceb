// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import dev.gvtrace.proto.stream.FieldTable;

/**
 * The context data of a message without the time: the acting thread and its place. They are the same in many messages
 * of a thread, so they are read once and shared, see {@link IdentityPool}. Immutable.
 */
public final class Identity {
    private static final int TIME = 1;
    private static final int CREDENTIALS = 7;

    /** The identity of a message without context data. */
    static final Identity NONE = new Identity(new FieldTable(), new FieldTable(), new TextPool());

    final int threadId;
    final long threadStartNs;
    final int threadGroupId;
    final long threadGroupStartNs;
    final String containerId;
    final boolean hasCredentials;
    final boolean hasCwd;
    final String cwd;
    final boolean hasProcessName;
    final String processName;
    final int parentThreadGroupId;
    final boolean execSession;
    /** A time that is not at the beginning: no Sentry sends that, but protobuf allows it. */
    final boolean hasTime;

    final long timeNs;

    private final int[] credentials = new int[7];

    /** Reads from the fields of context data; the second table is for the credentials among them. */
    Identity(FieldTable fields, FieldTable ids, TextPool pool) {
        hasTime = fields.hasNumber(TIME);
        timeNs = fields.number(TIME);
        threadId = (int) fields.number(2);
        threadStartNs = fields.number(3);
        threadGroupId = (int) fields.number(4);
        threadGroupStartNs = fields.number(5);
        containerId = text(fields, 6, pool);
        hasCredentials = fields.hasBytes(CREDENTIALS);
        if (hasCredentials) {
            ids.scan(fields.buffer(), fields.offset(CREDENTIALS), fields.length(CREDENTIALS));
            for (int i = 1; i < credentials.length; i++) {
                credentials[i] = (int) ids.number(i);
            }
        }
        hasCwd = fields.hasBytes(8);
        cwd = text(fields, 8, pool);
        hasProcessName = fields.hasBytes(9);
        processName = text(fields, 9, pool);
        parentThreadGroupId = (int) fields.number(10);
        execSession = fields.number(11) != 0;
    }

    private static String text(FieldTable fields, int field, TextPool pool) {
        return pool.text(fields.buffer(), fields.offset(field), fields.length(field));
    }

    int credential(int which) {
        return credentials[which];
    }
}
