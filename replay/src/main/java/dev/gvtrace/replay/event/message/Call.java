// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.stream.FieldTable;
import dev.gvtrace.replay.event.type.EventType;
import org.jspecify.annotations.Nullable;

/**
 * A message about a system call: schematized or raw, enter or exit. Pointers (paths, vectors, addresses, limits) are
 * read from the workload's memory when the message is made: enter and exit may differ, and unreadable memory is an
 * empty value, not an error.
 */
public abstract sealed class Call extends Message
        permits AddressedCall,
                ChdirCall,
                ChrootCall,
                CloneCall,
                CloseCall,
                DupCall,
                EventfdCall,
                ExecveCall,
                FcntlCall,
                ForkCall,
                InotifyAddWatchCall,
                InotifyInitCall,
                InotifyRmWatchCall,
                IoCall,
                MmapCall,
                OpenCall,
                PipeCall,
                PrlimitCall,
                PtraceCall,
                RawCall,
                SetidCall,
                SetresidCall,
                SignalfdCall,
                SocketCall,
                SocketpairCall,
                TimerfdCreateCall,
                TimerfdGettimeCall,
                TimerfdSettimeCall {
    static final int[] NO_ARGUMENT_FIELDS = {};

    private static final int EXIT = 2;
    private static final int SYSNO = 3;
    private static final int RAW_SYSNO = 4;
    private static final int EXIT_RESULT = 1;
    private static final int EXIT_ERRNO = 2;

    private final FieldTable exit = new FieldTable();
    private final int fdField;
    private final int fdPathField;
    private final int[] argumentFields;
    private int exitOf;
    private int systemCallOf;
    private SystemCall systemCall = SystemCall.UNKNOWN;
    private Architecture rawArchitecture = Architecture.X86_64;

    /** The last parameter has the fields of the call's arguments, by their position. */
    Call(MessageKind kind, TextPool pool, int fdField, int fdPathField, int[] argumentFields) {
        super(kind, pool);
        this.fdField = fdField;
        this.fdPathField = fdPathField;
        this.argumentFields = argumentFields;
    }

    /** Sets the architecture of the numbers of raw calls; required before {@link #systemCall}. */
    final void rawArchitecture(Architecture architecture) {
        rawArchitecture = architecture;
    }

    /**
     * Which call it is. A schematized message determines its architecture; that of a raw one is the one that other
     * messages of the connection showed. {@link SystemCall#UNKNOWN} for numbers that do not go with the message.
     */
    public final SystemCall systemCall() {
        if (systemCallOf != reading()) {
            systemCallOf = reading();
            systemCall = kind() == MessageKind.RAW
                    ? SystemCall.of(rawArchitecture, sysno())
                    : SystemCall.of(kind(), sysno());
        }
        return systemCall;
    }

    /** True if the call is one of an arm64 sandbox, where some flags have other bits. */
    public final boolean isArm64() {
        return systemCall().architecture() == Architecture.ARM64;
    }

    private FieldTable exit() {
        if (exitOf != reading()) {
            exitOf = reading();
            exit.scan(fields.buffer(), fields.offset(EXIT), fields.length(EXIT));
        }
        return exit;
    }

    /** True for the exit of a call: the sub-message {@code exit} is there, even if empty. */
    public final boolean isExit() {
        return fields.hasBytes(EXIT);
    }

    /**
     * What the call returned: the value, or the negative error number. Linux has error numbers up to 133; 512 to 516
     * are a call that was interrupted and may be started again. Meaningful for exits only.
     */
    public final long result() {
        long errno = errorNumber();
        if (errno == 0) {
            return exit().number(EXIT_RESULT);
        }
        // A Sentry sends no negative error number; such a call may not become a success.
        return errno < 0 ? errno : -errno;
    }

    /** The error number as sent, 0 if the call succeeded. */
    public final long errorNumber() {
        return exit().number(EXIT_ERRNO);
    }

    /** True if this is an exit and the call did not fail. */
    public final boolean succeeded() {
        return isExit() && errorNumber() == 0;
    }

    /** The number of the call in its architecture's table; {@link Integer#MAX_VALUE} for anything above. */
    public final int sysno() {
        long number = fields.number(kind() == MessageKind.RAW ? RAW_SYSNO : SYSNO);
        return number >>> 31 == 0 ? (int) number : Integer.MAX_VALUE;
    }

    /**
     * True if the number is that of a call whose messages are of another type, on both architectures: no Sentry sends
     * that. A number that no table has may be a newer Sentry's.
     */
    public final boolean isOfAnotherType() {
        return kind() != MessageKind.RAW && systemCall().equals(SystemCall.UNKNOWN) && SystemCall.isKnown(sysno());
    }

    /**
     * A number that the call was passed, by its position from 0. Of a raw call it is the register, all 64 bits, so
     * descriptors and flags are to be cast. A schematized message carries fewer: 0 for texts, for what is behind a
     * pointer, and for numbers whose position depends on the call (open, execve).
     */
    public final long argument(int index) {
        return index < argumentFields.length ? fields.number(argumentFields[index]) : 0;
    }

    /**
     * True if the message names a descriptor that the call works on: of openat and execveat the directory's, of accept
     * the listening one, of the dup family the old one. Raw calls name none: see {@link EventType#rawFd}.
     */
    public final boolean hasFd() {
        return fdField != NONE;
    }

    /** The descriptor that the call works on, -100 for the working directory; 0 if {@link #hasFd} is false. */
    public final int fd() {
        return (int) fields.number(fdField);
    }

    /** True if the message carries the path of its descriptor: the session asks for it, and the path is not empty. */
    public final boolean hasFdPath() {
        return fields.length(fdPathField) > 0;
    }

    /**
     * The path of {@link #fd} as the Sentry resolved it at that instant, relative to the container's mounts, perhaps
     * with {@code " (deleted)"} behind it; {@code pipe:[ino]}, {@code socket:[ino]} and the like for others; {@code
     * [err: …]} where there is none, so always at the exit of close. "" if absent.
     */
    public final String fdPath() {
        return text(fdPathField);
    }

    /** True if {@link #fdPath} is of these bytes: cheaper than asking for the text. */
    public final boolean fdPathIs(byte[] bytes) {
        return fields.bytesEqual(fdPathField, bytes);
    }

    @Override
    public final <R extends @Nullable Object> R accept(Visitor<R> visitor) {
        return visitor.call(this);
    }
}
