// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.message.AcceptCall;
import dev.gvtrace.replay.event.message.DupCall;
import dev.gvtrace.replay.event.message.EventfdCall;
import dev.gvtrace.replay.event.message.FcntlCall;
import dev.gvtrace.replay.event.message.InotifyInitCall;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.OpenCall;
import dev.gvtrace.replay.event.message.RawCall;
import dev.gvtrace.replay.event.message.SignalfdCall;
import dev.gvtrace.replay.event.message.SocketCall;
import dev.gvtrace.replay.event.message.TimerfdCreateCall;

/**
 * Numbers that a call was passed, by their position: the fields of a schematized message, or the registers of a raw
 * one. The only place that has to know a new message whose numbers change descriptors.
 */
final class CallArguments {
    private CallArguments() {}

    /**
     * An argument, counted from 1. Of calls of which only the flags matter it is the flags, whatever the position; 0
     * for messages without numbers of interest.
     */
    static long of(Message message, int position) {
        return switch (message.kind()) {
            case RAW -> ((RawCall) message).argument(position - 1);
            case FCNTL -> ofFcntl((FcntlCall) message, position);
            case SOCKET -> ofSocket((SocketCall) message, position);
            case OPEN -> ((OpenCall) message).flags();
            case ACCEPT -> ((AcceptCall) message).flags();
            case EVENTFD -> ((EventfdCall) message).flags();
            case SIGNALFD -> ((SignalfdCall) message).flags();
            case TIMERFD_CREATE -> ((TimerfdCreateCall) message).flags();
            case INOTIFY_INIT -> ((InotifyInitCall) message).flags();
            case DUP -> ((DupCall) message).flags();
            case UNKNOWN,
                    CONTAINER_START,
                    CLONE_INFO,
                    EXECVE_INFO,
                    EXIT_NOTIFY_PARENT,
                    TASK_EXIT,
                    CLOSE,
                    READ,
                    WRITE,
                    CONNECT,
                    EXECVE,
                    CHDIR,
                    SETID,
                    SETRESID,
                    PRLIMIT,
                    PIPE,
                    CHROOT,
                    CLONE,
                    BIND,
                    TIMERFD_SETTIME,
                    TIMERFD_GETTIME,
                    FORK,
                    INOTIFY_ADD_WATCH,
                    INOTIFY_RM_WATCH,
                    SOCKETPAIR,
                    MMAP_INFO,
                    MMAP,
                    LISTEN,
                    PTRACE -> 0;
        };
    }

    private static long ofFcntl(FcntlCall call, int position) {
        return switch (position) {
            case 1 -> call.fd();
            case 2 -> call.command();
            case 3 -> call.argument();
            default -> throw new IllegalArgumentException(position + ": expected 1 to 3");
        };
    }

    private static long ofSocket(SocketCall call, int position) {
        return switch (position) {
            case 1 -> call.domain();
            case 2 -> call.socketType();
            case 3 -> call.protocol();
            default -> throw new IllegalArgumentException(position + ": expected 1 to 3");
        };
    }
}
