// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.stream.FieldTable;
import dev.gvtrace.replay.event.type.EventType;
import org.jspecify.annotations.Nullable;

/**
 * A message about a system call: schematized or raw, enter or exit. Pointers (paths, vectors, addresses, limits) are
 * read from the workload's memory when the message is created: enter and exit may differ, and unreadable memory is an
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
     * The system call. A schematized message determines its architecture; a raw one has that of other messages of the
     * connection. {@link SystemCall#UNKNOWN} for numbers that do not match the message type.
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

    /** True for the exit of a call: the sub-message {@code exit} is present, even if empty. */
    public final boolean isExit() {
        return fields.hasBytes(EXIT);
    }

    /**
     * The return value, or the negative error number. Linux has error numbers up to 133; 512 to 516 mean a call that
     * was interrupted and may be restarted. Meaningful for exits only.
     */
    public final long result() {
        long errno = errorNumber();
        if (errno == 0) {
            return exit().number(EXIT_RESULT);
        }
        // A Sentry never sends a negative error number; such a call may not count as a success.
        return errno < 0 ? errno : -errno;
    }

    /** The error number as sent, or 0 if the call succeeded. */
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
     * True if on both architectures the messages of the call with this number are of another type: no Sentry sends
     * that. A number that is in no table may come from a newer Sentry.
     */
    public final boolean isOfAnotherType() {
        return kind() != MessageKind.RAW && systemCall().equals(SystemCall.UNKNOWN) && SystemCall.isKnown(sysno());
    }

    /**
     * A numeric argument by its position from 0. In a raw call it is the whole register of 64 bits, so descriptors and
     * flags have to be cast. In a schematized message it is 0 for texts, for values behind a pointer, and for numbers
     * whose position depends on the call (open, execve).
     */
    public final long argument(int index) {
        return index < argumentFields.length ? fields.number(argumentFields[index]) : 0;
    }

    /**
     * True if the message has the descriptor that the call uses: for openat and execveat the directory's, for accept
     * the listening one, for the dup family the old one. Raw calls have none: see {@link EventType#rawFd}.
     */
    public final boolean hasFd() {
        return fdField != NONE;
    }

    /** The descriptor that the call uses, -100 for the working directory; 0 if {@link #hasFd} is false. */
    public final int fd() {
        return (int) fields.number(fdField);
    }

    /** True if the message has the path of its descriptor: the session requests it, and the path is not empty. */
    public final boolean hasFdPath() {
        return fields.length(fdPathField) > 0;
    }

    /**
     * The path of {@link #fd} as resolved by the Sentry at that moment, relative to the container's mounts, possibly
     * followed by {@code " (deleted)"}; {@code pipe:[ino]}, {@code socket:[ino]} and the like for others; {@code [err:
     * …]} where there is none, so always at the exit of close. "" if absent.
     */
    public final String fdPath() {
        return text(fdPathField);
    }

    /** True if {@link #fdPath} equals these bytes; cheaper than making the text. */
    public final boolean fdPathIs(byte[] bytes) {
        return fields.bytesEqual(fdPathField, bytes);
    }

    @Override
    public final <R extends @Nullable Object> R accept(Visitor<R> visitor) {
        return visitor.call(this);
    }
}
