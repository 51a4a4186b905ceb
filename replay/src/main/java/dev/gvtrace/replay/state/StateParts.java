// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.Event.ExecProof;
import dev.gvtrace.replay.frame.Parts;

/** The classes whose objects make up the state of a sandbox, for its frames. */
public final class StateParts {
    private StateParts() {}

    /** Adds them; the root is the {@link StateBuilder}. */
    public static Parts addTo(Parts parts) {
        return addChanges(addTables(parts));
    }

    private static Parts addTables(Parts parts) {
        return parts.keep(
                SandboxState.class,
                StateBuilder.class,
                ContainerInfo.class,
                ContainerInfo.Account.class,
                ContainerInfo.Mount.class,
                Credentials.class,
                Directories.class,
                Endpoint.class,
                ExecProof.class,
                FdInfo.class,
                FdInfo.Kind.class,
                FdTable.class,
                FdTable.Chunk.class,
                IntMap.class,
                PidNamespace.class,
                ProcessInfo.class,
                ProcessInfo.Origin.class,
                Program.class,
                Program.Binary.class,
                Program.StdFd.class,
                Program.Sibling.class,
                Releases.Release.class,
                SilentThread.class,
                SocketInfo.class,
                SocketInfo.Role.class,
                SocketInfo.Protocol.class,
                ThreadInfo.class);
    }

    /** The classes that change the state keep what they need between messages. */
    private static Parts addChanges(Parts parts) {
        return parts.keep(
                        ContainerChanges.class,
                        ContextFacts.class,
                        DescriptorChanges.class,
                        DescriptorPaths.class,
                        EventContext.class,
                        Execution.class,
                        IdentityChanges.class,
                        Lineage.class,
                        Losses.class,
                        MemoryBudget.class,
                        ProcessChanges.class,
                        Releases.class,
                        SocketChanges.class,
                        TaskIds.class,
                        TaskTables.class)
                .leave(PathResolver.class)
                // of the last event, and set with the next
                .leaveFields(
                        EventContext.class,
                        "event",
                        "thread",
                        "fd",
                        "fdNumber",
                        "fdName",
                        "fdRawName",
                        "fdNameChanged",
                        "nameless",
                        "unopened")
                // of the replay, not of the sandbox
                .leaveFields(MemoryBudget.class, "beforeGrowth", "mayGrow", "limit");
    }
}
