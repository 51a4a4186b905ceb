// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.table.ScanRequest;
import java.util.Arrays;
import java.util.List;

/** The requests to tables that narratives are made of. */
enum Asked {
    /** All processes. */
    PROCESSES(ScanRequest.of("processes").withColumns(Life.COLUMNS)),
    /** All attempts to run a program. */
    EXECUTIONS(ScanRequest.of("executions")),
    /** All uses of files and sockets. */
    ACCESSES(ScanRequest.of("accesses")),
    /** All sockets. */
    CONNECTIONS(ScanRequest.of("connections")),
    /** All changes of users and groups. */
    IDENTITIES(ScanRequest.of("identities")),
    /** All losses. */
    GAPS(ScanRequest.of("gaps")),
    /** All containers. */
    CONTAINERS(ScanRequest.of("containers")),
    /** Programs that were started with a socket as standard input or output, and sockets that became one. */
    STANDARD_SOCKETS(ScanRequest.of("events")
            .withColumns(List.of(
                    "evt",
                    "time",
                    "pid",
                    "name",
                    "type",
                    "proc.stdin.name",
                    "proc.stdout.name",
                    "proc.stdin.type",
                    "proc.stdout.type"))
            .where("evt.failed = false and (evt.type in (execve, execveat) and (proc.stdin.type in (ipv4, ipv6) or"
                    + " proc.stdout.type in (ipv4, ipv6)) or evt.type in (dup, dup2, dup3) and fd.type in (ipv4, ipv6)"
                    + " and evt.rawres in (0, 1, 2))")),
    /** Calls that change files by path, whose paths the Sentry does not send. */
    CHANGES(ScanRequest.of("events")
            .withColumns(List.of("evt", "time", "pid", "name", "type", "failed"))
            .where(
                    "evt.type in (unlink, unlinkat, rmdir, rename, renameat, renameat2, link, linkat, symlink, symlinkat,"
                            + " chmod, fchmod, fchmodat, fchmodat2, chown, fchown, lchown, fchownat, truncate, ftruncate, mkdir,"
                            + " mkdirat, mknod, mknodat, setxattr, lsetxattr, fsetxattr)"));

    private final ScanRequest request;

    Asked(ScanRequest request) {
        this.request = request;
    }

    /** A request that names the types of events which narratives are about. */
    static List<ScanRequest> naming() {
        return List.of(ScanRequest.of("events")
                .where("evt.type in (execve, clone, openat, read, write, connect, accept, setuid, unlinkat, renameat,"
                        + " fchmodat)"));
    }

    /** The requests to all of them, in their order. */
    static List<ScanRequest> requests() {
        return Arrays.stream(values()).map(asked -> asked.request).toList();
    }
}
