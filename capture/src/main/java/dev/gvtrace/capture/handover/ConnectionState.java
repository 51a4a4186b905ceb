// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.handover;

import dev.gvtrace.capture.socket.PeerProcess;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.Seal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the next recorder has to know of a connection to continue its recording. Immutable.
 *
 * <p>More than six components: it is the content of one file.
 *
 * @param tool name and version of the recorder
 * @param recorder its process id
 * @param peer who connected
 * @param opening opening record of the recording
 * @param base beginning of the names of its files
 * @param facts facts recorded so far
 * @param progress where the recording ended; null while it is recorded, that is, after a crash
 */
public record ConnectionState(
        String tool,
        long recorder,
        Peer peer,
        Opening opening,
        String base,
        List<Fact> facts,
        @Nullable Progress progress) {
    /** Copies the list. */
    public ConnectionState {
        facts = List.copyOf(facts);
    }

    /**
     * Who connected, and when.
     *
     * @param connectedNs nanoseconds since the epoch
     * @param process the runsc that connected
     * @param sandbox the sandbox's id; empty when unknown
     * @param commandLine words of its command line, as {@link dev.gvtrace.text.EscapedText}; empty when unknown
     * @param cwd its working directory; null when unknown
     * @param exe its program; null when unknown
     */
    public record Peer(
            long connectedNs,
            PeerProcess process,
            Text sandbox,
            List<String> commandLine,
            @Nullable String cwd,
            @Nullable String exe) {
        /** Copies the list. */
        public Peer {
            commandLine = List.copyOf(commandLine);
        }
    }

    /**
     * A facts record.
     *
     * @param atNs when they were found, nanoseconds since the epoch
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
    public record Fact(long atNs, String kind, byte[] json) {}

    /**
     * Where a recording ended for the next recorder to continue it.
     *
     * @param seal seal of the last file
     * @param lastNs time of the last message, nanoseconds since the epoch
     * @param handedOverNs when the last file was sealed, in the same unit
     * @param drops the Sentry's count of dropped messages
     * @param contents what the messages have shown
     */
    public record Progress(Seal seal, long lastNs, long handedOverNs, Drops drops, Contents contents) {}

    /**
     * Counts of messages that the Sentry dropped.
     *
     * @param last the greatest count so far in a message
     * @param total messages counted as dropped so far
     * @param reported the total by runsc; 0 when it was not asked
     */
    public record Drops(int last, long total, long reported) {}

    /**
     * What the messages have shown of the sandbox.
     *
     * @param hasBegun whether there were any
     * @param firstProcessHasEnded whether its first process has ended
     * @param malformed messages that cannot be read
     * @param containers the containers that have started
     */
    public record Contents(boolean hasBegun, boolean firstProcessHasEnded, long malformed, Set<Text> containers) {
        /** Copies the set. */
        public Contents {
            containers = Set.copyOf(containers);
        }
    }

    /** The same while it is recorded. */
    public ConnectionState ofRunning() {
        return new ConnectionState(tool, recorder, peer, opening, base, facts, null);
    }
}
