// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * sentry/execve: a new program was loaded; the only proof that an execve succeeded. The context is still that of the
 * old program: name, credentials, working directory, and possibly a thread that is not its group's leader. The facts
 * about the file depend on the session's optional fields: {@code binary_info}, {@code binary_sha256}, {@code
 * binary_sha1}, {@code fd_info}, {@code pipe_proc_info}.
 */
public final class ExecveInfo extends Message {
    private static final int PATH = 2;
    private static final int ARGUMENTS = 3;
    private static final int ENVIRONMENT = 4;
    private static final int MODE = 5;
    private static final int UID = 6;
    private static final int GID = 7;
    private static final int SHA256 = 8;
    private static final int UPPER = 9;
    private static final int INODE = 10;
    private static final int CTIME = 11;
    private static final int STDIN = 12;
    private static final int LOWER = 15;
    private static final int SHA1 = 16;
    private static final int EXECFN = 17;
    private static final int SIZE = 18;
    private static final int LINKS = 19;
    private static final int MEMFD = 20;
    private static final int PIPE_INPUT = 21;
    private static final int PIPE_OUTPUT = 22;

    private final StandardFd standardFd;
    private final Context sibling;

    ExecveInfo(TextPool pool) {
        super(MessageKind.EXECVE_INFO, pool);
        standardFd = new StandardFd(pool);
        sibling = new Context(pool);
    }

    /**
     * The resolved absolute path of the first file opened: for a script the script, for execveat with a descriptor
     * {@code /dev/fd/N}; possibly followed by {@code " (deleted)"}.
     */
    public String path() {
        return text(PATH);
    }

    /** The arguments as passed, argv[0] first. */
    public List<String> arguments() {
        return texts(ARGUMENTS);
    }

    /** The whole environment; the Sentry always sends it. */
    public List<String> environment() {
        return texts(ENVIRONMENT);
    }

    /** The path as given to execve; for execveat with a descriptor the rewritten one. "" from older Sentries. */
    public String execfn() {
        return text(EXECFN);
    }

    /** True if the facts about the file are present: it has a mode whenever the Sentry could read it. */
    public boolean hasFileFacts() {
        return fields.number(MODE) != 0;
    }

    /** The file's mode with the bits of the file type. */
    public int mode() {
        return (int) fields.number(MODE);
    }

    /** The file's owner, unsigned 32 bits. */
    public int uid() {
        return (int) fields.number(UID);
    }

    /** The file's group, unsigned 32 bits. */
    public int gid() {
        return (int) fields.number(GID);
    }

    /** The file's SHA-256, 32 bytes; empty if unknown. A copy. */
    public byte[] sha256() {
        return bytes(SHA256);
    }

    /** The file's SHA-1, 20 bytes; empty if unknown. A copy. */
    public byte[] sha1() {
        return bytes(SHA1);
    }

    /** The file's inode number, unsigned. */
    public long inode() {
        return fields.number(INODE);
    }

    /** When the file was last changed, ns since the epoch; 0 if unknown. */
    public long ctimeNs() {
        return timespecNs(CTIME);
    }

    /** The file's size in bytes. */
    public long size() {
        return fields.number(SIZE);
    }

    /** How many hard links the file has. */
    public long links() {
        return fields.number(LINKS) & 0xffff_ffffL;
    }

    /** True if the file exists on the upper layer of the overlay: its content may differ from the image. */
    public boolean upperLayer() {
        return fields.number(UPPER) != 0;
    }

    /** True if the file exists on the lower layer of the overlay. */
    public boolean lowerLayer() {
        return fields.number(LOWER) != 0;
    }

    /** True if the file is a memfd. */
    public boolean memfd() {
        return fields.number(MEMFD) != 0;
    }

    /** Descriptor 0, 1 or 2 of the new program. Valid until the next call. */
    public StandardFd standardFd(int number) {
        return standardFd.read(fields, STDIN + number);
    }

    /**
     * The process that writes to the pipe that is the standard input: a child of the same parent with the pipe as
     * standard output. Absent if there is none. Valid until the next call of this or of {@link #pipeOutput}.
     */
    public Context pipeInput() {
        return sibling(PIPE_INPUT);
    }

    /** The process that reads the pipe that is the standard output; like {@link #pipeInput}. */
    public Context pipeOutput() {
        return sibling(PIPE_OUTPUT);
    }

    private Context sibling(int field) {
        var process = sub(field);
        if (process.hasBytes(1)) {
            sibling.scan(process.buffer(), process.offset(1), process.length(1));
        } else {
            sibling.absent();
        }
        return sibling;
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
        return visitor.execveInfo(this);
    }
}
