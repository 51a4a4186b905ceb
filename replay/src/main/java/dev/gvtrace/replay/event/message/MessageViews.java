// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.wire.WireHeader;
import org.jspecify.annotations.Nullable;

/**
 * The views of one connection: one object per kind, created on first use and reused for each message of that kind. Two
 * messages of a kind at once require two sets of views; sets may share a pool. Not thread-safe.
 */
public final class MessageViews {
    private final TextPool pool;
    private final @Nullable Message[] views = new Message[MessageKind.values().length];
    private Architecture rawArchitecture = Architecture.X86_64;
    private boolean whole;

    /** Creates views with the given pool of texts. */
    public MessageViews(TextPool pool) {
        this.pool = pool;
    }

    /**
     * Reads the payload of a message of the given type (the header's). The result is valid until the next message of
     * its kind is read, and as long as the bytes do not change. Never throws for what is in the bytes: see {@link
     * #whole}.
     */
    public Message read(int messageType, byte[] buffer, int offset, int length) {
        Message view = view(MessageKind.of(messageType));
        whole = view.read(messageType, buffer, offset, length);
        return view;
    }

    /** Reads a split message, with the same result as reading its payload. */
    public Message read(MessageParts parts) {
        MessageKind kind = MessageKind.of(parts.type());
        if (kind != MessageKind.UNKNOWN) {
            Message view = view(kind);
            whole = view.read(
                    parts.type(),
                    parts.timeNs(),
                    pool.identities().identity(parts),
                    parts.buffer(),
                    parts.offset(),
                    parts.length());
            if (!view.hasContextField()) {
                return view;
            }
            // A second context replaces the first: no Sentry sends that, but protobuf allows it.
        }
        byte[] packet = parts.packet();
        return read(parts.type(), packet, WireHeader.SIZE, parts.packetLength() - WireHeader.SIZE);
    }

    /** Reads a message from its {@link Message#copyFields}, with the time and identity of its context. */
    public Message again(int messageType, long timeNs, Identity identity, byte[] buffer, int length) {
        Message view = view(MessageKind.of(messageType));
        whole = view.read(messageType, timeNs, identity, buffer, 0, length);
        return view;
    }

    private Message view(MessageKind kind) {
        Message view = views[kind.type()];
        if (view == null) {
            view = make(kind);
            views[kind.type()] = view;
        }
        if (view instanceof RawCall raw) {
            raw.rawArchitecture(rawArchitecture);
        }
        return view;
    }

    /** Sets the architecture of the numbers of raw calls from the next message on; x86_64 by default. */
    public void rawArchitecture(Architecture architecture) {
        rawArchitecture = architecture;
    }

    /**
     * False if the bytes read last are not a message but truncated or garbage; then their values may not be used.
     */
    public boolean whole() {
        return whole;
    }

    private Message make(MessageKind kind) {
        return switch (kind) {
            case UNKNOWN -> new UnknownMessage(pool);
            case CONTAINER_START -> new ContainerStart(pool);
            case CLONE_INFO -> new CloneInfo(pool);
            case EXECVE_INFO -> new ExecveInfo(pool);
            case EXIT_NOTIFY_PARENT -> new ExitNotifyParent(pool);
            case TASK_EXIT -> new TaskExit(pool);
            case RAW -> new RawCall(pool);
            case OPEN -> new OpenCall(pool);
            case CLOSE -> new CloseCall(pool);
            case READ, WRITE -> new IoCall(kind, pool);
            case CONNECT -> new ConnectCall(pool);
            case EXECVE -> new ExecveCall(pool);
            case SOCKET -> new SocketCall(pool);
            case CHDIR -> new ChdirCall(pool);
            case SETID -> new SetidCall(pool);
            case SETRESID -> new SetresidCall(pool);
            case PRLIMIT -> new PrlimitCall(pool);
            case PIPE -> new PipeCall(pool);
            case FCNTL -> new FcntlCall(pool);
            case DUP -> new DupCall(pool);
            case SIGNALFD -> new SignalfdCall(pool);
            case CHROOT -> new ChrootCall(pool);
            case EVENTFD -> new EventfdCall(pool);
            case CLONE -> new CloneCall(pool);
            case BIND -> new BindCall(pool);
            case ACCEPT -> new AcceptCall(pool);
            case TIMERFD_CREATE -> new TimerfdCreateCall(pool);
            case TIMERFD_SETTIME -> new TimerfdSettimeCall(pool);
            case TIMERFD_GETTIME -> new TimerfdGettimeCall(pool);
            case FORK -> new ForkCall(pool);
            case INOTIFY_INIT -> new InotifyInitCall(pool);
            case INOTIFY_ADD_WATCH -> new InotifyAddWatchCall(pool);
            case INOTIFY_RM_WATCH -> new InotifyRmWatchCall(pool);
            case SOCKETPAIR -> new SocketpairCall(pool);
            case MMAP_INFO -> new MmapInfo(pool);
            case MMAP -> new MmapCall(pool);
            case LISTEN -> new ListenCall(pool);
            case PTRACE -> new PtraceCall(pool);
        };
    }
}
