// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.Event.ExecProof;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The image that a process runs, as described by its execve (or its container's start). Immutable; shared by all
 * processes that inherited it.
 *
 * <p>More than six components: one for each field of the messages that describe an execve.
 *
 * @param exepath resolved absolute path as far as known, without {@code " (deleted)"}; "" if unknown
 * @param argv all arguments, argv[0] first
 * @param environment {@code K=V}; empty if unknown, see environmentKnown
 * @param environmentKnown true if the stream carried the environment
 * @param execfn path given to execve, of the sentry/execve message; null without one
 * @param proof how certain the execve is
 * @param execNs time of the execve, or 0 if unknown
 * @param binary content of binary_info; null without one
 * @param stdio stdin, stdout, stderr as fd_info reported them, each null if closed or not reported
 * @param pipeIn the sibling that writes to its stdin; null if not reported
 * @param pipeOut the sibling that reads from its stdout; null if not reported
 */
public record Program(
        String exepath,
        List<String> argv,
        List<String> environment,
        boolean environmentKnown,
        @Nullable String execfn,
        ExecProof proof,
        long execNs,
        @Nullable Binary binary,
        List<@Nullable StdFd> stdio,
        @Nullable Sibling pipeIn,
        @Nullable Sibling pipeOut) {

    /** Nothing was reported about the standard descriptors. */
    static final List<@Nullable StdFd> NO_STDIO = Collections.unmodifiableList(Arrays.asList(null, null, null));

    /** Nothing is known. */
    public static final Program UNKNOWN =
            new Program("", List.of(), List.of(), false, null, ExecProof.NOT_AN_EXEC, 0, null, NO_STDIO, null, null);

    /** A program that a snapshot listed. */
    static Program listed(String exepath, List<String> argv, List<String> environment, boolean environmentKnown) {
        return new Program(
                exepath,
                argv,
                environment,
                environmentKnown,
                null,
                ExecProof.NOT_AN_EXEC,
                0,
                null,
                NO_STDIO,
                null,
                null);
    }

    /** The same without its environment. */
    Program withoutEnvironment() {
        return environment.isEmpty()
                ? this
                : new Program(exepath, argv, List.of(), false, execfn, proof, execNs, binary, stdio, pipeIn, pipeOut);
    }

    /**
     * Facts about the executable file. Numbers are as sent by the Sentry; 0 and false are values, because the message
     * with them was received.
     *
     * @param mode st_mode with type bits
     * @param uid owner
     * @param gid group
     * @param ino inode
     * @param ctimeNs change time, ns since the epoch; 0 if not reported
     * @param size bytes
     * @param nlink hard links
     * @param upper exists on the overlay's upper layer
     * @param lower exists on the overlay's lower layer
     * @param memfd lives in a memfd
     * @param sha256 lower-case hex, or null if not sent
     * @param sha1 lower-case hex, or null if not sent
     */
    public record Binary(
            int mode,
            int uid,
            int gid,
            long ino,
            long ctimeNs,
            long size,
            long nlink,
            boolean upper,
            boolean lower,
            boolean memfd,
            @Nullable String sha256,
            @Nullable String sha1) {}

    /**
     * A standard descriptor at the moment of the execve.
     *
     * @param mode st_mode with type bits
     * @param ino inode
     * @param path path or pseudo name
     * @param local local end if it is a socket; null if not
     * @param remote remote end; null if not
     */
    public record StdFd(
            int mode,
            long ino,
            String path,
            @Nullable Endpoint local,
            @Nullable Endpoint remote) {}

    /**
     * A process at the other end of a pipe.
     *
     * @param pid thread group id, root PID namespace
     * @param name comm
     */
    public record Sibling(int pid, String name) {}
}
