// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.ExecAttempt;
import dev.gvtrace.replay.event.message.ExecveCall;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.MessageKind;
import dev.gvtrace.replay.event.message.SystemCall;

/** What the next message of a thread shows about its attempt to execute (gvisor-semantics 5.4, 5.13). */
final class ExecveEvidence {
    private static final int COMM_LENGTH = 15;

    private ExecveEvidence() {}

    /** True if the message is another attempt with the same arguments: a search along PATH continues. */
    static boolean sameArguments(Call attempt, Message next) {
        return attempt instanceof ExecAttempt one && one.hasArgumentsOf(next);
    }

    /** True if the next message of its thread shows that an attempt to execute failed. */
    static boolean refutes(Call attempt, Message next) {
        if (next instanceof Call call) {
            SystemCall systemCall = call.systemCall();
            if (systemCall.kind() == MessageKind.EXECVE || systemCall.name().startsWith("exit")) {
                return true;
            }
        }
        if (next.kind() == MessageKind.TASK_EXIT || next.kind() == MessageKind.EXIT_NOTIFY_PARENT) {
            return true;
        }
        if (!(attempt instanceof ExecveCall execve)
                || !attempt.context().hasProcessName()
                || !next.context().hasProcessName()) {
            return false;
        }
        String before = attempt.context().processName();
        return before.equals(next.context().processName()) && !before.equals(nameOf(execve.pathname()));
    }

    /** The name of a thread after it has executed a path. */
    private static String nameOf(String path) {
        int slash = path.lastIndexOf('/');
        return path.substring(slash + 1, Math.min(path.length(), slash + 1 + COMM_LENGTH));
    }
}
